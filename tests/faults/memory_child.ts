// Logs points faster than they leave: {"aws" | "store"} {endpoint or folder} {points to begin with}
// {points} {patience in ms}. Prints the memory of its process: the most of it while it begins, the most
// of it afterwards, what it has at the end, and by how much live memory grew between the two moments.
import { awsSession, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [kind = "", place = "", ...numbers] = process.argv.slice(-5);
const [first = NaN, points = NaN, patience = NaN] = numbers.map(Number);
const logger = { info() {}, warn() {}, error() {} };
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const session = kind === "aws"
  ? await awsSession({ region: "local", endpoint: place, credentials, logger })
  : await localSession({ path: place, logger });
const run = await startRun({ experimentName: "memory", runName: kind, session });
const beginning: number[] = [];
let samples = beginning;
const sample = (): void => void samples.push(process.memoryUsage().rss);
const sampling = setInterval(sample, 100);
const started = performance.now();
/** Memory that is still in use once garbage is collected, and 0 where a script cannot collect it. */
function liveMemory(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) return 0;
  for (let turn = 0; turn < 3; turn++) gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let liveAtFirst = 0;
let logged = 0;
for (; logged < first + points; logged++) {
  run.logMetric("loss", logged, { step: logged });
  // By then code is compiled and the heap has its first size.
  if (logged === first) {
    sample();
    samples = [];
    liveAtFirst = liveMemory();
  }
  if (logged % 1_000 !== 999) continue;
  if (logged % 100_000 === 99_999) sample();
  const timer = Promise.withResolvers<"late">();
  const handle = setTimeout(() => timer.resolve("late"), patience);
  const came = await Promise.race([run.ready, timer.promise]);
  clearTimeout(handle);
  if (came === "late") break;
}
sample();
const grownLive = liveMemory() - liveAtFirst;
const loggedMs = performance.now() - started;
const { pending } = run.stats;
const error = await run.close({ timeoutMs: kind === "aws" ? 500 : 300_000 }).then(
  () => undefined,
  (error: Error) => error.message,
);
sample();
clearInterval(sampling);
await session[Symbol.asyncDispose]();
const mostOf = (samples: readonly number[]): number =>
  samples.reduce((most, rss) => Math.max(most, rss), 0);
const [start, most] = [mostOf(beginning), mostOf(samples)];
/** The middle of the last quarter: no moment's peak, and no moment's rest. */
const last = samples.slice(-Math.ceil(samples.length / 4)).sort((a, b) => a - b);
const end = last[Math.floor(last.length / 2)];
const every = Math.ceil(samples.length / 12);
const shown = samples.filter((_, index) => index % every === 0);
console.log(
  JSON.stringify({
    logged,
    pending,
    loggedMs,
    start,
    most,
    end,
    grownLive,
    samples: shown,
    error,
  }),
);
