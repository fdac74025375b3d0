/**
 * Collects the entries of a run that the service rejects.
 *
 * @module
 */
import type { UndeliveredRecord } from "../metrics/failures.ts";
import { originalName } from "../rules/stored_text.ts";
import type { Change, Member } from "./entries.ts";
import type { ProblemKind, RunProblems } from "./problems.ts";

/** Names of the members in errors. */
export const RECORDS: Readonly<Record<Member, string>> = {
  Parameters: "parameters",
  InputArtifacts: "input artifacts",
  OutputArtifacts: "output artifacts",
};

/** Maximum length of the service's message in a reason. */
const LONGEST_MESSAGE = 200;

/** Rejected entries of one run. */
export class Refusals {
  readonly #problems: RunProblems;
  #refused: { readonly change: Change; readonly error: unknown }[] = [];

  /** @param problems Lists omitted data */
  constructor(problems: RunProblems) {
    this.#problems = problems;
  }

  /** Adds an entry that the service rejects. */
  add(change: Change, error: unknown): void {
    this.#refused.push({ change, error });
    const kind = change.member === "Parameters" ? "parameter" : "artifact";
    this.leaveOut(kind, originalName(change.name), error);
  }

  /** Reports that data is omitted, because the service rejects it. */
  leaveOut(kind: ProblemKind, name: string, error: unknown): void {
    this.#problems.add({ kind, name, effect: "left out", reason: refusalText(error) });
  }

  /** Returns the entries since the last call, by kind and reason. */
  take(): readonly UndeliveredRecord[] {
    const groups = Map.groupBy(
      this.#refused,
      ({ change, error }) => `${RECORDS[change.member]} ${nameOf(error)}`,
    );
    this.#refused = [];
    return [...groups.values()].flatMap((group) =>
      group.slice(0, 1).map(({ change, error }): UndeliveredRecord => ({
        kind: "record",
        name: RECORDS[change.member],
        count: group.length,
        entries: group.map(({ change }) => originalName(change.name)),
        reason: nameOf(error),
        cause: error,
      }))
    );
  }
}

/** Returns the reason of a rejection in one line. */
export function refusalText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = text.replace(/\s+/g, " ");
  const cut = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
  return `rejected by the service (${cut})`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}
