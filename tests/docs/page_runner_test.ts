import { assertEquals, assertRejects } from "@std/assert";
import { runSamples, samplesOf } from "./page_runner.ts";

Deno.test("samplesOf() joins a shell block with the output that follows it", () => {
  const page =
    "```sh\nrunlog list\n```\n\n```text output\nexperiment\n```\n\n```sh\nrunlog doctor\n```\n";
  assertEquals(samplesOf(page), [
    { commands: [{ kind: "runlog", line: 2, args: ["list"] }], output: "experiment\n" },
    { commands: [{ kind: "runlog", line: 10, args: ["doctor"] }], output: undefined },
  ]);
});

Deno.test("runSamples() fails where a command fails, and where a page shows other output", async () => {
  for (
    const page of [
      "```sh\nrunlog show demo none\n```\n",
      "```sh\nrunlog list\n```\n```text output\nno\n```\n",
    ]
  ) {
    const folder = await Deno.makeTempDir({ prefix: "runlog-page-" });
    try {
      await assertRejects(() => runSamples(page, folder));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
