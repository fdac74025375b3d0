/**
 * Records evaluations: the cases of a run in one file, their means as metrics, and what changed since
 * an earlier run. Works in Deno, Bun, Node and browsers.
 *
 * @example Two evaluations, compared case by case
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { compareCases, logCases, readCases } from "@runlog/sagemaker/evals";
 *
 * const answers = { baseline: ["Paris", "Rome"], candidate: ["Paris", "Milan"] };
 * for (const [runName, [france, italy]] of Object.entries(answers)) {
 *   await withRun({ experimentName: "quiz", runName }, async (run) => {
 *     await using log = await logCases(run);
 *     log.add({ id: "fr", input: "France", output: france, scores: { exact: france === "Paris" } });
 *     log.add({ id: "it", input: "Italy", output: italy, scores: { exact: italy === "Rome" } });
 *   });
 * }
 *
 * const [before, after] = await Promise.all(
 *   Object.keys(answers).map((runName) => readCases({ experimentName: "quiz", runName })),
 * );
 * const { scores } = compareCases(before ?? [], after ?? []);
 * console.log(scores["exact"]?.worse.map(({ after }) => after.id)); // [ "it" ]
 * ```
 *
 * @module
 */

export type { CaseError, CaseFacts, CaseUsage, EvalCase, LoggedCase } from "./evals/case.ts";
export type { CaseLog } from "./evals/case_log.ts";
export { logCases, type LogCasesOptions } from "./evals/log_cases.ts";
export { readCases, type ReadCasesOptions } from "./evals/read_cases.ts";
export { CaseFormatError } from "./evals/case_format_error.ts";
export {
  type CaseComparison,
  type CasePair,
  compareCases,
  type CompareCasesOptions,
  type ScoreComparison,
} from "./evals/compare_cases.ts";
