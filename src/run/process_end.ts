/**
 * Ends open runs when the process ends before they have closed. Browser pages have no such event.
 *
 * @module
 */
import { exitProcess, onProcessEvent, unrefTimer } from "../runtime.ts";
import type { CrashRecorder } from "../ports/store_notes.ts";
import { type Outcome, shorten, statusMessage } from "./status.ts";
import { checkOptions } from "../options.ts";

/** An open run that the end of the process affects. */
export interface Watched {
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Marks the run as failed synchronously, without the network; only an embedded store can. */
  readonly recordCrash: CrashRecorder | undefined;
  /** Closes the run with an outcome that replaces its own. */
  readonly end: (outcome: Outcome) => Promise<void>;
}

const open = new Set<Watched>();
/** Runs whose scope has just ended: an error that ended it is reported shortly afterward. */
const leaving = new Set<Watched>();

let stopWatching: (() => void) | undefined;

/** Watches an open run until {@linkcode unwatch}. */
export function watch(watched: Watched): void {
  open.add(watched);
  if (watched.recordCrash) stopWatching ??= onProcessEvent("uncaughtExceptionMonitor", recordCrash);
}

/**
 * Stops watching a run that has closed.
 *
 * @param byScope Whether the end of its scope closed it; an error may have ended that scope
 * undetected
 */
export function unwatch(watched: Watched, byScope: boolean): void {
  open.delete(watched);
  if (!byScope || !watched.recordCrash) return;
  leaving.add(watched);
  // An error that left the scope reaches the top before the next turns of the event loop.
  unrefTimer(setTimeout(() => leaving.delete(watched), 100));
}

function recordCrash(error: unknown): void {
  const message = shorten(`The process ended with an uncaught error: ${statusMessage(error)}`);
  for (const { trialComponentName, recordCrash } of [...open, ...leaving]) {
    recordCrash?.(trialComponentName, message);
  }
}

/** A signal that ends a process. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** Exit codes by signal, as shells expect them. */
const SIGNALS: Readonly<Record<EndSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Handles signals that end the process: closes open runs with the status Stopped, then exits with
 * the code that shells expect. Without it, SIGINT and SIGTERM end the process and leave its runs
 * InProgress, because no runtime disposes anything then. In browsers it has no effect.
 *
 * @param signals The signals to handle
 * @param options `timeoutMs`: time limit for delivery before the exit, in milliseconds
 * @returns The function that stops handling the signals
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
