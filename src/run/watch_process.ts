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
import { listenToSignals, outcomeOfSignal } from "./end_signals.ts";
import type { RunParts } from "./parts.ts";
import { type EndSignal, type ProcessRuns, processRuns } from "./process_end.ts";
import type { Run } from "./run.ts";
import { type Outcome, shorten, statusMessage } from "./status.ts";
import { isDecided, isReplaced, type WatchedRun, watchedRun } from "./watched_run.ts";

/** Time that an error takes from the end of a scope to the top, in milliseconds. */
const RISE_MS = 100;
/** Time limit for the runs that a reload ends, in milliseconds. */
const RELOAD_MS = 10_000;

/** Ends the runs of this code's earlier load, which a hot reload has replaced, as Stopped. */
export async function endReplacedRuns(): Promise<void> {
  const replaced = [...processRuns().runs].filter(isReplaced);
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
  const shared = processRuns();
  const watched = watchedRun(run, parts, session);
  shared.runs.add(watched);
  shared.watch ??= watchProcess(shared);
  const forget = (): void => {
    if (parts.decided?.status === "Failed") return;
    shared.runs.delete(watched);
    if (shared.runs.size > 0) return;
    shared.watch?.stop();
    shared.watch = undefined;
  };
  return (how, closed) => {
    watched.closed = closed;
    // An error that left the scope reaches the top before the next turns of the event loop.
    const leave = how === "call" ? forget : () => unrefTimer(setTimeout(forget, RISE_MS));
    closed.then(leave, leave);
  };
}

function watchProcess(shared: ProcessRuns): NonNullable<ProcessRuns["watch"]> {
  const { runs } = shared;
  const signals = listenToSignals(shared);
  let crash: Outcome | undefined;
  const onCrash = (error: unknown): void => {
    if (catchesErrors()) return;
    const message = shorten(`The process ended with an uncaught error: ${statusMessage(error)}`);
    crash = { status: "Failed", message };
    const ended = endNow(runs, () => crash, "the process ended with an uncaught error");
    if (mayForgiveErrors()) setTimeout(() => forgive(ended), 0);
  };
  const forgive = (ended: readonly WatchedRun[]): void => {
    crash = undefined;
    for (const run of ended) void run.revive().catch(() => {});
  };
  const onRejection = (reason: unknown): void => {
    if (countListeners("unhandledRejection") > 1) return;
    onCrash(reason);
    stopRejections?.();
    // Without a listener, it ends the process as it would have.
    void Promise.reject(reason);
  };
  const stopRejections = hidesRejections() ? listen("unhandledRejection", onRejection) : undefined;
  const stops = [
    listen("uncaughtExceptionMonitor", onCrash),
    listen("beforeExit", (code: number) => {
      for (const run of runs) {
        run.closed ??= run.close(crash ?? outcomeAt(code, run, signals.last), undefined);
      }
    }),
    onExit((code) => {
      endNow(runs, (run) => crash ?? outcomeAt(code, run, signals.last), "the process exited");
      runs.clear();
    }),
    () => stopRejections?.(),
    signals.stop,
  ];
  return { choose: signals.choose, stop: () => stops.forEach((stop) => stop()) };
}

/** Ends runs before it returns, or tells what is lost of those that cannot be ended so. */
function endNow(
  runs: Iterable<WatchedRun>,
  outcomeOf: (run: WatchedRun) => Outcome | undefined,
  how: string,
): readonly WatchedRun[] {
  return [...runs].filter((run) => {
    const outcome = outcomeOf(run) ?? run.outcome();
    run.decide(outcome);
    const isEnded = run.endNow(outcome);
    if (!isEnded) run.reportLoss(how, outcome);
    return isEnded;
  });
}

/** Returns the outcome of a run whose process exits. */
function outcomeAt(code: number, run: WatchedRun, signal: EndSignal | undefined): Outcome {
  if (signal !== undefined) return outcomeOfSignal(run, signal);
  const own = run.outcome();
  if (code === 0 || isDecided(run)) return own;
  return { status: "Failed", message: `The process exited with code ${code}` };
}
