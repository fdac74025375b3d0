/**
 * What a run keeps in its trial component: parameters, artifacts, status and times. Only what has
 * changed is sent, one update at a time, so that two writers of one run do not undo each other.
 * Browser-safe.
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

type Changes = Pick<
  UpdateTrialComponentRequest,
  "Parameters" | "InputArtifacts" | "OutputArtifacts"
>;

/** A map of one kind: which names it holds, and which of them have yet to be sent. */
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

  take(): Map<string, Value> {
    const taken = this.#changed;
    this.#changed = new Map();
    return taken;
  }

  /** Takes back what was not sent; what has been set since stays. */
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
  #lastError: unknown;
  #background = new AbortController();
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param session Where it is kept
   * @param name The trial component's name
   * @param loaded What it holds already
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

  /** Sets parameters that were checked one by one; none of them when they are too many together. */
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

  /** Whether the run holds an artifact of that name. */
  hasArtifact(direction: ArtifactDirection, name: string): boolean {
    return this.#artifacts[direction].has(name);
  }

  /**
   * Checks that there is room for an artifact of that name.
   *
   * @throws {ArgumentError} when it would be the 61st of its direction
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

  /** Sets an artifact that was checked. */
  setArtifact(direction: ArtifactDirection, name: string, artifact: TrialComponentArtifact): void {
    this.checkRoom(direction, name);
    this.#artifacts[direction].set(name, artifact);
    this.#linger();
  }

  /** Sends what has changed. */
  save(signal: AbortSignal | undefined): Promise<void> {
    this.#stopLingering();
    const saved = this.#enqueue(async () => {
      if (!this.#isChanged) return;
      await this.#sendChanges({}, signal);
    });
    return orGivenUp(saved, signal);
  }

  /**
   * Sends what has changed together with the end. When the service refuses a change, the end is
   * written all the same.
   *
   * @returns What could not be delivered
   */
  async finish(
    outcome: Outcome,
    endTime: Date,
    signal: AbortSignal | undefined,
  ): Promise<readonly UndeliveredRecord[]> {
    const end = { Status: toStatus(outcome), EndTime: endTime };
    const undelivered: UndeliveredRecord[] = [];
    this.#stopLingering();
    const ended = this.#enqueue(async () => {
      try {
        await this.#sendChanges(end, signal);
      } catch (cause) {
        undelivered.push(...this.#lost(cause));
        if (undelivered.length > 0 && !signal?.aborted) {
          await this.#send(end, signal);
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

  get #isChanged(): boolean {
    const { input, output } = this.#artifacts;
    return this.#parameters.isChanged || input.isChanged || output.isChanged;
  }

  #linger(): void {
    this.#lingering ??= setTimeout(() => {
      const { signal } = this.#background;
      const saved = this.#enqueue(async () => {
        if (this.#isChanged) await this.#sendChanges({}, signal);
      });
      saved.catch((error) => {
        if (signal.aborted) return;
        // Kept, and sent again by the next save; what stays undelivered is reported at the end.
        this.#session.logger.warn(`runlog: cannot save "${this.#name}" yet`, error);
      });
    }, this.#session.lingerMs);
  }

  /** What is being sent on its own account ends: whoever waits has a limit, and it had none. */
  #stopLingering(): void {
    this.#background.abort();
    this.#background = new AbortController();
  }

  /** One update after the other. */
  #enqueue(update: () => Promise<void>): Promise<void> {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const done = this.#saving.then(update);
    this.#saving = done.catch(() => {});
    return done;
  }

  async #sendChanges(
    end: Pick<UpdateTrialComponentRequest, "Status" | "EndTime">,
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
    try {
      await this.#send({ ...changes, ...end }, signal);
    } catch (error) {
      this.#parameters.restore(parameters);
      this.#artifacts.input.restore(input);
      this.#artifacts.output.restore(output);
      throw error;
    }
  }

  async #send(
    members: Omit<UpdateTrialComponentRequest, "TrialComponentName">,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const request = { TrialComponentName: this.#name, ...members };
    await persistently(async () => {
      try {
        await this.#session.sagemaker.call("UpdateTrialComponent", request, { signal });
        this.#lastError = undefined;
      } catch (error) {
        if (!signal?.aborted) this.#lastError = error;
        throw error;
      }
    }, signal);
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

  /** Where the time ran out, what went wrong before says more. */
  #undelivered(name: string, count: number, cause: unknown): UndeliveredRecord {
    const reason = cause instanceof Error ? cause.name : "Error";
    return { kind: "record", name, count, reason, cause: this.#lastError ?? cause };
  }
}
