// Runs every test there is: under Deno, then the suites in Bun, Node and Chromium, there over its
// IndexedDB as well, and in the oldest supported Deno, Bun and Node. Sets itself up.
// `deno task test bun chromium` runs in those alone.
import {
  runInBun,
  runInChromium,
  runInChromiumStore,
  runInNode,
  runInOldest,
} from "./runtimes/launch.ts";
import { type Result, runSuites, runUnderDeno, summary } from "./runtimes/results.ts";

const RUNTIMES: Readonly<Record<string, () => Promise<Result>>> = {
  deno: runUnderDeno,
  bun: () => runSuites("bun", runInBun),
  node: () => runSuites("node", runInNode),
  chromium: () => runSuites("chromium", runInChromium),
  indexeddb: () => runSuites("indexeddb", runInChromiumStore),
  "oldest-deno": () => runSuites("oldest-deno", () => runInOldest("deno")),
  "oldest-bun": () => runSuites("oldest-bun", () => runInOldest("bun")),
  "oldest-node": () => runSuites("oldest-node", () => runInOldest("node")),
};

const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(RUNTIMES);
const results: Result[] = [];
for (const runtime of wanted) {
  const run = RUNTIMES[runtime];
  if (!run) throw new Error(`No runtime "${runtime}": one of ${Object.keys(RUNTIMES).join(", ")}`);
  console.log(`== ${runtime}`);
  results.push(await run());
}
const { lines, isPassed } = summary(results);
console.log(`\n${lines.join("\n")}`);
if (!isPassed) Deno.exit(1);
