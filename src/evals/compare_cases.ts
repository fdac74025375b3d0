/**
 * Compares the cases of two runs. Pure.
 *
 * @module
 */
import { listOf, numberFrom, OBJECT, recordOf, TEXT } from "../kinds.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import type { LoggedCase } from "./case.ts";
import { signTest } from "./sign_test.ts";

/** A case in both runs. */
export interface CasePair {
  /** The case in the earlier run. */
  readonly before: LoggedCase;
  /** The case in the later run. */
  readonly after: LoggedCase;
}

/** Changes of one score. */
export interface ScoreComparison {
  /** Cases whose score became worse, the largest change first. */
  readonly worse: readonly CasePair[];
  /** Cases whose score became better, the largest change first. */
  readonly better: readonly CasePair[];
  /** Number of cases with the same score in both runs. The sign test omits them. */
  readonly ties: number;
  /** Number of pairs in which a run has no score, `null` or NaN. The sign test omits them. */
  readonly unscored: number;
  /** Two-sided p-value of the exact sign test over worse and better cases; 1 without such. */
  readonly pValue: number;
  /** Whether the p-value is at most the level. */
  readonly significant: boolean;
}

/** Changes from one run to another. */
export interface CaseComparison {
  /** Changes by score: every score that a pair has. */
  readonly scores: Readonly<Record<string, ScoreComparison>>;
  /** Cases with an error in the later run only. They are unscored where they have no scores. */
  readonly broken: readonly CasePair[];
  /** Cases with an error in the earlier run only. */
  readonly mended: readonly CasePair[];
  /** Cases of the later run only. */
  readonly added: readonly LoggedCase[];
  /** Cases of the earlier run only. */
  readonly gone: readonly LoggedCase[];
}

/** Options of {@linkcode compareCases}. */
export interface CompareCasesOptions {
  /**
   * Names of scores of which less is better, such as `toxicity`.
   * @default none
   */
  readonly lowerIsBetter?: readonly string[] | undefined;
  /**
   * Largest p-value that counts as significant. No correction is made for several scores.
   * @default 0.05
   */
  readonly level?: number | undefined;
}

const ACTION = "Cannot compare cases";
const KINDS: OptionKinds<CompareCasesOptions> = {
  lowerIsBetter: listOf(TEXT),
  level: numberFrom(0, 1),
};
const CASES = listOf(recordOf("be a case that readCases() returned", { scores: OBJECT }));

/**
 * Compares the cases of two runs, score by score. Cases are paired by `id`, or without one by
 * their input. If several cases of a run have the same, such as repeated trials, the first is paired with
 * the first of the other run, and so on.
 *
 * The sign test counts how many cases became worse and better, not by how much. Five cases that all
 * became worse are not yet significant at 0.05 (p = 0.0625); six are.
 *
 * @param before Cases of the earlier run, or baseline
 * @param after Cases of the later run
 * @param options Direction of scores, level of significance
 * @returns The changes
 * @throws {ArgumentError} If an argument is invalid
 *
 * @example
 * ```ts
 * import { compareCases } from "@runlog/sagemaker/evals";
 *
 * const before = [{ id: "fr", input: "France", scores: { exact: 1 } }];
 * const after = [{ id: "fr", input: "France", scores: { exact: 0 } }];
 * const { scores } = compareCases(before, after);
 * console.log(scores["exact"]?.worse.length, scores["exact"]?.pValue); // 1 1
 * ```
 */
export function compareCases(
  before: readonly LoggedCase[],
  after: readonly LoggedCase[],
  options: CompareCasesOptions = {},
): CaseComparison {
  checkArgument(ACTION, "before", before, CASES);
  checkArgument(ACTION, "after", after, CASES);
  checkOptions(ACTION, options, KINDS);
  const { lowerIsBetter = [], level = 0.05 } = options;
  const { pairs, added, gone } = pairCases(before, after);
  const names = new Set(pairs.flatMap((pair) => [
    ...Object.keys(pair.before.scores),
    ...Object.keys(pair.after.scores),
  ]));
  const scores = [...names].map((name) => {
    const sign = lowerIsBetter.includes(name) ? -1 : 1;
    return [name, compareScore(pairs, name, sign, level)] as const;
  });
  return {
    scores: Object.fromEntries(scores),
    broken: pairs.filter((pair) => !pair.before.error && pair.after.error),
    mended: pairs.filter((pair) => pair.before.error && !pair.after.error),
    added,
    gone,
  };
}

function pairCases(
  before: readonly LoggedCase[],
  after: readonly LoggedCase[],
): Pick<CaseComparison, "added" | "gone"> & { readonly pairs: readonly CasePair[] } {
  const earlier = new Map<string, LoggedCase[]>();
  for (const one of before) {
    const same = earlier.get(keyOf(one));
    if (same) same.push(one);
    else earlier.set(keyOf(one), [one]);
  }
  const pairs: CasePair[] = [];
  const added: LoggedCase[] = [];
  for (const one of after) {
    const partner = earlier.get(keyOf(one))?.shift();
    if (partner) pairs.push({ before: partner, after: one });
    else added.push(one);
  }
  return { pairs, added, gone: [...earlier.values()].flat() };
}

/** An id is never the input of another case: their prefixes differ. */
function keyOf({ id, input }: LoggedCase): string {
  return id === undefined ? `input ${JSON.stringify(input)}` : `id ${id}`;
}

function compareScore(
  pairs: readonly CasePair[],
  name: string,
  sign: 1 | -1,
  level: number,
): ScoreComparison {
  const changes = pairs.map((pair) => ({ pair, change: sign * changeOf(pair, name) }));
  const worse = changes.filter(({ change }) => change < 0)
    .toSorted((one, other) => one.change - other.change);
  const better = changes.filter(({ change }) => change > 0)
    .toSorted((one, other) => other.change - one.change);
  const pValue = signTest(worse.length, better.length);
  return {
    worse: worse.map(({ pair }) => pair),
    better: better.map(({ pair }) => pair),
    ties: changes.filter(({ change }) => change === 0).length,
    unscored: changes.filter(({ change }) => Number.isNaN(change)).length,
    pValue,
    significant: pValue <= level,
  };
}

/** NaN if either run has no score. Equal infinities are a tie. */
function changeOf({ before, after }: CasePair, name: string): number {
  const [from, to] = [before.scores[name] ?? NaN, after.scores[name] ?? NaN];
  return from === to ? 0 : to - from;
}
