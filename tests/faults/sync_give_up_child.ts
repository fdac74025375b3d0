// Bundled, then run by Deno, Bun and Node: takes a run with points and files to an endpoint, and gives
// up after three seconds. Then it has to end by itself.
import process from "node:process";
import { awsSession, syncRuns, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { watchPace } from "../support/pace.ts";

const { endpoint, folder } = JSON.parse(process.argv.at(-1) ?? "{}") as {
  readonly endpoint: string;
  readonly folder: string;
};
const from = await localSession({ path: folder });
const to = await awsSession({
  region: "us-east-1",
  endpoint,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  logger: { info() {}, warn() {}, error() {} },
});
for (const runName of ["a", "b", "c"]) {
  await withRun({ experimentName: "demo", runName, session: from }, async (run) => {
    for (let step = 0; step < 2_000; step++) run.logMetric("loss", step, { step });
    await run.logFile(new Uint8Array(6 * 1024 * 1024), { name: "model.bin" });
  });
}
const limit = new AbortController();
const timer = setTimeout(() => limit.abort(new Error("enough")), 3_000);
const pace = watchPace();
const outcome = await syncRuns({ from, to, signal: limit.signal }).then(() => "synced", String);
const tookMs = pace.ownMs();
pace[Symbol.dispose]();
clearTimeout(timer);
await from[Symbol.asyncDispose]();
await to[Symbol.asyncDispose]();
const endedAt = Date.now();
// Said by the child itself: its parent may be too busy to notice its end.
process.on("exit", () => {
  const outlivedMs = Date.now() - endedAt;
  console.log(JSON.stringify({ messages: [outcome], acknowledged: 0, tookMs, outlivedMs }));
});
