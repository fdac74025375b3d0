/**
 * Keeps the parameters and artifacts of an open run: which it has, and which changes of them have
 * not been sent yet.
 *
 * @module
 */
import type {
  TrialComponentArtifact,
  TrialComponentParameterValue,
  UpdateTrialComponentRequest,
} from "@aws-sdk/client-sagemaker";

/** Members of a trial component that have entries. */
export type Member = "Parameters" | "InputArtifacts" | "OutputArtifacts";

/** A change of one entry. */
export type Change =
  | {
    readonly member: "Parameters";
    readonly name: string;
    readonly value: TrialComponentParameterValue;
  }
  | {
    readonly member: "InputArtifacts" | "OutputArtifacts";
    readonly name: string;
    readonly value: TrialComponentArtifact;
  };

/** Entries as a service lists them. */
export type StoredEntries = {
  readonly [Name in Member]?: Readonly<Record<string, unknown>> | undefined;
};

/** Parameters and artifacts of one run. */
export class RunEntries {
  readonly #stored = new Set<string>();
  readonly #reserved = new Set<string>();
  #changed = new Map<string, Change>();
  #sending = new Map<string, Change>();

  /** @param stored Entries that the run already has */
  constructor(stored: StoredEntries) {
    for (const member of ["Parameters", "InputArtifacts", "OutputArtifacts"] as const) {
      for (const name of Object.keys(stored[member] ?? {})) this.#stored.add(keyOf(member, name));
    }
  }

  /** Whether there are changes that have not been sent. */
  get isChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Whether the run has an entry, or will have it. */
  has(member: Member, name: string): boolean {
    return this.#all.has(keyOf(member, name));
  }

  /** Returns the number of a member's entries. */
  count(member: Member): number {
    return [...this.#all].filter((key) => key.startsWith(keyOf(member, ""))).length;
  }

  /** Keeps room for an entry that will be set later. */
  reserve(member: Member, name: string): void {
    this.#reserved.add(keyOf(member, name));
  }

  /** Notes a change. */
  set(change: Change): void {
    this.#changed.set(keyOf(change.member, change.name), change);
  }

  /** Takes all changes to send them. */
  take(): readonly Change[] {
    this.#sending = this.#changed;
    this.#changed = new Map();
    return [...this.#sending.values()];
  }

  /** Notes that the service has taken changes. */
  settle(changes: readonly Change[]): void {
    for (const { member, name } of changes) {
      this.#stored.add(keyOf(member, name));
      this.#sending.delete(keyOf(member, name));
    }
  }

  /** Drops a change that the service rejects. */
  drop({ member, name }: Change): void {
    this.#sending.delete(keyOf(member, name));
  }

  /** Restores changes that were taken and have not arrived, unless their entries have changed again. */
  restore(): void {
    this.#changed = new Map([...this.#sending, ...this.#changed]);
    this.#sending = new Map();
  }

  get #all(): Set<string> {
    return new Set([
      ...this.#reserved,
      ...this.#stored,
      ...this.#sending.keys(),
      ...this.#changed.keys(),
    ]);
  }
}

/** Returns the members of a request that makes changes. */
export function toMembers(
  changes: readonly Change[],
): Pick<UpdateTrialComponentRequest, Member> {
  const groups = Map.groupBy(changes, ({ member }) => member);
  return Object.fromEntries(
    [...groups].map(([member, group]) => [
      member,
      Object.fromEntries(group.map(({ name, value }) => [name, value])),
    ]),
  );
}

function keyOf(member: Member, name: string): string {
  return `${member} ${name}`;
}
