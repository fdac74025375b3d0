/**
 * Stores a run's parameters, artifacts, status and times in its trial component. Only changes are
 * sent, one update at a time, so that two writers of one run do not undo each other.
 *
 * @module
 */
import type {
  TrialComponentArtifact,
  TrialComponentParameterValue,
  UpdateTrialComponentRequest,
} from "@aws-sdk/client-sagemaker";
import type { UndeliveredRecord } from "../metrics/failures.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import { ARTIFACT_COUNT, PARAMETER_COUNT } from "../rules/limits.ts";
import { orGivenUp } from "../session/abort.ts";
import type { AttemptLog, Failing } from "../session/attempt_log.ts";
import { isRefusal } from "../session/aws_errors.ts";
import { persistently } from "../session/retry.ts";
import { sendHalves } from "../session/send_apart.ts";
import type { Session } from "../session/session.ts";
import { type Change, type Member, RunEntries, type StoredEntries, toMembers } from "./entries.ts";
import type { RunProblems } from "./problems.ts";
import { RECORDS, Refusals } from "./refusals.ts";
import { type Outcome, toStatus } from "./status.ts";

type Update = Omit<UpdateTrialComponentRequest, "TrialComponentName">;

/** The end of a run. */
export interface End {
  /** Returns the outcome of the run, which an uncaught error may change until it is written. */
  readonly outcome: () => Outcome;
  /** When it ended. */
  readonly endTime: Date;
}

/** The trial component of an open run. */
export class RunComponent {
  readonly #session: Session;
  readonly #name: string;
  readonly #entries: RunEntries;
  readonly #refusals: Refusals;
  readonly #attempts: AttemptLog;
  #saving: Promise<void> = Promise.resolve();
  /** Ends the background update; undefined without one. */
  #background: AbortController | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param session Session that stores the run
   * @param name Name of the trial component
   * @param loaded Entries that the trial component already has
   * @param reports `problems` receives what the service rejects, `attempts` the attempts of updates
   */
  constructor(
    session: Session,
    name: string,
    loaded: StoredEntries,
    { problems, attempts }: { readonly problems: RunProblems; readonly attempts: AttemptLog },
  ) {
    this.#session = session;
    this.#name = name;
    this.#entries = new RunEntries(loaded);
    this.#refusals = new Refusals(problems);
    this.#attempts = attempts;
  }

  /** Returns those of some stored names of parameters for which the run has room. */
  admittedParameters(names: Iterable<string>): ReadonlySet<string> {
    const admitted = new Set<string>();
    let room = PARAMETER_COUNT - this.#entries.count("Parameters");
    for (const name of names) {
      if (this.#entries.has("Parameters", name) || room-- > 0) admitted.add(name);
    }
    return admitted;
  }

  /** Sets admitted parameters, by stored name. */
  setParameters(parameters: ReadonlyMap<string, TrialComponentParameterValue>): void {
    for (const [name, value] of parameters) {
      this.#entries.set({ member: "Parameters", name, value });
    }
    if (parameters.size > 0) this.#linger();
  }

  /** Checks whether the run has an artifact of that stored name. */
  hasArtifact(direction: ArtifactDirection, name: string): boolean {
    return this.#entries.has(memberOf(direction), name);
  }

  /** Checks whether the run can have an artifact of that stored name. */
  hasRoom(direction: ArtifactDirection, name: string): boolean {
    const member = memberOf(direction);
    return this.#entries.has(member, name) || this.#entries.count(member) < ARTIFACT_COUNT;
  }

  /** Keeps room for an artifact that will be set later, if there is room. */
  reserveArtifact(direction: ArtifactDirection, name: string): void {
    if (this.hasRoom(direction, name)) this.#entries.reserve(memberOf(direction), name);
  }

  /** Sets an artifact for which there is room, by stored name. */
  setArtifact(direction: ArtifactDirection, name: string, value: TrialComponentArtifact): void {
    this.#entries.set({ member: memberOf(direction), name, value });
    this.#linger();
  }

  /** Failed attempts since the last success. */
  get failing(): Failing | undefined {
    return this.#attempts.failing;
  }

  /** Returns what the service has rejected since the last call. */
  takeRefused(): readonly UndeliveredRecord[] {
    return this.#refusals.take();
  }

  /** Sends all changes. Those that the service rejects are omitted. */
  save(signal: AbortSignal | undefined): Promise<void> {
    this.#stopLingering();
    const saved = this.#enqueue(async () => {
      if (this.#entries.isChanged) await this.#sendChanges(signal);
      // Also without anything to send: the store may be gone.
      else this.#session.store?.checkPresence();
    });
    return orGivenUp(saved, signal);
  }

