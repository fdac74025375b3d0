// Holds a run in the way its arguments say: {store} {way}. It closes the run on SIGTERM.
import { loadRun, type Run, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [place = "", way = ""] = process.argv.slice(-2);
const names = { experimentName: "shared", runName: "run" };

if (isWorker()) await workAsGuest();
else await hold();

async function hold(): Promise<void> {
  switch (way) {
    case "owner":
      return await record(
        await startRun({ ...names, session: await localSession({ path: place }) }),
      );
    case "loader":
      return await record(
        await loadRun({ ...names, session: await localSession({ path: place }) }),
      );
    case "child": {
      const run = await loadRun();
      run.logMetric("guest", 1);
      await run.close();
      return console.log(run.runName);
    }
    case "failing-child": {
      const run = await loadRun();
      run.fail(new Error("guest trouble"));
      return await run.close();
    }
    case "dying-child":
      await loadRun();
      throw new TypeError("out of range");
    case "worker":
      return await handToWorker();
  }
}

/** Records a point at a time until SIGTERM arrives, then closes the run. */
async function record(run: Run): Promise<void> {
  let isEnding = false;
  process.on("SIGTERM", () => void (isEnding = true));
  for (let step = 0; !isEnding; step++) {
    run.logMetric("owner", step, { step });
    await run.flush();
    if (step === 0) console.log(run.token);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await run.close();
  console.log("closed");
}

/** Hands the run to a worker, waits for it, and prints what another reader sees then. */
async function handToWorker(): Promise<void> {
  const session = await localSession({ path: place });
  const run = await startRun({ ...names, session });
  await answerOfWorker(run.token);
  const { Status, EndTime } = await session.sagemaker.call("DescribeTrialComponent", {
    TrialComponentName: run.trialComponentName,
  });
  console.log(JSON.stringify([Status?.PrimaryStatus, EndTime === undefined]));
  await run.close();
}

async function answerOfWorker(token: string): Promise<void> {
  const script = process.argv[1] ?? "";
  const { url } = import.meta;
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  if (globalThis.Worker) {
    const worker = new Worker(url, { type: "module" });
    worker.postMessage(token);
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = reject;
    });
    return worker.terminate();
  }
  const worker = new NodeWorker(script);
  worker.postMessage(token);
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
}

/** Records into the run of the token that it is sent. */
async function workAsGuest(): Promise<void> {
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  const token = await new Promise<string>((resolve) => {
    if (parentPort) parentPort.once("message", resolve);
    else globalThis.onmessage = ({ data }) => resolve(data);
  });
  const run = await loadRun({ token });
  run.logMetric("worker", 1);
  await run.close();
  if (parentPort) parentPort.postMessage("closed");
  // A worker's own function, which the types of a main thread lack.
  else (globalThis as unknown as { postMessage(data: string): void }).postMessage("closed");
}

function isWorker(): boolean {
  return "WorkerGlobalScope" in globalThis ||
    !process.getBuiltinModule("node:worker_threads").isMainThread;
}
