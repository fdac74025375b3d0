/**
 * Copies runs to another session as they change, one sync at a time.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { findComponentRun } from "./chosen_runs.ts";
import { SyncConflictError } from "./errors.ts";
import type { SyncSummary } from "./summary.ts";
import { isStoreMissing } from "./failure.ts";
import { syncRuns } from "./sync_runs.ts";

/** Maximum number of warnings about metrics: a loop may make up a name at each step. */
const MOST_TOLD = 1_000;

/** Copies the runs that change in a session to another session. */
export class Forwarder {
  readonly #from: Session;
  readonly #to: SessionLike;
  readonly #intervalMs: number;
  readonly #stop = new AbortController();
  #changed = new Set<string>();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** Whether the runs that earlier processes left have been copied. */
  #isCaughtUp = false;
  #hasWarned = false;
  readonly #told = new Set<string>();

  /**
   * @param from Session that records the runs
   * @param to Session that the runs are copied to
   * @param intervalMs Delay between a change and its sync, in milliseconds
   */
  constructor(from: Session, to: SessionLike, intervalMs: number) {
    this.#from = from;
    this.#to = to;
    this.#intervalMs = intervalMs;
    // Its failure is reported when the session is used.
    Promise.resolve(to).catch(() => {});
  }

  /** Records that a component has changed. */
  note(trialComponentName: string): void {
    if (this.#stop.signal.aborted) return;
    this.#changed.add(trialComponentName.toLowerCase());
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      void this.#send();
    }, this.#intervalMs);
  }

  /** Copies the remaining runs within a time limit, and stops. */
  async finish(timeoutMs: number): Promise<void> {
    clearTimeout(this.#waiting);
    const limit = setTimeout(
      () =>
        this.#stop.abort(
          new DOMException("The time to copy the remaining runs is over", "TimeoutError"),
        ),
      timeoutMs,
    );
    try {
      if (this.#changed.size > 0) await this.#send();
      else await this.#sending;
    } finally {
      clearTimeout(limit);
      clearTimeout(this.#waiting);
      this.#stop.abort();
    }
  }

  /** Runs one sync after the other. After a failure, the next one includes the same changes. */
  #send(): Promise<void> {
    return this.#sending = this.#sending.then(async () => {
      const changed = this.#changed;
      this.#changed = new Set();
      try {
        await this.#sync(changed);
        this.#hasWarned = false;
      } catch (error) {
        for (const name of changed) this.#changed.add(name);
        this.#warn(error);
      }
    });
  }

  async #sync(changed: ReadonlySet<string>): Promise<void> {
    const signal = this.#stop.signal;
    signal.throwIfAborted();
    const [from, to] = [this.#from, await this.#to];
    const found = await Promise.all(
      Array.from(changed, (name) => findComponentRun(from, name, { signal })),
    );
    // A run without a run group is recorded again when it joins one.
    const runs = found.flatMap((run) => run && run.experimentName !== "" ? [run] : []);
    if (runs.length > 0) this.#check(await syncRuns({ from, to, runs, signal }));
    if (this.#isCaughtUp) return;
    // Runs that earlier processes left come after this one's own.
    const summary = await syncRuns({ from, to, signal }).catch((error) => {
      if (!isStoreMissing(error)) throw error;
      // Nothing was recorded before.
      return undefined;
    });
    this.#isCaughtUp = true;
    if (summary) this.#check(summary);
  }

  /** Warns of points that the destination does not hold, once per metric. */
  #check(summary: SyncSummary): void {
    for (const { runName, problems } of summary.runs) {
      for (const { kind, name, reason } of problems) {
        const text = `runlog: run "${runName}", ${kind} ${JSON.stringify(name)}: ${reason}`;
        if (kind !== "metric" || this.#told.has(text) || this.#told.size >= MOST_TOLD) continue;
        this.#told.add(text);
        this.#from.logger.warn(text);
      }
    }
    check(summary);
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#from.logger.warn(
      `runlog: cannot copy runs yet; they are kept in ${this.#from.location}`,
      error,
    );
  }
}

/**
 * Throws if the destination rejected a run or the run changed there, so that it is kept and
 * retried.
 */
function check({ runs }: SyncSummary): void {
  for (const { experimentName, runName, outcome, error: cause } of runs) {
    if (outcome === "conflict") throw new SyncConflictError(experimentName, runName);
    if (outcome !== "failed") continue;
    throw new RunlogError(
      `Cannot copy run "${runName}" of experiment "${experimentName}": ${String(cause)}`,
      { cause },
    );
  }
}
