/** Blocks of pages about a served store, run in a shell that has the lines of `runlog serve`. */
import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl } from "@std/path";
import { packagedProgram } from "../conformance/s3_tools/tool_client.ts";
import { plainEnvironment } from "../support/environment.ts";
import type { CodeBlock } from "../support/markdown.ts";
import { pythonTool } from "../support/python.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const AWS_CLI = new URL("./awscli.txt", import.meta.url);
const DENO = `'${Deno.execPath()}' run --quiet --no-check -A '--config=${CONFIG}'`;

/** The command that runs a block of a language, in a folder where the block is a file. */
const RUNNERS: Readonly<Record<string, (file: string, python: string) => Promise<string>>> = {
  python: (file, python) => Promise.resolve(`'${python}' ${file}`),
  sh: async (file) => {
    const python = await pythonTool("awscli", AWS_CLI);
    const programs = dirname(await packagedProgram("rclone"));
    return [
      `aws() { '${python}' -m awscli "$@"; }`,
      `runlog() { ${DENO} '${MAIN}' "$@"; }`,
      `PATH='${programs}':"$PATH"`,
      "set -e",
      `. ./${file}`,
    ].join("; ");
  },
  js: (file) => Promise.resolve(`${DENO} ${file}`),
};

/**
 * Runs a block after the lines that `runlog serve` printed, in a shell without anything of AWS.
 *
 * @param python Interpreter with the packages that the page's Python needs
 * @returns What the block printed
 */
export async function runBlock(
  { language, text, line }: CodeBlock,
  lines: readonly string[],
  folder: string,
  python: string,
): Promise<string> {
  const file = `block-${line}.${language === "js" ? "mjs" : language}`;
  await Deno.writeTextFile(`${folder}/${file}`, text);
  const run = await RUNNERS[language]?.(file, python);
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
