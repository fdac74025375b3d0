import { assertEquals } from "@std/assert";
import { PassThrough, Writable } from "node:stream";
import { runCommand } from "../../src/cli/run_command.ts";

/** A stream whose reader fails at the first write. */
class Failing extends Writable {
  readonly #code: string;

  constructor(code: string) {
    super();
    this.#code = code;
  }

  override _write(_chunk: Uint8Array, _encoding: string, done: (error: Error) => void): void {
    done(Object.assign(new Error(this.#code), { code: this.#code }));
  }
}

Deno.test("a command ends with 0 when its reader has had enough, and with 1 when writing fails", async () => {
  for (const [error, expected] of [["EPIPE", 0], ["EIO", 1], ["ENOSPC", 1]] as const) {
    const exits: number[] = [];
    const exited = new Promise<void>((resolve) => {
      runCommand(["--help"], {
        stdout: new Failing(error),
        stderr: new PassThrough(),
        stdin: new PassThrough(),
        environment: {},
        exit: (code) => {
          exits.push(code);
          resolve();
        },
      });
    });
    await exited;
    assertEquals(exits[0], expected, error);
  }
});
