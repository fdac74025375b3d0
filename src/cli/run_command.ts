/**
 * Runs a command line and returns its exit code: 0 for success, 1 for failure, 2 for an invalid
 * command line. As in shells, 130 stands for SIGINT and 143 for SIGTERM.
 *
 * @module
 */
import { createInterface } from "node:readline/promises";
import process from "node:process";
import { CommanderError } from "commander";
import type { Context } from "./context.ts";
import { afterCommand } from "./global_options.ts";
import { buildProgram } from "./program.ts";
import { type Output, paint, Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Streams, environment and exit of the process. */
export interface Surroundings {
  /** Receives results. */
  readonly stdout: Output & NodeJS.WritableStream;
  /** Receives messages. */
  readonly stderr: Output & NodeJS.WritableStream;
  /** Provides the answers to questions. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the process. */
  readonly exit: (code: number) => void;
}

/** Runs a command line and returns the exit code. */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr, stdin, environment, exit } = surroundings;
  // A reader that stops early, as `head` does, is not a failure.
  let outlivesReader = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!outlivesReader) exit(error.code === "EPIPE" ? 0 : 1);
  });
  const options = { isJson: args.includes("--json"), environment };
  const messages = new Terminal(stderr, options);
  const ended = new AbortController();
  let code = 0;
  const stopListening = onSignals((signalCode) => {
    code = signalCode;
    ended.abort(new DOMException("The command was interrupted", "AbortError"));
  });
  const context: Context = {
    out: new Terminal(stdout, options),
    messages,
    ask: async (question) => {
      if (!stdin.isTTY) return undefined;
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    environment,
    signal: ended.signal,
    exit: (value) => void (code = value),
    outliveReader: () => void (outlivesReader = true),
  };
  try {
    await buildProgram(context, { stdout, stderr }).parseAsync(afterCommand(args), {
      from: "user",
    });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (ended.signal.aborted) return code;
    tell(messages, error, args.includes("--verbose"));
    return error instanceof UsageError ? 2 : 1;
  } finally {
    stopListening();
  }
}

function onSignals(stop: (code: number) => void): () => void {
  const [interrupt, terminate] = [() => stop(130), () => stop(143)];
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  return () => {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", terminate);
  };
}

function tell(messages: Terminal, error: unknown, isVerbose: boolean): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  messages.line(paint("red", "error:"), ` ${message || name}`);
  const hint = hintFor(name, message);
  if (hint !== undefined) messages.line(`hint: ${hint}`);
  if (!isVerbose) return;
  if (stack !== undefined) messages.lines(stack);
  for (const cause of causesOf(error)) messages.lines(`Caused by: ${cause.stack ?? cause}`);
}

/** Lists the errors behind an error, the innermost one last. */
function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && at.cause instanceof Error; at = at.cause) {
    // A chain may be circular.
    if (chain.includes(at.cause)) break;
    chain.push(at.cause);
  }
  return chain;
}

/** Suggests a fix for an error, by its name. */
function hintFor(name: string, message: string): string | undefined {
  switch (name) {
    case "RunNotFoundError":
      return "`runlog list {experiment}` lists its runs";
    case "ExperimentNotFoundError":
      return "`runlog list` lists the experiments; --session chooses the store: aws, local or local:{folder}";
    case "CredentialsProviderError":
    case "UnrecognizedClientException":
    case "ExpiredTokenException":
      return "AWS credentials are missing or invalid: check them with `aws sts get-caller-identity`";
    case "AccessDeniedException":
      return "these credentials lack a permission: see them with `runlog doctor --session aws`";
    case "SessionError":
      return /region/i.test(message) ? "set AWS_REGION, or pass --region" : undefined;
    case "StoreError":
      return "`runlog doctor` checks a local store";
    default:
      return undefined;
  }
}
