/**
 * Starts a program, shows its output and passes signals on.
 *
 * @module
 */
import { spawn } from "node:child_process";
import process from "node:process";
import type { Readable, Writable } from "node:stream";

/** Signals that are passed on to the program. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** End of a program. */
export type ChildEnd =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
  | { readonly kind: "not started"; readonly reason: string; readonly isMissing: boolean };

/** Options of {@linkcode runChild}. */
export interface ChildOptions {
  /** Variables that are added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives the output; a slow reader slows the program. */
  readonly outputs: { readonly stdout: Writable; readonly stderr: Writable };
  /** Called with each chunk of output before it is shown. */
  readonly onChunk: (stream: "stdout" | "stderr", chunk: Uint8Array) => Promise<void>;
}

/** Runs a program to its end. */
export async function runChild(
  [program = "", ...args]: readonly string[],
  { environment, outputs, onChunk }: ChildOptions,
): Promise<ChildEnd> {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ["inherit", "pipe", "pipe"],
  });
  const stopPassing = passSignals((signal) => {
    // After child.kill(), Deno reports that signal as the end, whatever the program does with it.
    if (child.pid !== undefined) process.kill(child.pid, signal);
  });
  try {
    const ended = new Promise<ChildEnd>((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        resolve({
          kind: "not started",
          reason: error.message,
          isMissing: error.code === "ENOENT",
        }));
      child.once(
        "close",
        (code, signal) =>
          resolve(signal === null ? { kind: "exit", code: code ?? 1 } : { kind: "signal", signal }),
      );
    });
    const shown = (["stdout", "stderr"] as const).map((name) =>
      show(child[name], outputs[name], (chunk) => onChunk(name, chunk))
    );
    const end = await ended;
    await Promise.all(shown);
    return end;
  } finally {
    stopPassing();
  }
}

async function show(
  from: Readable,
  to: Writable,
  onChunk: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  let isOpen = true;
  let close = (): void => {};
  const closed = new Promise<void>((resolve) =>
    close = () => {
      isOpen = false;
      resolve();
    }
  );
  // A reader that stops early, as `head` does, must not end the program.
  to.on("error", close);
  try {
    for await (const chunk of from as AsyncIterable<Uint8Array>) {
      await onChunk(chunk);
      // While the reader is slow, so is the program; without a reader, its output is recorded only.
      if (isOpen && !to.write(chunk)) await Promise.race([drained(to), closed]);
    }
  } catch {
    // The program was not started, or its output failed: its end has the reason.
  } finally {
    to.off("error", close);
  }
}

function drained(to: Writable): Promise<void> {
  return new Promise((resolve) => to.once("drain", resolve));
}

/** A terminal sends its interrupt to all programs in it: passing it on would send it twice. */
function passSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const passed = SIGNALS.filter((signal) => signal !== "SIGINT" || !process.stdin.isTTY)
    .map((signal) => [signal, () => send(signal)] as const);
  for (const [signal, listener] of passed) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of passed) process.off(signal, listener);
  };
}
