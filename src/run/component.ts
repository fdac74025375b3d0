/**
 * Stores a run's parameters, artifacts, status and times in its trial component. Only changes are
 * sent, one update at a time, so that two writers of one run do not undo each other.
 *
 * @module
 */
import type {
  DescribeTrialComponentResponse,
  TrialComponentArtifact,
  TrialComponentParameterValue,
  UpdateTrialComponentRequest,
} from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { ARTIFACT_COUNT, PARAMETER_COUNT } from "../rules/limits.ts";
import type { UndeliveredRecord } from "../metrics/failures.ts";
import { orGivenUp } from "../session/abort.ts";
import { persistently } from "../session/retry.ts";
import type { Session } from "../session/session.ts";
import { type Outcome, toStatus } from "./status.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";

/** Changes of a trial component's entries. */
export type Changes = Pick<
  UpdateTrialComponentRequest,
  "Parameters" | "InputArtifacts" | "OutputArtifacts"
>;

/** Returns the members that end a run. */
type End = () => Pick<UpdateTrialComponentRequest, "Status" | "EndTime">;

/** Entries of one kind: their names, and the changes that have not been sent yet. */
class Entries<Value> {
  readonly #names: Set<string>;
  #changed = new Map<string, Value>();

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  get size(): number {
    return this.#names.size;
  }

  get isChanged(): boolean {
    return this.#changed.size > 0;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  set(name: string, value: Value): void {
    this.#names.add(name);
    this.#changed.set(name, value);
  }

  /** Changes that have not been sent yet. */
  get changed(): ReadonlyMap<string, Value> {
    return this.#changed;
  }

  take(): Map<string, Value> {
    const taken = this.#changed;
    this.#changed = new Map();
    return taken;
  }

  /** Puts unsent changes back, unless their entries have been set again since. */
  restore(values: ReadonlyMap<string, Value>): void {
    this.#changed = new Map([...values, ...this.#changed]);
  }
}

