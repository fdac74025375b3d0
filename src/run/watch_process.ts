/**
 * Ends open runs when the process ends before they have closed. Loaded only where there is a process,
 * and listens to it only while a run is open.
 *
 * @module
 */
import {
  catchesErrors,
  countListeners,
  hidesRejections,
  listen,
  mayForgiveErrors,
  onExit,
} from "../process.ts";
import { unrefTimer } from "../runtime.ts";
import type { Session } from "../session/session.ts";
import { findIgnored, listenToSignals, outcomeOfSignal } from "./end_signals.ts";
import type { RunParts } from "./parts.ts";
import { type EndSignal, processShare, type ProcessWatch } from "./process_end.ts";
import type { Run } from "./run.ts";
import { type Outcome, shorten, statusMessage } from "./status.ts";
import { isDecided, isReplaced, type WatchedRun, watchedRun } from "./watched_run.ts";

/** Time that an error takes from the end of a scope to the top, in milliseconds. */
const RISE_MS = 100;
/**
 * Time for which to listen after the last run has closed, in milliseconds. A runtime that has received
 * a signal, but not yet called the listener, would drop it. So a program that opens runs one after
 * another listens all the time.
 */
const LINGER_MS = 100;
/** Time limit for the runs that a reload ends, in milliseconds. */
const RELOAD_MS = 10_000;

const EXITED = "the process exited";
const CRASHED = "the process ended with an uncaught error";

/** Ends the runs of this code's earlier load, which a hot reload has replaced, as Stopped. */
export async function endReplacedRuns(): Promise<void> {
  const replaced = [...processShare().watch?.runs ?? []].filter(isReplaced);
  const outcome: Outcome = { status: "Stopped", message: "The program was reloaded" };
  await Promise.allSettled(replaced.map((run) => run.closed ?? run.close(outcome, RELOAD_MS)));
}

/**
 * Watches an open run until it has closed.
 *
 * @returns The function to call when the run begins to close, with the promise of its end
 */
export function watchRun(
  run: Run,
  parts: RunParts,
  session: Session,
): (how: "call" | "scope", closed: Promise<void>) => void {
  const shared = processShare().watch ??= {
    runs: new Set(),
    ignored: findIgnored(),
    foreign: new Set(),
    isEnding: false,
    crash: undefined,
    listeners: undefined,
  };
  const watched = watchedRun(run, parts, session);
  shared.runs.add(watched);
  clearTimeout(shared.lingering);
  shared.listeners ??= watchProcess(shared);
  const forget = (): void => {
    // The program may still write after an uncaught error, but not last.
    if (shared.crash && watched.endNow) return;
    shared.runs.delete(watched);
    if (shared.runs.size > 0) return;
    clearTimeout(shared.lingering);
    shared.lingering = setTimeout(stopListening, LINGER_MS, shared);
    unrefTimer(shared.lingering);
  };
  return (how, closed) => {
    watched.closed = closed;
    const leave = (): void => {
      watched.isClosed = true;
      // An error that left the scope reaches the top before the next turns of the event loop.
      if (how === "call" || !watched.endNow) forget();
      else unrefTimer(setTimeout(forget, RISE_MS));
    };
    closed.then(leave, leave);
  };
}

/** Stops listening, unless another run has opened. */
function stopListening(shared: ProcessWatch): void {
  if (shared.runs.size > 0) return;
  shared.listeners?.stop();
  shared.listeners = undefined;
}

function watchProcess(shared: ProcessWatch): NonNullable<ProcessWatch["listeners"]> {
  const { runs } = shared;
  const signals = listenToSignals(shared);
  const outcomeAtExit = (code: number, run: WatchedRun): Outcome =>
    shared.crash ?? outcomeAt(code, run, signals.last);
  const onCrash = (error: unknown): void => {
    if (runs.size === 0 || catchesErrors()) return;
    const message = shorten(`The process ended with an uncaught error: ${statusMessage(error)}`);
    const crash: Outcome = { status: "Failed", message };
    shared.crash = crash;
    for (const run of runs) endNow(run, crash);
    if (!mayForgiveErrors()) return;
    // Deno has no further event.
    for (const run of runs) if (!run.endNow) run.reportLoss(CRASHED, crash);
    setTimeout(forgive, 0);
  };
  const forgive = (): void => {
    shared.crash = undefined;
    for (const run of runs) void run.revive().catch(() => {});
  };
  const onRejection = (reason: unknown): void => {
    if (countListeners("unhandledRejection") > 1) return;
    onCrash(reason);
    stopRejections?.();
    // Without a listener, it ends the process as it would have.
    void Promise.reject(reason);
  };
  const onExitCode = (code: number): void => {
    for (const run of runs) {
      if (run.isClosed && !shared.crash) continue;
      const outcome = outcomeAtExit(code, run);
      endNow(run, outcome);
      if (!run.endNow) run.reportLoss(shared.crash ? CRASHED : EXITED, outcome);
    }
    runs.clear();
  };
  const stopRejections = hidesRejections() ? listen("unhandledRejection", onRejection) : undefined;
  const stops = [
    listen("uncaughtExceptionMonitor", onCrash),
    listen("beforeExit", (code: number) => {
      for (const run of runs) run.closed ??= run.close(outcomeAtExit(code, run), undefined);
    }),
    onExit(onExitCode),
    () => stopRejections?.(),
    signals.stop,
  ];
  return { choose: signals.choose, stop: () => stops.forEach((stop) => stop()) };
}

/** Decides the outcome of a run, and ends it before it returns if its store can. */
function endNow(run: WatchedRun, outcome: Outcome): void {
  run.decide(outcome);
  run.endNow?.(outcome);
}

/** Returns the outcome of a run whose process exits. */
function outcomeAt(code: number, run: WatchedRun, signal: EndSignal | undefined): Outcome {
  if (signal !== undefined) return outcomeOfSignal(run, signal);
  const own = run.outcome();
  if (code === 0 || isDecided(run)) return own;
  return { status: "Failed", message: `The process exited with code ${code}` };
}
