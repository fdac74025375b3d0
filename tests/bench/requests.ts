/**
 * Requests and CPU of opening runs, of folders, and of syncs to a served store, at several sizes. CPU
 * is that of client and server, which share a process. Prints trips beside the files of a folder:
 * the length of the longest chain of requests that waited for one another.
 *
 *     deno run -A tests/bench/requests.ts [--short]
 *
 * @module
 */
import { awsSession, type Session, startRun, syncRuns, withRun } from "../../mod.ts";
import { serveLocal, serviceSession } from "../../src/local.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { keysOf, type Reachable } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";
import { cpuOf, holdAgainst } from "./bars.ts";

const isShort = Deno.args.includes("--short");
const LATENCY_MS = 50;

/** The bars of requests per run, and of requests of a sync and trips of a folder. */
const BARS = { open: 5, later: 3, sync: 800, trips: 50 };

function report(what: string, value: number, atMost: number, cpuMs: number): void {
  const anchor = `${cpuMs.toFixed(1)} ms of CPU`;
  holdAgainst({ what, value, unit: "", bar: { atMost }, anchor });
}

async function measureOpenings(runs: number, awsQuotas: boolean): Promise<void> {
  await using service = await temporaryService({ awsQuotas });
  const { session, calls } = await scriptedAws(service, undefined, { turns: 0 });
  const cpu = await cpuOf(() =>
    Promise.all(
      range(runs).map(async (index) => {
        const run = await startRun({
          experimentName: "many",
          runName: `r${index}`,
          session,
          captureEnvironment: false,
        });
        await run.close();
      }),
    )
  );
  const where = awsQuotas ? "AWS's quotas" : "no quotas";
  report(
    `${runs} runs at once, ${where}, requests per run`,
    calls.length / runs,
    BARS.open,
    cpu / runs,
  );
  await session[Symbol.asyncDispose]();
}

async function measureLater(runs: number): Promise<void> {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service, undefined, { turns: 0 });
  const open = () =>
    withRun({ experimentName: "one", session, captureEnvironment: false }, () => {});
  await open();
  reset();
  const cpu = await cpuOf(async () => {
    for (let run = 0; run < runs; run++) await open();
  });
  report(
    `${runs} runs one after the other, requests per run`,
    calls.length / runs,
    BARS.later,
    cpu / runs,
  );
  await session[Symbol.asyncDispose]();
}

async function measureFolder(files: number): Promise<void> {
  await using service = await temporaryService();
  const { session, depth, reset } = await scriptedAws(service, async ({ operation }) => {
    if (operation.startsWith("PUT")) {
      await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    }
    return undefined;
  }, { turns: 0 });
  const folder = await Deno.makeTempDir({ prefix: "runlog-requests-" });
  for (const index of range(files)) await Deno.writeFile(`${folder}/${index}`, bytesOf(10_000));
  const run = await startRun({ experimentName: "folder", session, captureEnvironment: false });
  reset();
  const cpu = await cpuOf(() => run.logDirectory(folder, { name: "files" }));
  report(
    `a folder of ${files} files at ${LATENCY_MS} ms, trips`,
    depth(),
    BARS.trips * files / 500 + 8,
    cpu,
  );
  await run.close();
  await session[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
}

async function sessionTo(server: Reachable, onRequest: () => void): Promise<Session> {
  return await awsSession({
    region: "local",
    endpoint: server.url,
    credentials: keysOf(server),
    notices: false,
    fetch: (request) => {
      onRequest();
      return fetch(request);
    },
  });
}

async function record(session: Session, runs: number, points: number): Promise<void> {
  for (const index of range(runs)) {
    const options = { experimentName: "synced", runName: `r${index}`, session };
    await withRun({ ...options, captureEnvironment: false }, async (run) => {
      for (let step = 0; step < points / 2; step++) {
        run.logMetrics({ loss: 1 / (step + 1), accuracy: step / points }, { step });
      }
      for (const name of ["model.bin", "log.txt"]) await run.logFile(bytesOf(1_000), { name });
    });
  }
}

async function measureSync(runs: number, points: number): Promise<void> {
  await using from = await serviceSession(await temporaryService());
  await using far = await temporaryService();
  await using server = await serveLocal(far);
  let requests = 0;
  await using to = await sessionTo(server, () => void requests++);
  await record(from, runs, points);
  const cpu = await cpuOf(() => syncRuns({ from, to }));
  const what =
    `sync of ${runs} runs, ${points} points and 2 files each, to a served store, requests`;
  report(what, requests, BARS.sync * runs / 100, cpu);
  requests = 0;
  await syncRuns({ from, to });
  console.log(`again without changes: ${requests}`);
}

for (const runs of isShort ? [50, 100] : [50, 100, 200, 400, 1_000]) {
  await measureOpenings(runs, true);
  await measureOpenings(runs, false);
}
await measureLater(isShort ? 20 : 200);
await measureFolder(isShort ? 100 : 500);
await measureSync(isShort ? 20 : 100, 1_000);
