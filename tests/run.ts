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
const jobs = wanted.map((runtime) => {
  const run = RUNTIMES[runtime];
  if (!run) throw new Error(`No runtime "${runtime}": one of ${Object.keys(RUNTIMES).join(", ")}`);
  return { runtime, run };
});
const workers = workersOf(Deno.env.get("RUNLOG_TEST_JOBS"), navigator.hardwareConcurrency);
const begin = async ({ runtime, run }: (typeof jobs)[number]): Promise<Result> => {
  console.log(`== ${runtime}`);
  return await run();
};
const results = [
  // Deno's test files have workers of their own.
  ...await inWorkers(jobs.filter(({ runtime }) => runtime === "deno"), 1, begin),
  ...await inWorkers(jobs.filter(({ runtime }) => runtime !== "deno"), workers, begin),
];
const { lines, isPassed } = summary(results);
console.log(`\n${lines.join("\n")}`);
if (!isPassed) Deno.exit(1);
