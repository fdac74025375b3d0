import { assertEquals, assertStringIncludes } from "@std/assert";
import { runtimeProblem } from "../src/oldest_runtimes.ts";
import { bundleForProcess } from "./support/bundle.ts";
import { plainEnvironment } from "./support/environment.ts";
import { inFolder } from "./support/temporary_folder.ts";
import { bunPath, denoPath, nodePath, runTool } from "./support/tools.ts";

/** Runtimes that are too old, and what their users read. */
const OLD = [
  [
    "Node",
    async () => [await nodePath("20.18.1")],
    "this is Node 20.18.1, and runlog needs Node 22.13.0 or later. Update Node, or use Deno or Bun",
  ],
  [
    "Bun",
    async () => [await bunPath("1.3.0")],
    "this is Bun 1.3.0, and runlog needs Bun 1.4.0 or later. Update Bun, or use Deno or Node",
  ],
  [
    "Deno",
    async () => [await denoPath("2.2.0"), "run", "-A", "--no-config"],
    "this is Deno 2.2.0, and runlog needs Deno 2.5.0 or later. Update Deno, or use Bun or Node",
  ],
] as const;

for (const [name, command, problem] of OLD) {
  Deno.test(`an old ${name} is named before a store is opened, by library and program`, async () => {
    await inFolder(async (folder) => {
      const [program = "", ...args] = await command();
      const library = await bundleForProcess("src/local.ts", folder);
      const aws = await bundleForProcess("mod.ts", folder);
      const main = await bundleForProcess("src/cli/main.ts", folder);
      await Deno.writeTextFile(
        `${folder}/record.mjs`,
        `import { localSession } from "${library}";
import { awsSession } from "${aws}";
const print = ({ name, message }) => console.log(name, message);
await localSession({ path: "runs" }).catch(print);
await awsSession({ region: "eu-west-1" }).catch(print);`,
      );
      const options = { cwd: folder, env: plainEnvironment(), clearEnv: true };
      const recorded = await runTool(program, [...args, "record.mjs"], options);
      assertStringIncludes(recorded.output, `SessionError Cannot open local store: ${problem}`);
      assertStringIncludes(recorded.output, `SessionError Cannot open AWS session: ${problem}`);
      const listed = await runTool(program, [...args, main, "list"], options);
      assertStringIncludes(listed.output, `error: Cannot run runlog: ${problem}`);
      assertEquals(listed.code, 1);
      assertEquals(await Array.fromAsync(Deno.readDir(folder), ({ isDirectory }) => isDirectory), [
        false,
        false,
        false,
        false,
      ]);
    });
  });
}

Deno.test("runtimeProblem() is undefined from the oldest version on, and in browsers", () => {
  for (const name of ["node 22.13.0", "node 25.0.0-nightly", "deno 2.5.0+abc", "deno 10.0.0"]) {
    assertEquals(runtimeProblem(name), undefined, name);
  }
  assertEquals(runtimeProblem("browser Mozilla/5.0"), undefined);
  assertEquals(runtimeProblem(), undefined);
});

Deno.test("runtimeProblem() compares numbers from the left", () => {
  for (const name of ["node 22.12.9", "node 20.99.0", "bun 1.3.99", "deno 2.4.99", "deno 1.46.3"]) {
    assertEquals(typeof runtimeProblem(name), "string", name);
  }
});
