/**
 * Holds a run open: enters it, records heartbeats, and leaves it. Where a store keeps heartbeats, the
 * last holder ends the run. AWS has no heartbeats; there an option decides.
 *
 * @module
 */
import type {
  Entered,
  GoneHolders,
  HolderBeat,
  Left,
  RunEnd,
  RunHolder,
} from "../ports/run_holders.ts";
import type { LastWrite } from "../ports/store_notes.ts";
import { thisProcess } from "../processes.ts";
import { browserStorage, unrefTimer } from "../runtime.ts";
import { orGivenUp } from "../session/abort.ts";
import { persistently } from "../session/retry.ts";
import type { Session } from "../session/session.ts";
import { tidyingMs, within } from "../session/tidy.ts";
import { OtherHolders, takeLock } from "./other_holders.ts";
import { IN_PROGRESS, type Outcome } from "./status.ts";

/**
 * Role that a handle asks for. A `shared` handle ends the run, unless another one holds it. A `guest`
 * was given the run by a token. A `visitor` leaves the run open by its option.
 */
export type Standing = "shared" | "guest" | "visitor";

/** Interval between heartbeats, in milliseconds. */
const EVERY_MS = 15_000;

/** The hold of one handle on a run. */
export class RunHold {
  readonly #session: Session;
  #name: string;
  readonly #standing: Standing;
  readonly #locks = browserStorage()?.locks;
  readonly #others = new OtherHolders(this.#locks);
  #holder: RunHolder;
  #release: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #beating: Promise<void> = Promise.resolve();
  #hasReported = false;
  #failure: unknown;

  /**
   * @param session Session that stores the run
   * @param name Name of the trial component
   * @param standing Role that the handle asks for
   */
  constructor(session: Session, name: string, standing: Standing) {
    this.#session = session;
    this.#name = name;
    this.#standing = standing;
    const isGuest = standing !== "shared";
    this.#holder = { id: crypto.randomUUID(), isGuest, hasLock: false, ...thisProcess() };
  }

  /** Whether the handle leaves the run's outcome to others. */
  get isGuest(): boolean {
    return this.#holder.isGuest;
  }

  /** Error of the last attempt to leave the run; undefined if none failed. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether heartbeats decide who ends the run. */
  get hasHeartbeats(): boolean {
    return this.#session.store !== undefined;
  }

  /**
   * Enters a run that exists, sets it to InProgress, and records heartbeats from then on.
   *
   * @param trialComponentName Trial component of the run, if a generated name was taken meanwhile
   * @returns `true` if the status needs no update: it is set, or this handle leaves it unchanged
   */
  async enter(startTime: Date, trialComponentName: string = this.#name): Promise<boolean> {
    this.#name = trialComponentName;
    const heartbeats = this.#session.store?.heartbeats;
    if (!heartbeats) return this.isGuest;
    if (this.#locks) this.#release = await takeLock(this.#locks, this.#holder.id);
    this.#holder = { ...this.#holder, hasLock: this.#release !== undefined };
    const start = this.#standing === "visitor"
      ? undefined
      : { message: IN_PROGRESS.Message ?? "", startTime };
    const enter = (gone: GoneHolders | undefined): Promise<Entered> =>
      heartbeats.enter(this.#name, this.#holder, gone, start);
    // Most runs have no other holder to examine.
    const alone = await enter(undefined);
    const { isGuest, others } = alone.isEntered
      ? alone
      : await enter(await this.#others.findGone(alone.others));
    this.#holder = { ...this.#holder, isGuest };
    this.#others.note(others);
    // A heartbeat that fails is not reported: every other write to the same store fails too.
    this.#timer = setInterval(() => {
      this.#beating = heartbeats.record(this.#name, this.#holder)
        .then((others) => this.#others.note(others), () => {});
    }, EVERY_MS);
    unrefTimer(this.#timer);
    return true;
  }

  /**
   * Leaves the run, and ends it if no other process holds it. After the caller's time limit, it tries
   * for a moment: others would wait for this handle.
   *
   * @param outcome Returns the outcome, which an uncaught error may change until it is written
   */
  async leave(outcome: () => Outcome, endTime: Date, signal: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    const end = (): RunEnd | undefined =>
      this.#standing === "visitor" ? undefined : { ...outcome(), endTime };
    const leave = (signal: AbortSignal): Promise<Left | undefined> =>
      orGivenUp(persistently(() => this.#noted(this.#leave(end)), signal), signal);
    try {
      const left = await (signal.aborted ? within(tidyingMs(signal), leave) : leave(signal));
      if (left !== "own") this.report(outcome());
    } finally {
      this.#release?.();
    }
  }

  /** Gives the hold up after a failed opening, without an end of the run. */
  async abandon(): Promise<void> {
    clearInterval(this.#timer);
    await this.#leave(() => undefined).catch(() => {});
    this.#release?.();
  }

  /** Stops the heartbeats for a last write, and returns the members of it that leave the run. */
  rest(): Pick<LastWrite, "holder" | "findGone"> {
    clearInterval(this.#timer);
    return { holder: this.#holder, findGone: (holders) => this.#others.findGoneNow(holders) };
  }

  /** Enters the run again, if its process has survived a last write. Returns what `enter` does. */
  async reenter(): Promise<boolean> {
    clearInterval(this.#timer);
    const entered = this.enter(new Date());
    this.#beating = entered.then(() => {}, () => {});
    return await entered;
  }

  /** Reports, once, that a guest failed. The run does not fail with it. */
  report(outcome: Outcome): void {
    if (outcome.status === "Completed" || !this.isGuest || this.#hasReported) return;
    const { message } = outcome;
    this.#hasReported = true;
    this.#session.logger.warn(
      `runlog: a guest of run "${this.#name}" failed; the run continues: ${message}`,
    );
  }

  async #noted<T>(attempt: Promise<T>): Promise<T> {
    try {
      return await attempt;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async #leave(toEnd: () => RunEnd | undefined): Promise<Left | undefined> {
    const heartbeats = this.#session.store?.heartbeats;
    if (!heartbeats) return undefined;
    await this.#beating;
    clearInterval(this.#timer);
    const alone = { gone: undefined, end: toEnd(), orphaned: undefined };
    const left = await heartbeats.leave(this.#name, this.#holder, alone);
    if (left !== "contested") return left;
    const all = await heartbeats.holders(this.#name);
    const others = all.filter(({ id }) => id !== this.#holder.id);
    const gone = await this.#others.findGone(others);
    const lost = others.find((one) =>
      !one.isGuest && gone.has(one.id) && this.#others.hasWitnessed(one)
    );
    const end = toEnd();
    const orphaned = end && lost && orphanedEnd(lost, end.endTime);
    return await heartbeats.leave(this.#name, this.#holder, { gone, end, orphaned });
  }
}

/** The end of a run whose owner died while guests held it. */
function orphanedEnd({ beatMs }: HolderBeat, endTime: Date): RunEnd {
  const lastBeat = new Date(beatMs).toISOString();
  const message = `The process that owned the run died, after its last heartbeat at ${lastBeat}`;
  return { status: "Failed", message, endTime };
}
