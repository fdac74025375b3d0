// Runs every test there is: under Deno, then the suites in Bun, Node and Chromium. Sets itself up.
import type { Outcome } from "./runtimes/collected.ts";
import { runInBun, runInChromium, runInNode } from "./runtimes/launch.ts";

const results: (readonly [runtime: string, passed: number, failed: number])[] = [
  ["deno", ...await runUnderDeno()],
  ["bun", ...await runSuites("bun", runInBun)],
  ["node", ...await runSuites("node", runInNode)],
  ["chromium", ...await runSuites("chromium", runInChromium)],
];
console.log();
for (const [runtime, passed, failed] of results) {
  console.log(`${runtime}: ${passed} passed, ${failed} failed`);
}
const [passed, failed] = results.reduce(
  ([allPassed, allFailed], [, passed, failed]) => [allPassed + passed, allFailed + failed],
  [0, 0],
);
console.log(`${passed} passed, ${failed} failed`);
// A runtime in which nothing ran has not been tested.
if (failed > 0 || results.some(([, passed]) => passed === 0)) Deno.exit(1);

async function runUnderDeno(): Promise<[passed: number, failed: number]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--frozen", "--reporter=dot", "tests/"],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  const { success } = await child.status;
  const [, passed, failed] = /(\d+) passed.*?\| (\d+) failed/.exec(output) ?? [];
  const failures = Number(failed ?? 0);
  if (/ [1-9]\d* ignored/.test(output) && Deno.env.get("CI") === "true") {
    console.error("A test was ignored: under CI each has to run");
    return [Number(passed ?? 0), failures + 1];
  }
  return [Number(passed ?? 0), success ? failures : Math.max(1, failures)];
}

async function runSuites(
  runtime: string,
  run: () => Promise<Outcome>,
): Promise<[passed: number, failed: number]> {
  try {
    const { passed, failures } = await run();
    for (const { name, error } of failures) console.error(`${runtime}: ${name}\n${error}\n`);
    return [passed, failures.length];
  } catch (error) {
    console.error(`${runtime}: the suites did not run`, error);
    return [0, 1];
  }
}
