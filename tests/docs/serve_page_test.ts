import { assert, assertEquals } from "@std/assert";
import { getRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { codeBlocks } from "../support/markdown.ts";
import { PYTHON_SDKS } from "../conformance/python_sdk/python_run.ts";
import { startCommand } from "../support/served_command.ts";
import { runBlock } from "./served_blocks.ts";

const PAGE = new URL("../../docs/guides/serve.md", import.meta.url);
const [SDK, SDK_3] = PYTHON_SDKS;

Deno.test("docs/guides/serve.md: each tool works with the lines that runlog serve prints", async () => {
  const blocks = codeBlocks(await Deno.readTextFile(PAGE));
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "runlog-serve-page-" }));
  {
    await using served = await startCommand(["serve", "--shell", "sh"], { cwd: folder });
    const shown = blocks.find(({ info }) => info[0] === "printed")?.text.trim().split("\n") ?? [];
    const named = (lines: readonly string[]): readonly string[] =>
      lines.map((line) => line.split(/=| AWS_D| …/)[0] ?? "");
    assertEquals(named(shown), named(served.lines), "the page shows the lines as they are");
    const printed: string[] = [];
    for (const block of blocks.filter(({ info }) => info[0] === "served")) {
      // Both have boto3 as well.
      const sdk = block.info.includes("sdk3") ? SDK_3 : SDK;
      printed.push(await runBlock(block, served.lines, folder, await sdk.python()));
    }
    const [boto3 = "", cli = "", python2 = "", python3 = "", javascript = "", runlog = ""] =
      printed;
    assertEquals(boto3, "from-boto3\n");
    assert(cli.includes("from-boto3") && cli.includes("rows.csv"), cli);
    assertEquals(await Deno.readTextFile(`${folder}/copy.csv`), "a,b\n1,2\n");
    for (const [sdk, ...names] of [[python2, "first"], [python3, "second", "first"]] as const) {
      // The SDK logs to standard output as well.
      assertEquals(sdk.split("\n").filter((line) => /^(?:first|second)$/.test(line)), names);
      assert(/loss - Last\n0 [^]*0\.\d+\n/.test(sdk), sdk);
    }
    assertEquals(javascript.split("\n").slice(0, 2).sort(), ["from-boto3", "from-python"]);
    assert(javascript.includes("a,b"), javascript);
    assert(/learning_rate\t0.1[^]*rows\toutput/.test(runlog), runlog);
  }
  await using session = await localSession({ path: `${folder}/runlog` });
  for (const [runName, loss] of [["first", 0.5], ["second", 0.25]] as const) {
    const run = await getRun({ experimentName: "from-python", runName }, { session });
    assertEquals([run.status, run.metrics["loss"]?.last], ["Completed", loss]);
    assertEquals(run.parameters, { learning_rate: loss / 5, epochs: 3 });
    assert(run.outputArtifacts["rows"]);
  }
  await Deno.remove(folder, { recursive: true });
});
