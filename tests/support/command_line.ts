import { PassThrough, Writable } from "node:stream";
import type { Context } from "../../src/cli/context.ts";
import { runCommand } from "../../src/cli/run_command.ts";
import { Terminal } from "../../src/cli/terminal.ts";

/** What a command wrote, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that keeps its text, and may take itself for a terminal. */
class TextStream extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 0;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.text += new TextDecoder().decode(chunk);
    done();
  }
}

/** Runs a command line in this process, its output in pipes or, with `columns`, on a terminal. */
export async function runlogInProcess(
  args: readonly string[],
  columns?: number,
): Promise<CommandResult> {
  const [stdout, stderr] = [new TextStream(columns), new TextStream(columns)];
  const stdin = new PassThrough();
  const exit = (code: number): never => {
    throw new Error(`The command ended the process with ${code}`);
  };
  const code = await runCommand(args, { stdout, stderr, stdin, environment: {}, exit });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Options of {@linkcode contextOf}. */
export interface ContextOptions {
  /** What the reader answers to a question; nobody answers without it. */
  readonly answer?: string | undefined;
  /** Whether the output is a terminal. */
  readonly isTTY?: boolean;
}

/** Makes the context of a command, and keeps what the command writes. */
export function contextOf({ answer, isTTY = false }: ContextOptions = {}): {
  readonly context: Context;
  readonly written: readonly (string | Uint8Array)[];
} {
  const written: (string | Uint8Array)[] = [];
  const terminal = new Terminal(
    { isTTY, columns: 80, write: (data) => written.push(data) },
    { isJson: false, environment: {} },
  );
  const ask = (): Promise<string | undefined> => Promise.resolve(answer);
  const { signal } = new AbortController();
  const codes = { exit() {}, outliveReader() {} };
  const context = { out: terminal, messages: terminal, ask, environment: {}, signal, ...codes };
  return { context, written };
}
