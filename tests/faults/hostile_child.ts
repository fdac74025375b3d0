// Bundled, then run by Deno, Bun and Node: does what its argument says towards endpoints that are
// hostile, all of it at once, and prints how each ended.
import process from "node:process";
import { awsSession, startRun } from "../../mod.ts";
import { watchPace } from "../support/pace.ts";
import type { HostileOutcome, HostilePlan } from "./hostile_plan.ts";

const plans = JSON.parse(process.argv.at(-1) ?? "[]") as readonly HostilePlan[];

const pace = watchPace();

/** Aborts after time of this process's own: on a busy machine, the reason to be told takes longer. */
function ownLimit(milliseconds: number): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const started = pace.ownMs();
  const timer = setInterval(() => {
    if (pace.ownMs() - started >= milliseconds) controller.abort(new Error("enough"));
  }, 20);
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

async function carryOut(plan: HostilePlan): Promise<HostileOutcome> {
  const { endpoint, runName, service, patienceMs } = plan;
  const session = await awsSession({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local", sessionToken: "canary" },
    logger: { info() {}, warn() {}, error() {} },
  });
  let started = pace.ownMs();
  let error: unknown;
  let acknowledged = 0;
  try {
    using limit = service === "opening" ? ownLimit(patienceMs) : undefined;
    const names = { experimentName: "hostile", runName, captureEnvironment: false };
    const run = await startRun({ ...names, session, signal: limit?.signal });
    started = pace.ownMs();
    if (service === "files") {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(new Error("enough")), patienceMs);
      await run.logText("weights", { name: "model.txt", signal: limit.signal })
        .catch((cause) => error = cause);
      clearTimeout(timer);
    }
    if (service === "metrics") {
      for (let step = 0; step < 30; step++) run.logMetric("loss", step, { step });
    }
    await run.close({ timeoutMs: patienceMs });
    acknowledged = run.stats.acknowledged;
  } catch (cause) {
    error ??= cause;
  }
  const tookMs = pace.ownMs() - started;
  await session[Symbol.asyncDispose]();
  return { runName, acknowledged, tookMs, ...(error === undefined ? {} : { error: `${error}` }) };
}

console.log(JSON.stringify(await Promise.all(plans.map(carryOut))));
pace[Symbol.dispose]();
