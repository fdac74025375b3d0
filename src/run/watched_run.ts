/**
 * Ends one open run because its process ends. Loaded only where there is a process.
 *
 * @module
 */
import { settle, settleFailure } from "../metrics/batch.ts";
import type { LastWrite, LastWriter } from "../ports/store_notes.ts";
import type { Session } from "../session/session.ts";
import type { RunParts } from "./parts.ts";
import type { Run } from "./run.ts";
import { IN_PROGRESS, type Outcome } from "./status.ts";

/**
 * An open run, as every copy of this library in the process sees it. Its shape is part of that of
 * `ProcessShare`.
 */
export interface WatchedRun {
  /** The copy of this library that opened it, by the address of its code. */
  readonly copy: string;
  /** Differs between a copy and the same copy loaded again. */
  readonly generation: object;
  /** The end of its `close()`, once that has begun. */
  closed: Promise<void> | undefined;
  /** Whether that end has come. */
  isClosed: boolean;
  /** The outcome to record now. */
  readonly outcome: () => Outcome;
  /** Decides the outcome in place of the program; undefined undoes that. */
  readonly decide: (outcome: Outcome | undefined) => void;
  /** Delivers everything and ends the run before it returns; absent if its store answers later. */
  readonly endNow: ((outcome: Outcome) => void) | undefined;
  /** Delivers everything and records the end, while the program continues. */
  readonly end: (outcome: Outcome, timeoutMs: number) => Promise<void>;
  /** Closes the run. */
  readonly close: (outcome: Outcome, timeoutMs: number | undefined) => Promise<void>;
  /** Records that the run continues after all. */
  readonly revive: () => Promise<void>;
  /** Reports the data that the end of the process leaves undelivered; only once. */
  readonly reportLoss: (how: string, outcome: Outcome) => void;
}

const COPY = import.meta.url;
const GENERATION = {};

/** Whether a run was opened by an earlier load of this code, which a hot reload has replaced. */
export function isReplaced({ copy, generation }: WatchedRun): boolean {
  return copy === COPY && generation !== GENERATION;
}

/** Whether the program has decided how a run ends: it is closing, or marked as failed. */
export function isDecided({ closed, outcome }: WatchedRun): boolean {
  return closed !== undefined || outcome().status !== "Completed";
}

/** Returns an open run as the end of the process sees it. */
export function watchedRun(run: Run, parts: RunParts, session: Session): WatchedRun {
  const { logger, store, location } = session;
  const write = store?.writeLast;
  const name = `run "${run.runName}" of experiment "${run.experimentName}"`;
  let isTold = false;
  const tell = (loss: string): void => {
    const status = watched.isClosed ? parts.outcome.status : IN_PROGRESS.PrimaryStatus;
    if (!isTold) logger.warn(`runlog: ${name} is left ${status} in ${location}: ${loss}`);
    isTold = true;
  };
  const tellUndelivered = (error: unknown): void => {
    logger.warn(`runlog: ${error instanceof Error ? error.message : error}`);
  };
  const watched: WatchedRun = {
    copy: COPY,
    generation: GENERATION,
    closed: undefined,
    isClosed: false,
    outcome: () => parts.finalOutcome(),
    decide: (outcome) => void (parts.decided = outcome),
    endNow: write && ((outcome) => {
      try {
        const refusal = writeLast(parts, write, outcome);
        if (refusal === undefined) return;
        logger.warn(`runlog: ${name} lost ${entriesOf(parts)}, which are rejected: ${refusal}`);
      } catch (error) {
        tell(`${lossOf(parts, outcome)} not written: ${error}`);
      }
    }),
    async end(outcome, timeoutMs) {
      parts.decided = outcome;
      await parts.record({ timeoutMs }).catch(tellUndelivered);
    },
    async close(outcome, timeoutMs) {
      parts.decided = outcome;
      await run.close({ timeoutMs }).catch(tellUndelivered);
    },
    async revive() {
      parts.decided = undefined;
      if (run.closed) return watched.endNow?.(parts.outcome);
      // Where heartbeats are kept, that sets the status too.
      if (await parts.hold.reenter()) return;
      const request = { TrialComponentName: run.trialComponentName, Status: IN_PROGRESS };
      await session.sagemaker.call("UpdateTrialComponent", request);
    },
    reportLoss: (how, outcome) => tell(`${how} with ${lossOf(parts, outcome)} undelivered`),
  };
  return watched;
}

/**
 * Writes pending points, changed entries and the end of a run in one transaction. A guest leaves the
 * run without an end.
 *
 * @returns The error with which the store rejects the entries; all else is written then
 */
function writeLast(parts: RunParts, write: LastWriter, outcome: Outcome): unknown {
  const { metrics, component, hold, names: { trialComponentName } } = parts;
  const { names } = metrics;
  const pending = metrics.takePending();
  const attempt = (changes: LastWrite["changes"]): ReturnType<LastWriter> =>
    write({
      trialComponentName,
      batches: pending.map(({ token, points }) => ({
        trialComponentName,
        token,
        names,
        ...points,
      })),
      changes,
      end: hold.isGuest ? undefined : outcome,
      ...hold.rest(),
    });
  let refusal: unknown;
  try {
    let answers: ReturnType<LastWriter>;
    try {
      answers = attempt(component.unsaved);
    } catch (error) {
      // If the entries are rejected, nothing else is lost with them.
      answers = attempt({});
      refusal = error;
    }
    hold.report(outcome);
    pending.forEach((batch, index) =>
      metrics.settle(batch, settle(batch, answers[index] ?? [], names))
    );
  } catch (error) {
    for (const batch of pending) metrics.settle(batch, settleFailure(batch, error, names, 0));
    throw error;
  }
  return refusal;
}

/** Counts the entries that are not written, in words; undefined without any. */
function entriesOf({ component }: RunParts): string | undefined {
  const count = Object.values(component.unsaved)
    .reduce((sum, some) => sum + Object.keys(some ?? {}).length, 0);
  return count === 0 ? undefined : `${count} ${count === 1 ? "entry" : "entries"}`;
}

function lossOf(parts: RunParts, outcome: Outcome): string {
  const { metrics, hold } = parts;
  const { pending, refused } = metrics.stats;
  const points = pending + refused;
  const entries = entriesOf(parts);
  return [
    ...(points > 0 ? [`${points} ${points === 1 ? "point" : "points"}`] : []),
    ...(entries === undefined ? [] : [entries]),
    ...(hold.isGuest ? [] : [`its status (${outcome.status})`]),
  ].join(", ").replace(/, (?=[^,]*$)/, " and ");
}
