import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf } from "../support/children.ts";
import { plainEnvironment } from "../support/environment.ts";
import { type CodeBlock, codeBlocks, pageScripts } from "../support/markdown.ts";
import { RUNNERS } from "../support/script_runners.ts";
import { type PageCommand, parseCommands } from "./commands.ts";
import { maskOutput } from "./masks.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Commands that serve until they are interrupted, and the exit code of an interrupted one. */
const SERVERS: ReadonlySet<string> = new Set(["ui", "serve"]);
const INTERRUPTED = 130;

/** A shell block, and the output that the page shows after it. */
export interface Sample {
  readonly commands: readonly PageCommand[];
  readonly output: string | undefined;
}

/** The shell blocks of a page; a `text output` block that follows one is its last command's output. */
export function samplesOf(markdown: string): readonly Sample[] {
  const blocks = codeBlocks(markdown);
  return blocks.flatMap((block, index) => {
    // serve_page_test.ts runs blocks that need a served store.
    if (block.language !== "sh" || block.info[0] === "served") return [];
    const next = blocks[index + 1];
    return [{
      commands: parseCommands(block.text, block.line + 1),
      output: next && isOutput(next) ? next.text : undefined,
    }];
  });
}

function isOutput({ language, info }: CodeBlock): boolean {
  return language === "text" && info[0] === "output";
}

/**
 * Runs a page's shell blocks, in order, in one folder. Its store has the runs that the page's own Deno
 * scripts record, or, for a page without any, two runs of the experiment `demo`.
 */
export async function runSamples(markdown: string, folder: string): Promise<void> {
  const samples = samplesOf(markdown);
  const printed = new Map<string, string>();
  const scripts = pageScripts(markdown).filter(({ runtime }) => runtime === "deno");
  for (const { file, text } of scripts) {
    await Deno.writeTextFile(`${folder}/${file}`, text);
    const result = await RUNNERS.get("deno")?.(folder, file, flagsOf(samples, file));
    printed.set(file, result?.output ?? "");
  }
  if (scripts.length === 0) await fillDemo(folder);
  for (const { commands, output } of samples) {
    let last = "";
    for (const command of commands) {
      switch (command.kind) {
        case "runlog":
          last = await runProgram(command.args, folder);
          break;
        case "script":
          checkIsShown(markdown, command);
          last = printed.get(command.file) ?? "";
          break;
        case "elsewhere":
          last = "";
      }
    }
    if (output !== undefined) assertEquals(maskOutput(last), maskOutput(output));
  }
}

/** The flags that the page starts a Deno script with. */
function flagsOf(samples: readonly Sample[], file: string): readonly string[] | undefined {
  const started = samples.flatMap(({ commands }) => commands)
    .find((one) => one.kind === "script" && one.runtime === "deno" && one.file === file);
  return started?.kind === "script" ? started.flags : undefined;
}

function checkIsShown(
  markdown: string,
  { runtime, file, line }: Extract<PageCommand, { kind: "script" }>,
): void {
  const isShown = pageScripts(markdown)
    .some((script) => script.runtime === runtime && script.file === file);
  assert(isShown, `line ${line} runs ${file} in ${runtime}, and the page does not show it`);
}

/** Runs the `runlog` program of this checkout; gives its standard output. */
async function runProgram(args: readonly string[], folder: string): Promise<string> {
  const all = ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, ...args];
  const options = { args: all, cwd: folder, env: plainEnvironment(), clearEnv: true };
  if (SERVERS.has(args[0] ?? "")) return await runServer(options);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...options,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals([args.join(" "), code], [args.join(" "), 0], decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Starts a program that serves, asks it once, and interrupts it; gives its first line. */
async function runServer(options: Deno.CommandOptions): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    ...options,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let first: string | undefined;
  for await (const line of linesOf(child)) {
    if (first !== undefined) continue;
    first = line;
    const [address] = /http:\/\/\S+/.exec(line) ?? [];
    assert(address, `no address in: ${line}`);
    const response = await fetch(address);
    await response.body?.cancel();
    child.kill("SIGINT");
  }
  assertEquals((await child.status).code, INTERRUPTED);
  return first ?? "";
}

async function fillDemo(folder: string): Promise<void> {
  await using session = await localSession({ path: `${folder}/runlog` });
  for (const [runName, lr] of [["first", 0.1], ["second", 0.01]] as const) {
    const options = { experimentName: "demo", runName, captureEnvironment: false, session };
    await withRun(options, async (run) => {
      run.logParameters({ lr, optimizer: "adam" });
      for (let step = 0; step < 3; step++) run.logMetric("loss", lr / (step + 1), { step });
      await run.logText("hello", { name: "note.txt" });
    });
  }
}
