import { fromFileUrl } from "@std/path";
import { linesOf } from "./children.ts";
import { plainEnvironment } from "./environment.ts";
import { bearerOf } from "./reach.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** The last line of its output: JSON, an address, or a line of each shell. */
const LAST = /^(?:\{|http:|unset |set -e |Remove-Item )/;

/** A `runlog` command that serves until it is interrupted. */
export interface ServedCommand extends AsyncDisposable {
  /** What it printed to standard output by the time it answered. */
  readonly lines: readonly string[];
}

/** The `runlog` program of this checkout. */
export function runlogCommand(
  args: readonly string[],
  options: Omit<Deno.CommandOptions, "args"> = {},
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, ...args],
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
    env: { ...plainEnvironment(), ...options.env },
  });
}

/** Starts `runlog serve` or `runlog ui`, and waits until it says that it serves. */
export async function startCommand(
  args: readonly string[],
  options: Omit<Deno.CommandOptions, "args"> = {},
): Promise<ServedCommand> {
  const child = runlogCommand(args, options).spawn();
  const lines: string[] = [];
  const printed = (async () => {
    for await (const line of linesOf(child)) lines.push(line);
  })();
  // It prints this after the lines.
  const { promise: serves, resolve } = Promise.withResolvers<void>();
  let said = "";
  const listened = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes("Press Ctrl-C to stop")) resolve();
    }
  })();
  const ended = await Promise.race([serves, child.status]);
  if (ended) {
    await Promise.all([printed, listened]);
    throw new Error(`runlog ${args.join(" ")} ended with ${ended.code}: ${said}`);
  }
  while (!lines.some((line) => LAST.test(line))) {
    await new Promise((turn) => setTimeout(turn, 10));
  }
  return {
    lines,
    async [Symbol.asyncDispose]() {
      child.kill("SIGINT");
      await Promise.all([child.status, printed, listened]);
    },
  };
}

/** Sends a SageMaker operation to a served store. */
export async function askSageMaker<Answer>(
  server: { readonly url: string; readonly token?: string | undefined },
  operation: string,
  members: object = {},
): Promise<Answer> {
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { "x-amz-target": `SageMaker.${operation}`, ...bearerOf(server) },
    body: JSON.stringify(members),
  });
  return await answer.json();
}
