/**
 * Ends open runs as Stopped when the process receives a signal that ends it.
 *
 * @module
 */
import { countListeners, delayOf, ignoredSignals, keepIgnored, listen, raise } from "../process.ts";
import { unrefTimer } from "../runtime.ts";
import { type EndSignal, processShare, type ProcessWatch } from "./process_end.ts";
import type { Outcome } from "./status.ts";
import { isDecided, type WatchedRun } from "./watched_run.ts";

/** Time after which a process that was to end by a signal is known to have survived, in milliseconds. */
const SURVIVAL_MS = 2_000;

/** The listeners to signals. */
export interface EndSignals {
  /** The signal that the process received last. */
  readonly last: EndSignal | undefined;
  /** Listens to the signals that are chosen now. */
  readonly choose: () => void;
  /** Stops listening. */
  readonly stop: () => void;
}

/** Listens to the chosen signals. */
export function listenToSignals(shared: ProcessWatch): EndSignals {
  const { ignored, foreign } = shared;
  const stops = new Map<EndSignal, () => void>();
  let last: EndSignal | undefined;
  const stop = (signal: EndSignal): void => {
    stops.get(signal)?.();
    stops.delete(signal);
  };
  const choose = (): void => {
    for (const signal of [...stops.keys()]) stop(signal);
    if (shared.isEnding) return;
    for (const signal of processShare().choice.signals) {
      if (foreign.has(signal) || ignored.has(signal)) continue;
      stops.set(signal, listen(signal, () => void receive(signal)));
    }
  };
  const receive = async (signal: EndSignal): Promise<void> => {
    last = signal;
    if (countListeners(signal) > 1) {
      stepAside(signal);
      return;
    }
    if (!shared.isEnding) {
      shared.isEnding = true;
      await endRuns(shared, signal);
    }
    for (const own of [...stops.keys()]) stop(own);
    raise(signal);
    unrefTimer(setTimeout(() => survive(signal), SURVIVAL_MS));
  };
  /** Lets the program's own listeners find themselves alone, as they would without this library. */
  const stepAside = (signal: EndSignal): void => {
    stop(signal);
    unrefTimer(setTimeout(choose, 0));
  };
  const survive = (signal: EndSignal): void => {
    shared.isEnding = false;
    foreign.add(signal);
    for (const run of shared.runs) void run.revive().catch(() => {});
    // Others may listen by now: those for which the first run is a later one.
    shared.listeners?.choose();
  };
  choose();
  return {
    get last() {
      return last;
    },
    choose,
    stop: () => [...stops.keys()].forEach(stop),
  };
}

/** Returns the signals that the process was started to ignore, and keeps them so. */
export function findIgnored(): ReadonlySet<EndSignal> {
  const ignored = ignoredSignals();
  ignored.forEach(keepIgnored);
  return ignored;
}

/** Returns the outcome of a run whose process a signal ends. */
export function outcomeOfSignal(run: WatchedRun, signal: EndSignal): Outcome {
  if (isDecided(run)) return run.outcome();
  return { status: "Stopped", message: `The process received ${signal}` };
}

/** Delivers and ends all runs, those of a local store before the first turn of the event loop. */
async function endRuns({ runs }: ProcessWatch, signal: EndSignal): Promise<void> {
  const end = (run: WatchedRun): void => {
    const outcome = outcomeOfSignal(run, signal);
    run.decide(outcome);
    run.endNow?.(outcome);
  };
  for (const run of runs) end(run);
  const others = [...runs].filter((run) => !run.endNow);
  await Promise.all(
    others.map((run) => run.end(outcomeOfSignal(run, signal), processShare().choice.timeoutMs)),
  );
  const delay = delayOf(signal);
  if (delay === 0) return;
  await new Promise((resolve) => setTimeout(resolve, delay));
  // Points that were logged in between.
  for (const run of runs) end(run);
}
