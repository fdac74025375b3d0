/**
 * What happens to open runs when the process ends before they do. Browser-safe: a page has no such
 * end.
 *
 * @module
 */
import { exitProcess, onProcessEvent, unrefTimer } from "../runtime.ts";
import type { CrashRecorder } from "../ports/store_notes.ts";
import { type Outcome, shorten, statusMessage } from "./status.ts";
import { checkOptions } from "../options.ts";

/** An open run, as far as the end of the process concerns it. */
export interface Watched {
  /** Its trial component. */
  readonly trialComponentName: string;
  /** Marks it at once, without the network; only an embedded store can. */
  readonly recordCrash: CrashRecorder | undefined;
  /** Ends it with an outcome that is not the run's own. */
  readonly end: (outcome: Outcome) => Promise<void>;
}

const open = new Set<Watched>();
/** Runs that a scope has just left: an error on its way out of that scope is reported right after. */
const leaving = new Set<Watched>();

let stopWatching: (() => void) | undefined;

/** Watches an open run until {@linkcode unwatch}. */
export function watch(watched: Watched): void {
  open.add(watched);
  if (watched.recordCrash) stopWatching ??= onProcessEvent("uncaughtExceptionMonitor", recordCrash);
}

/** The run has closed. `byScope`: a scope was left, perhaps by an error that nobody could see. */
export function unwatch(watched: Watched, byScope: boolean): void {
  open.delete(watched);
  if (!byScope || !watched.recordCrash) return;
  leaving.add(watched);
  // An error that left the scope reaches the top before the next turns of the event loop.
  unrefTimer(setTimeout(() => leaving.delete(watched), 100));
}

function recordCrash(error: unknown): void {
  const message = shorten(`The process died of an uncaught error: ${statusMessage(error)}`);
  for (const { trialComponentName, recordCrash } of [...open, ...leaving]) {
    recordCrash?.(trialComponentName, message);
  }
}

/** A signal that asks a process to end. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** Signals by the exit codes that shells know them by. */
const SIGNALS: Readonly<Record<EndSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Ends open runs as Stopped when the process is asked to end, then exits with the code shells
 * expect. Without it, SIGINT and SIGTERM end the process and leave its runs InProgress: no runtime
 * disposes anything. Nothing in browsers.
 *
 * @param signals Which signals
 * @param options `timeoutMs`: how long delivery may take before the exit, in milliseconds
 * @returns A function that stops handling them
 *
 * @example
 * ```ts
 * import { handleSignals } from "@runlog/sagemaker";
 *
 * const stop = handleSignals(["SIGTERM"], { timeoutMs: 5_000 });
 * stop();
 * ```
 */
export function handleSignals(
  signals: readonly EndSignal[] = ["SIGINT", "SIGTERM"],
  options: { readonly timeoutMs?: number | undefined } = {},
): () => void {
  checkOptions("Cannot handle signals", options, { timeoutMs: true });
  const stops = signals.map((signal) =>
    onProcessEvent(signal, () => void stopRuns(signal, options.timeoutMs ?? 10_000))
  );
  return () => stops.forEach((stop) => stop());
}

async function stopRuns(signal: EndSignal, timeoutMs: number): Promise<void> {
  const ended = [...open].map(({ end }) =>
    end({ status: "Stopped", message: `The process received ${signal}` })
  );
  const limit = new Promise((resolve) => unrefTimer(setTimeout(resolve, timeoutMs)));
  await Promise.race([Promise.allSettled(ended), limit]);
  exitProcess(SIGNALS[signal]);
}
