/**
 * Collects what a run's place could not hold as it was logged. Recording never ends a training for
 * its data: such a value is kept in its nearest form or omitted, and reported.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { Logger } from "../ports/logger.ts";

/** Kinds of logged data. */
export type ProblemKind = "metric" | "parameter" | "artifact" | "status" | "tag" | "metadata";

/** Data of a run that its place cannot hold as it was logged. One entry per name and reason. */
export interface RunProblem {
  /** Kind of the data. */
  readonly kind: ProblemKind;
  /** Name of the metric, parameter or artifact as it was logged; cut to 80 characters. */
  readonly name: string;
  /** `left out`, or `changed` if the nearest form was kept. */
  readonly effect: "left out" | "changed";
  /** The broken rule, and the form that was kept instead. */
  readonly reason: string;
  /** Number of values. */
  readonly count: number;
}

/** Counts of values by what happened to them. */
export interface ProblemCounts {
  /** Number of values of any kind that were omitted; each has a {@linkcode RunProblem}. */
  readonly leftOut: number;
  /** Number of values of any kind that were kept in another form. */
  readonly changed: number;
}

/** The facts of an {@linkcode ArgumentError}, and the form in which the value is kept. */
export interface Misfit {
  /** Kind of the data. */
  readonly kind: ProblemKind;
  /** Name as it was logged. */
  readonly name: string;
  /** The argument that breaks the rule. */
  readonly argument: string;
  /** The value that breaks the rule. */
  readonly value: unknown;
  /** The broken rule: a phrase that follows "must". */
  readonly rule: string;
  /** The form that is kept, as a phrase such as `kept without its step`; absent if left out. */
  readonly kept?: string | undefined;
}

/** Maximum number of listed problems: a loop may make up a name at each step. */
const MOST_PROBLEMS = 1_000;
const LONGEST_NAME = 80;

/** The problems of one run. */
export class RunProblems {
  readonly #problems = new Map<string, RunProblem>();
  readonly #logger: Logger;
  readonly #runName: string;
  readonly #isStrict: boolean;
  #leftOut = 0;
  #changed = 0;

  /**
   * @param runName Name of the run, for messages
   * @param options Receiver of warnings; whether a misfit throws instead
   */
  constructor(runName: string, options: { readonly logger: Logger; readonly strict: boolean }) {
    this.#runName = runName;
    this.#logger = options.logger;
    this.#isStrict = options.strict;
  }

  /** Whether a misfit throws instead of being noted. */
  get strict(): boolean {
    return this.#isStrict;
  }

  /** All problems so far, in the order in which they were first met; at most 1,000. */
  get list(): readonly RunProblem[] {
    return [...this.#problems.values()];
  }

  /** Counts of all values, beyond the listed ones too. */
  get counts(): ProblemCounts {
    return { leftOut: this.#leftOut, changed: this.#changed };
  }

  /**
   * Notes a value that does not fit. The first of each name and reason is logged.
   *
   * @throws {ArgumentError} If the run is strict
   */
  note(misfit: Misfit): void {
    const { kind, argument, rule, kept } = misfit;
    if (this.#isStrict) {
      throw new ArgumentError(`Cannot log ${kind} ${quoted(misfit.name)}`, misfit);
    }
    this.add({
      kind,
      name: misfit.name,
      effect: kept === undefined ? "left out" : "changed",
      reason: `${argument} must ${rule}${kept === undefined ? "" : `; ${kept}`}`,
    });
  }

  /** Adds a problem that was found after the call, such as an entry that the service rejects. */
  add({ kind, name, effect, reason }: Omit<RunProblem, "count">): void {
    if (effect === "left out") this.#leftOut++;
    else this.#changed++;
    const key = JSON.stringify([kind, name.slice(0, 10 * LONGEST_NAME), effect, reason]);
    const known = this.#problems.get(key);
    if (known) {
      this.#problems.set(key, { ...known, count: known.count + 1 });
    } else if (this.#problems.size < MOST_PROBLEMS) {
      this.#problems.set(key, { kind, name: cut(name), effect, reason, count: 1 });
      this.#logger.warn(`runlog: ${kind} ${quoted(name)} is ${effect}: ${reason}`);
    }
  }

  /** Logs all problems in one line, if there are any. */
  summarize(): void {
    if (this.#leftOut + this.#changed === 0) return;
    const names = new Set(this.list.map(({ kind, name }) => `${kind} ${quoted(name)}`));
    const first = [...names].slice(0, 5).join(", ");
    const rest = names.size > 5 ? ` and ${names.size - 5} more` : "";
    this.#logger.warn(
      `runlog: run "${this.#runName}": ${this.#leftOut} values omitted, ` +
        `${this.#changed} changed (${first}${rest}); run.problems lists them`,
    );
  }
}

function quoted(name: string): string {
  return JSON.stringify(cut(name));
}

function cut(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1).toWellFormed()}…`;
}
