// Runs every test there is: under Deno, then the suites in Deno with the README's permissions, in
// Bun, Node and Chromium, there over its IndexedDB as well, and in the oldest supported Deno, Bun and
// Node. Sets itself up.
// `deno task test bun chromium` runs in those alone.
import {
  runInBun,
  runInChromium,
  runInChromiumStore,
  runInDenoWithPermissions,
  runInNode,
  runInOldest,
} from "./runtimes/launch.ts";
import { type Result, runSuites, runUnderDeno, summary } from "./runtimes/results.ts";
import { inWorkers, workersOf } from "./runtimes/workers.ts";

const RUNTIMES: Readonly<Record<string, () => Promise<Result>>> = {
  deno: runUnderDeno,
  "deno-permissions": () => runSuites("deno-permissions", runInDenoWithPermissions),
  bun: () => runSuites("bun", runInBun),
  node: () => runSuites("node", runInNode),
  chromium: () => runSuites("chromium", runInChromium),
  indexeddb: () => runSuites("indexeddb", runInChromiumStore),
  "oldest-deno": () => runSuites("oldest-deno", () => runInOldest("deno")),
  "oldest-bun": () => runSuites("oldest-bun", () => runInOldest("bun")),
  "oldest-node": () => runSuites("oldest-node", () => runInOldest("node")),
};

const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(RUNTIMES);
const unknown = wanted.find((runtime) => !Object.hasOwn(RUNTIMES, runtime));
if (unknown !== undefined) {
  throw new Error(`No runtime "${unknown}": one of ${Object.keys(RUNTIMES).join(", ")}`);
}
const run = async (runtime: string): Promise<Result> => {
  console.log(`== ${runtime}`);
  // It is one of them.
  return await (RUNTIMES[runtime] as () => Promise<Result>)();
};
const workers = workersOf(Deno.env.get("RUNLOG_TEST_JOBS"), navigator.hardwareConcurrency);
const isDeno = (runtime: string): boolean => runtime === "deno";
const results = [
  // It has workers of its own.
  ...await inWorkers(wanted.filter(isDeno), 1, run),
  ...await inWorkers(wanted.filter((runtime) => !isDeno(runtime)), workers, run),
];
const { lines, isPassed } = summary(results);
console.log(`\n${lines.join("\n")}`);
if (!isPassed) Deno.exit(1);