  /**
   * Sends all changes together with the final status and end time. If the service rejects a change,
   * the status and end time are written first, and then the changes that it admits.
   *
   * @param ending Final status and end time; undefined leaves them unchanged
   * @returns The records that could not be delivered
   */
  async finish(
    ending: End | undefined,
    signal: AbortSignal | undefined,
  ): Promise<readonly UndeliveredRecord[]> {
    const end = ending &&
      ((): Update => ({ Status: toStatus(ending.outcome()), EndTime: ending.endTime }));
    const undelivered: UndeliveredRecord[] = [];
    let isEnded = false;
    this.#stopLingering();
    const ended = this.#enqueue(async () => {
      if (!end) {
        if (this.#entries.isChanged) await this.#sendChanges(signal);
        return;
      }
      const cause = await this.#sendWithEnd(end, signal);
      isEnded = true;
      if (cause === undefined) return;
      if (!isRefusal(cause)) undelivered.push(...this.#lost(cause));
      else if (this.#entries.isChanged) await this.#sendChanges(signal);
    });
    await orGivenUp(ended, signal).catch((cause) => {
      undelivered.push(...this.#lost(cause));
      if (end && !isEnded) undelivered.push(this.#undelivered("status", [], cause));
    });
    return [...this.takeRefused(), ...undelivered];
  }

  /** Changes that may not be stored yet, as the members of a request. */
  get unsaved(): ReturnType<typeof toMembers> {
    return toMembers(this.#entries.unsaved);
  }

  #linger(): void {
    this.#lingering ??= setTimeout(() => {
      const { signal } = this.#background ??= new AbortController();
      const saved = this.#enqueue(async () => {
        if (this.#entries.isChanged) await this.#sendChanges(signal);
      });
      saved.catch((error) => {
        if (signal.aborted) return;
        // The next save sends the changes again; the end reports those that stay undelivered.
        this.#session.logger.warn(`runlog: cannot save "${this.#name}" yet`, error);
      });
    }, this.#session.lingerMs);
  }

  /** Aborts the background update: it has no time limit, but the caller that waits now has one. */
  #stopLingering(): void {
    this.#background?.abort();
    this.#background = undefined;
  }

  /** Runs updates one after the other. */
  #enqueue(update: () => Promise<void>): Promise<void> {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const done = this.#saving.then(update);
    this.#saving = done.catch(() => {});
    return done;
  }

  /** Sends all changes in one request, or in several if the service rejects one of them. */
  async #sendChanges(signal: AbortSignal | undefined): Promise<void> {
    const entries = this.#entries;
    const changes = entries.take();
    const send = (some: readonly Change[]) => this.#send(() => toMembers(some), signal);
    try {
      await send(changes);
      entries.settle(changes);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const sender = {
        send,
        isRefusal,
        onSent: (some: readonly Change[]) => entries.settle(some),
        onRefused: (change: Change, error: unknown) => {
          entries.drop(change);
          this.#refusals.add(change, error);
        },
      };
      if (changes.length > 1) await sendHalves(changes, sender);
      else changes.forEach((change) => sender.onRefused(change, error));
    } finally {
      entries.restore();
    }
  }

  /**
   * Sends all changes with the end, or only the end if that fails.
   *
   * @returns The error with which the changes have failed
   */
  async #sendWithEnd(end: () => Update, signal: AbortSignal | undefined): Promise<unknown> {
    const changes = this.#entries.take();
    try {
      await this.#send(() => ({ ...toMembers(changes), ...end() }), signal);
      this.#entries.settle(changes);
      return undefined;
    } catch (error) {
      this.#entries.restore();
      if (signal?.aborted || (changes.length === 0 && !isRefusal(error))) throw error;
      await this.#sendEnd(end, signal);
      return error;
    }
  }

  /** Sends the end, in a shorter form if the service rejects it. */
  async #sendEnd(end: () => Update, signal: AbortSignal | undefined): Promise<void> {
    const status = (): Update => ({ Status: { PrimaryStatus: end().Status?.PrimaryStatus } });
    const forms = [
      { left: [], update: end },
      { left: ["message"], update: () => ({ ...status(), EndTime: end().EndTime }) },
      { left: ["message", "end time"], update: status },
    ];
    let refusal: unknown;
    for (const { left, update } of forms) {
      try {
        await this.#send(update, signal);
        for (const name of left) this.#refusals.leaveOut("status", name, refusal);
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  async #send(update: () => Update, signal: AbortSignal | undefined): Promise<void> {
    const options = { signal, attempts: this.#attempts };
    const limits = { holdsProcess: !signal || signal !== this.#background?.signal };
    const sent = persistently(
      async () => {
        // Throws the store's own error, which is not retried.
        this.#session.store?.checkPresence();
        const request = { TrialComponentName: this.#name, ...update() };
        try {
          await this.#session.sagemaker.call("UpdateTrialComponent", request, options);
        } catch (error) {
          this.#attempts.fail(error);
          throw error;
        }
      },
      signal,
      limits,
    );
    await sent.finally(() => {
      // Delivered, or rejected permanently: there is no further attempt.
      if (!signal?.aborted) this.#attempts.reset();
    });
  }

  #lost(cause: unknown): readonly UndeliveredRecord[] {
    this.#entries.restore();
    const groups = Map.groupBy(this.#entries.take(), ({ member }) => RECORDS[member]);
    return [...groups].map(([name, changes]) => this.#undelivered(name, changes, cause));
  }

  /** Describes an undelivered record. After a timeout, the cause is the earlier error. */
  #undelivered(name: string, changes: readonly Change[], cause: unknown): UndeliveredRecord {
    const reason = cause instanceof Error ? cause.name : "Error";
    const count = Math.max(1, changes.length);
    const { failing } = this;
    return {
      kind: "record",
      name,
      count,
      reason,
      cause: failing?.cause ?? cause,
      detail: failing?.text,
    };
  }
}

function memberOf(direction: ArtifactDirection): Exclude<Member, "Parameters"> {
  return direction === "input" ? "InputArtifacts" : "OutputArtifacts";
}
