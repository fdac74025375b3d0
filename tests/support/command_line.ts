import { PassThrough, Writable } from "node:stream";
import { runCommand } from "../../src/cli/run_command.ts";

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
