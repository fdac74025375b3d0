// Logs points faster than they leave: {"aws" | "store"} {endpoint or folder} {points} {patience in ms}.
// Prints the memory of its process at the start and at its most.
import { awsSession, startRun } from "../../mod.ts";
import { localSession } from "../../src/local/mod.ts";

const [kind = "", place = "", points = "", patience = ""] = process.argv.slice(-4);
const logger = { info() {}, warn() {}, error() {} };
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const session = kind === "aws"
  ? await awsSession({ region: "local", endpoint: place, credentials, logger })
  : await localSession({ path: place, logger });
const run = await startRun({ experimentName: "memory", runName: kind, session });
const samples: number[] = [];
const sample = (): void => void samples.push(process.memoryUsage().rss);
let sampling: ReturnType<typeof setInterval> | undefined;
const started = performance.now();
let logged = 0;
for (; logged < Number(points); logged++) {
  run.logMetric("loss", logged, { step: logged });
  // By then code is compiled and the heap has its first size.
  if (logged === 10_000) {
    sample();
    sampling = setInterval(sample, 100);
  }
  if (logged % 1_000 !== 999) continue;
  if (logged % 100_000 === 99_999) sample();
  const timer = Promise.withResolvers<"late">();
  const handle = setTimeout(() => timer.resolve("late"), Number(patience));
  const came = await Promise.race([run.ready, timer.promise]);
  clearTimeout(handle);
  if (came === "late") break;
}
sample();
const loggedMs = performance.now() - started;
const { pending } = run.stats;
const error = await run.close({ timeout: kind === "aws" ? 500 : 60_000 }).then(
  () => undefined,
  (error: Error) => error.message,
);
sample();
clearInterval(sampling);
await session[Symbol.asyncDispose]();
const start = samples[0] ?? NaN;
const most = samples.reduce((most, rss) => Math.max(most, rss), 0);
const every = Math.ceil(samples.length / 12);
const shown = samples.filter((_, index) => index % every === 0);
console.log(JSON.stringify({ logged, pending, loggedMs, start, most, samples: shown, error }));
