import { assertEquals, assertThrows } from "@std/assert";
import { parseCommands } from "./commands.ts";

Deno.test("parseCommands() reads the program by any of its names, with quoted words as one", () => {
  const text = `runlog list demo --where "metrics.loss.min<0.3"   # lists
npx -y deno run -A jsr:@runlog/sagemaker/cli ui
`;
  assertEquals(parseCommands(text, 10), [
    { kind: "runlog", line: 10, args: ["list", "demo", "--where", "metrics.loss.min<0.3"] },
    { kind: "runlog", line: 11, args: ["ui"] },
  ]);
});

Deno.test("parseCommands() reads scripts with their runtime and its flags", () => {
  const text = "# Records\ndeno run --allow-env \\\n  --allow-read train.ts\n\nnode train.mjs\n";
  assertEquals(parseCommands(text, 1), [
    {
      kind: "script",
      line: 2,
      runtime: "deno",
      flags: ["--allow-env", "--allow-read"],
      file: "train.ts",
    },
    { kind: "script", line: 5, runtime: "node", flags: [], file: "train.mjs" },
  ]);
});

Deno.test("parseCommands() runs nothing here that installs, or that needs an account", () => {
  const text = [
    "npx jsr add @runlog/sagemaker",
    "AWS_REGION=eu-west-1 deno run -A train.ts",
    "runlog list --session aws",
  ].join("\n");
  assertEquals(parseCommands(text, 1).map(({ kind }) => kind), Array(3).fill("elsewhere"));
});

Deno.test("parseCommands() rejects a command that the tests of pages could not run", () => {
  assertThrows(() => parseCommands("rm -rf runlog\n", 7), SyntaxError, 'line 7: "rm -rf runlog"');
});
