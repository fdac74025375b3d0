/**
 * Defines the error for files that are no cases.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A line of a file of cases that is no case: the file is damaged, or another program wrote it.
 *
 * @example
 * ```ts
 * import { CaseFormatError, readCases } from "@runlog/sagemaker/evals";
 * import { withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "no-cases" };
 * await withRun(names, (run) => run.logText("hello", { name: "cases.jsonl" }));
 * try {
 *   await readCases(names);
 * } catch (error) {
 *   if (error instanceof CaseFormatError) console.log(error.line); // 1
 * }
 * ```
 */
export class CaseFormatError extends RunlogError {
  /** The error's name. */
  override name = "CaseFormatError";

  /** Number of the line, from 1. */
  readonly line: number;

  /**
   * @internal
   *
   * @param line Number of the line
   * @param options Options of `Error`; `cause` is the parser's error
   */
  constructor(line: number, options?: ErrorOptions) {
    super(
      `Cannot read cases: line ${line} is no case of an evaluation. ` +
        "Pass the name of a file that logCases() wrote",
      options,
    );
    this.line = line;
  }
}
