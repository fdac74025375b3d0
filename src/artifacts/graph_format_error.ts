/**
 * A document that is no graph. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A document that is no graph of Studio's.
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
  /** Always `GraphFormatError`. */
  override name = "GraphFormatError";
  /** The rule it breaks, as a phrase that follows "must". */
  readonly rule: string;

  /**
   * Made where it happens.
   *
   * @param rule The rule it breaks
   * @param options `cause`: the error underneath
   */
  constructor(rule: string, options?: ErrorOptions) {
    super(`Cannot read graph: it must ${rule}`, options);
    this.rule = rule;
  }
}
