import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { getRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { type CodeBlock, codeBlocks } from "../support/markdown.ts";
import { plainEnvironment } from "../support/environment.ts";
import { PYTHON_SDKS } from "../conformance/python_sdk/python_run.ts";
import { pythonTool } from "../support/python.ts";
import { startCommand } from "../support/served_command.ts";

const PAGE = new URL("../../docs/guides/serve.md", import.meta.url);
const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const [SDK, SDK_3] = PYTHON_SDKS;
const AWS_CLI = new URL("./awscli.txt", import.meta.url);

/** The command that runs a block of a language, in a folder where the block is a file. */
const RUNNERS: Readonly<
  Record<string, (file: string, info: readonly string[]) => Promise<string>>
> = {
  // Both have boto3 as well.
  python: async (file, info) => `'${await (info.includes("sdk3") ? SDK_3 : SDK).python()}' ${file}`,
  sh: async (file) => {
    const python = await pythonTool("awscli", AWS_CLI);
    const aws = `'${python}' -m awscli`;
    const runlog = `'${Deno.execPath()}' run --quiet --no-check -A '--config=${CONFIG}' '${MAIN}'`;
    return `aws() { ${aws} "$@"; }; runlog() { ${runlog} "$@"; }; set -e; . ./${file}`;
  },
  js: (file) =>
    Promise.resolve(`'${Deno.execPath()}' run --quiet --no-check -A '--config=${CONFIG}' ${file}`),
};

/** Runs a block after the lines that were printed, in a shell without anything of AWS. */
async function runBlock(
  { language, info, text, line }: CodeBlock,
  lines: readonly string[],
  folder: string,
): Promise<string> {
  const file = `block-${line}.${language === "js" ? "mjs" : language}`;
  await Deno.writeTextFile(`${folder}/${file}`, text);
  const run = await RUNNERS[language]?.(file, info);
  assert(run, `line ${line}: no test runs ${language}`);
  const { AWS_CONFIG_FILE: _, AWS_SHARED_CREDENTIALS_FILE: __, ...env } = plainEnvironment();
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", [...lines, run].join("\n")],
    cwd: folder,
    clearEnv: true,
    env: { ...env, HOME: folder, DENO_DIR: await denoFolder(), PYTHONWARNINGS: "ignore" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, `line ${line}:\n${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Deno's cache, which a home folder of its own would hide. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

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
      printed.push(await runBlock(block, served.lines, folder));
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
