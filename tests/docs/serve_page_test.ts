import { assert, assertEquals } from "@std/assert";
import { getRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { codeBlocks } from "../support/markdown.ts";
import { pythonTool } from "../support/python.ts";
import { startCommand } from "../support/served_command.ts";
import { runBlock } from "./served_blocks.ts";

const SDK = new URL("../conformance/python_sdk/requirements.txt", import.meta.url);
const PAGE = new URL("../../docs/guides/serve.md", import.meta.url);
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
    // It has boto3 as well.
    const python = await pythonTool("sagemaker", SDK);
    for (const block of blocks.filter(({ info }) => info[0] === "served")) {
      printed.push(await runBlock(block, served.lines, folder, python));
    }
    const [boto3 = "", cli = "", , javascript = "", runlog = ""] = printed;
    assertEquals(boto3, "from-boto3\n");
    assert(cli.includes("from-boto3") && cli.includes("rows.csv"), cli);
    assertEquals(await Deno.readTextFile(`${folder}/copy.csv`), "a,b\n1,2\n");
    assertEquals(javascript.split("\n").slice(0, 2).sort(), ["from-boto3", "from-python"]);
    assert(javascript.includes("a,b"), javascript);
    assert(/learning_rate\t0.1[^]*rows\toutput/.test(runlog), runlog);
  }
  await using session = await localSession({ path: `${folder}/runlog` });
  const run = await getRun({ experimentName: "from-python", runName: "first" }, { session });
  assertEquals([run.status, run.metrics["loss"]?.last], ["Completed", 0.5]);
  assert(run.outputArtifacts["rows"]);
  await Deno.remove(folder, { recursive: true });
});
