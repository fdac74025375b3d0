/**
 * Sends runs on as they change, one sync at a time. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { findComponentRun } from "./find_runs.ts";
import type { SyncSummary } from "./summary.ts";
import { SyncConflictError } from "./sync_conflict_error.ts";
import { syncRuns } from "./sync_runs.ts";

/** Sends what changes in one session on to another. */
export class Forwarder {
  readonly #from: Session;
  readonly #to: SessionLike;
  readonly #intervalMs: number;
  readonly #stop = new AbortController();
  #changed = new Set<string>();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** Whether runs that earlier processes left have been looked at. */
  #isCaughtUp = false;
  #hasWarned = false;

  /**
   * @param from Where runs are recorded
   * @param to Where they are sent
   * @param intervalMs How long changes wait for others
   */
  constructor(from: Session, to: SessionLike, intervalMs: number) {
    this.#from = from;
    this.#to = to;
    this.#intervalMs = intervalMs;
    // Told when it is used.
    Promise.resolve(to).catch(() => {});
  }

  /** A component has changed. */
  note(trialComponentName: string): void {
    if (this.#stop.signal.aborted) return;
    this.#changed.add(trialComponentName.toLowerCase());
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      void this.#send();
    }, this.#intervalMs);
  }

  /** Sends what is left, for so long at most. */
  async finish(timeoutMs: number): Promise<void> {
    clearTimeout(this.#waiting);
    const limit = setTimeout(
      () => this.#stop.abort(new DOMException("The time to send runs on is over", "TimeoutError")),
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

  /** One sync after the other; a failure keeps what has changed for the next one. */
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
      Array.from(changed, (name) => findComponentRun(from, name, undefined, signal)),
    );
    // One that is in no run group yet is noted again when it comes into one.
    const runs = found.flatMap((run) => run && run.experimentName !== "" ? [run] : []);
    if (runs.length > 0) check(await syncRuns({ from, to, runs, signal }));
    if (this.#isCaughtUp) return;
    // What earlier processes left waits for this one's own.
    const summary = await syncRuns({ from, to, signal });
    this.#isCaughtUp = true;
    check(summary);
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#from.logger.warn(
      `runlog: runs are kept in ${this.#from.location} and cannot be sent on yet`,
      error,
    );
  }
}

/** A run that the far side refused, or that was changed there, is kept, as after any failure. */
function check({ runs }: SyncSummary): void {
  for (const { experimentName, runName, outcome, error: cause } of runs) {
    if (outcome === "conflict") throw new SyncConflictError(experimentName, runName);
    if (outcome !== "failed") continue;
    throw new RunlogError(
      `Cannot send run "${runName}" of experiment "${experimentName}" on: ${String(cause)}`,
      { cause },
    );
  }
}
