/**
 * Defines the error of a document that is not a graph.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A document that is not a graph of SageMaker Studio.
 *
 * @example
 * ```ts
 * import { GraphFormatError, readGraph, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "pets" };
 * await withRun(names, (run) => run.logConfusionMatrix(["cat"], ["cat"], { title: "Pets" }));
 * try {
 *   console.log((await readGraph(names, "Pets")).type);
 * } catch (error) {
 *   if (error instanceof GraphFormatError) console.error(error.rule);
 *   else throw error;
 * }
 * ```
 */
export class GraphFormatError extends RunlogError {
  /** The error's name. */
  override name = "GraphFormatError";
  /** The broken rule: a phrase that follows "must". */
  readonly rule: string;

  /**
   * @internal
   *
   * @param rule The broken rule
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(rule: string, options?: ErrorOptions) {
    super(`Cannot read graph: the document must ${rule}`, options);
    this.rule = rule;
  }
}