/** The trial component of an open run. */
export class RunComponent {
  readonly #session: Session;
  readonly #name: string;
  readonly #parameters: Entries<TrialComponentParameterValue>;
  readonly #artifacts: Readonly<Record<ArtifactDirection, Entries<TrialComponentArtifact>>>;
  #saving: Promise<void> = Promise.resolve();
  /** Changes that are being sent. */
  #sending: Changes = {};
  #lastError: unknown;
  #background = new AbortController();
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param session Session that stores the run
   * @param name Name of the trial component
   * @param loaded Entries that the trial component already has
   */
  constructor(
    session: Session,
    name: string,
    loaded: Pick<
      DescribeTrialComponentResponse,
      "Parameters" | "InputArtifacts" | "OutputArtifacts"
    >,
  ) {
    this.#session = session;
    this.#name = name;
    this.#parameters = new Entries(Object.keys(loaded.Parameters ?? {}));
    this.#artifacts = {
      input: new Entries(Object.keys(loaded.InputArtifacts ?? {})),
      output: new Entries(Object.keys(loaded.OutputArtifacts ?? {})),
    };
  }

  /** Sets valid parameters. If the run would have too many, it sets none of them. */
  setParameters(parameters: ReadonlyMap<string, TrialComponentParameterValue>): void {
    let count = this.#parameters.size;
    for (const name of parameters.keys()) {
      if (this.#parameters.has(name) || ++count <= PARAMETER_COUNT) continue;
      throw new ArgumentError(`Cannot log parameter ${JSON.stringify(name)}`, {
        argument: "name",
        value: name,
        rule: `be one of at most ${PARAMETER_COUNT} parameters of a run`,
      });
    }
    for (const [name, value] of parameters) this.#parameters.set(name, value);
    this.#linger();
  }

  /** Checks whether the run has an artifact of that name. */
  hasArtifact(direction: ArtifactDirection, name: string): boolean {
    return this.#artifacts[direction].has(name);
  }

  /**
   * Checks that the run can have an artifact of that name.
   *
   * @throws {ArgumentError} If it would be the 61st artifact of its direction
   */
  checkRoom(direction: ArtifactDirection, name: string): void {
    const artifacts = this.#artifacts[direction];
    if (artifacts.has(name) || artifacts.size < ARTIFACT_COUNT) return;
    throw new ArgumentError(`Cannot log artifact ${JSON.stringify(name)}`, {
      argument: "name",
      value: name,
      rule: `be one of at most ${ARTIFACT_COUNT} ${direction} artifacts of a run`,
    });
  }

  /** Sets a valid artifact. */
  setArtifact(direction: ArtifactDirection, name: string, artifact: TrialComponentArtifact): void {
    this.checkRoom(direction, name);
    this.#artifacts[direction].set(name, artifact);
    this.#linger();
  }

  /** Sends all changes. */
  save(signal: AbortSignal | undefined): Promise<void> {
    this.#stopLingering();
    const saved = this.#enqueue(async () => {
      if (!this.#isChanged) return;
      await this.#sendChanges(undefined, signal);
    });
    return orGivenUp(saved, signal);
  }

  /**
   * Sends all changes together with the final status and end time. If the service rejects a change,
   * the status and end time are still written.
   *
   * @param outcome Returns the outcome, which an uncaught error may change until it is written
   * @returns The records that could not be delivered
   */
  async finish(
    outcome: () => Outcome,
    endTime: Date,
    signal: AbortSignal | undefined,
  ): Promise<readonly UndeliveredRecord[]> {
    const end: End = () => ({ Status: toStatus(outcome()), EndTime: endTime });
    const undelivered: UndeliveredRecord[] = [];
    this.#stopLingering();
    const ended = this.#enqueue(async () => {
      try {
        await this.#sendChanges(end, signal);
      } catch (cause) {
        undelivered.push(...this.#lost(cause));
        if (undelivered.length > 0 && !signal?.aborted) {
          await this.#send({}, end, signal);
          return;
        }
        undelivered.push(this.#undelivered("status", 1, cause));
      }
    });
    await orGivenUp(ended, signal).catch((cause) => {
      undelivered.push(...this.#lost(cause), this.#undelivered("status", 1, cause));
    });
    return [...undelivered];
  }

  /** Changes that may not be stored yet: those that are being sent, and those that wait. */
  get unsaved(): Changes {
    const { Parameters, InputArtifacts, OutputArtifacts } = this.#sending;
    const { input, output } = this.#artifacts;
    return {
      Parameters: { ...Parameters, ...Object.fromEntries(this.#parameters.changed) },
      InputArtifacts: { ...InputArtifacts, ...Object.fromEntries(input.changed) },
      OutputArtifacts: { ...OutputArtifacts, ...Object.fromEntries(output.changed) },
    };
  }

  get #isChanged(): boolean {
    const { input, output } = this.#artifacts;
    return this.#parameters.isChanged || input.isChanged || output.isChanged;
  }

  #linger(): void {
    this.#lingering ??= setTimeout(() => {
      const { signal } = this.#background;
      const saved = this.#enqueue(async () => {
        if (this.#isChanged) await this.#sendChanges(undefined, signal);
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
    this.#background.abort();
    this.#background = new AbortController();
  }

  /** Runs updates one after the other. */
  #enqueue(update: () => Promise<void>): Promise<void> {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const done = this.#saving.then(update);
    this.#saving = done.catch(() => {});
    return done;
  }

  async #sendChanges(
    end: End | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const parameters = this.#parameters.take();
    const input = this.#artifacts.input.take();
    const output = this.#artifacts.output.take();
    const changes: Changes = {
      ...(parameters.size > 0 ? { Parameters: Object.fromEntries(parameters) } : {}),
      ...(input.size > 0 ? { InputArtifacts: Object.fromEntries(input) } : {}),
      ...(output.size > 0 ? { OutputArtifacts: Object.fromEntries(output) } : {}),
    };
    this.#sending = changes;
    try {
      await this.#send(changes, end, signal);
    } catch (error) {
      this.#parameters.restore(parameters);
      this.#artifacts.input.restore(input);
      this.#artifacts.output.restore(output);
      throw error;
    } finally {
      this.#sending = {};
    }
  }

  async #send(
    changes: Changes,
    end: End | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await persistently(
      async () => {
        const request = { TrialComponentName: this.#name, ...changes, ...end?.() };
        try {
          await this.#session.sagemaker.call("UpdateTrialComponent", request, { signal });
          this.#lastError = undefined;
        } catch (error) {
          if (!signal?.aborted) this.#lastError = error;
          throw error;
        }
      },
      signal,
      { holdsProcess: signal !== this.#background.signal },
    );
  }

  #lost(cause: unknown): readonly UndeliveredRecord[] {
    const kinds: readonly (readonly [string, ReadonlyMap<string, unknown>])[] = [
      ["parameters", this.#parameters.take()],
      ["input artifacts", this.#artifacts.input.take()],
      ["output artifacts", this.#artifacts.output.take()],
    ];
    return kinds.filter(([, entries]) => entries.size > 0)
      .map(([name, entries]) => this.#undelivered(name, entries.size, cause));
  }

  /** Describes an undelivered record. After a timeout, the cause is the earlier error. */
  #undelivered(name: string, count: number, cause: unknown): UndeliveredRecord {
    const reason = cause instanceof Error ? cause.name : "Error";
    return { kind: "record", name, count, reason, cause: this.#lastError ?? cause };
  }
}
