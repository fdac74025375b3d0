/**
 * `runlog exec`: records a run of any program, in any language.
 *
 * @module
 */
import { mkdtemp, open, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { handleSignals, type Run, type Session, startRun } from "../../../mod.ts";
import type { Context } from "../context.ts";
import { paint } from "../terminal.ts";
import { type ChildEnd, runChild } from "./exec/child.ts";
import { LineSplitter } from "./exec/line_splitter.ts";
import { lineReader } from "./exec/metric_lines.ts";

/** Options of `exec`. */
export interface ExecOptions {
  readonly experiment: string;
  readonly run?: string;
  readonly metric?: readonly string[];
  /** Whether the output becomes an artifact. */
  readonly output?: boolean;
}

const NOT_FOUND = 127;
const NOT_STARTED = 126;
const SIGNALED = 128;

/** Runs a program, and records its metrics, output and end. */
export async function exec(
  { messages, exit, outliveReader }: Context,
  session: Session,
  command: readonly string[],
  { experiment, run: runName, metric = [], output = true }: ExecOptions,
): Promise<void> {
  const readLine = lineReader(metric);
  outliveReader();
  // A signal is the program's to answer: its end is the run's.
  const restore = handleSignals(false);
  const run = await startRun({ experimentName: experiment, runName, session });
  run.logParameters({ command: command.join(" "), "env/entry_point": command[0] ?? "" });
  messages.line(paint("dim", `runlog: ${run.experimentName}/${run.runName}`));
  const folder = await mkdtemp(join(tmpdir(), "runlog-exec-"));
  try {
    const log = join(folder, "output.log");
    const end = await record(run, command, { readLine, log });
    if (output) await run.logFile(log, { name: "output.log", mediaType: "text/plain" });
    run.logParameter("exit", endText(end));
    await run.close({ outcome: outcomeOf(end) });
    exit(codeOf(end));
    if (end.kind === "not started") messages.line(paint("red", "error:"), ` ${end.reason}`);
  } catch (error) {
    run.fail(error);
    throw error;
  } finally {
    await run.close();
    await rm(folder, { recursive: true, force: true });
    restore();
  }
}

/** Runs the program. All output is in the log before it is shown. */
async function record(
  run: Run,
  command: readonly string[],
  { readLine, log }: { readonly readLine: ReturnType<typeof lineReader>; readonly log: string },
): Promise<ChildEnd> {
  const onLine = (line: string): void => {
    for (const { name, value, step } of readLine(line)) {
      run.logMetric(name, value, step === undefined ? {} : { step });
    }
  };
  const lines = { stdout: new LineSplitter(onLine), stderr: new LineSplitter(onLine) };
  const file = await open(log, "w");
  // Both streams write to one file, a chunk at a time.
  let written: Promise<unknown> = Promise.resolve();
  try {
    return await runChild(command, {
      environment: { RUNLOG_RUN: run.token },
      outputs: { stdout: process.stdout, stderr: process.stderr },
      onChunk: async (stream, chunk) => {
        lines[stream].add(chunk);
        written = written.then(() => file.appendFile(chunk));
        await written;
      },
    });
  } finally {
    await written;
    await file.close();
    lines.stdout.end();
    lines.stderr.end();
  }
}

function endText(end: ChildEnd): string | number {
  if (end.kind === "exit") return end.code;
  return end.kind === "signal" ? end.signal : end.reason;
}

function outcomeOf(end: ChildEnd): NonNullable<Parameters<Run["close"]>[0]>["outcome"] {
  switch (end.kind) {
    case "exit":
      return end.code === 0
        ? { status: "Completed" }
        : { status: "Failed", message: `Exit code ${end.code}` };
    case "signal":
      return { status: "Stopped", message: `Ended by ${end.signal}` };
    case "not started":
      return { status: "Failed", message: end.reason };
  }
}

/** Returns the exit code that a shell would have. */
function codeOf(end: ChildEnd): number {
  switch (end.kind) {
    case "exit":
      return end.code;
    case "signal":
      return SIGNALED + (constants.signals[end.signal] ?? 0);
    case "not started":
      return end.isMissing ? NOT_FOUND : NOT_STARTED;
  }
}
