/**
 * The error of a used-up quota of lineage. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * The account has used up its quota of lineage artifacts or associations in the region: each graph
 * takes one of each. Deleting runs frees them only with `deleteLineage`.
 *
 * @example
 * ```ts
 * import { LineageQuotaError, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   try {
 *     await run.logRocCurve([0, 1], [0.2, 0.7]);
 *   } catch (error) {
 *     if (error instanceof LineageQuotaError) console.error(`no ${error.resource} left`);
 *     else throw error;
 *   }
 * });
 * ```
 */
export class LineageQuotaError extends RunlogError {
  /** Always `LineageQuotaError`. */
  override name = "LineageQuotaError";
  /** What the account has too many of. */
  readonly resource: "artifacts" | "associations";

  /**
   * Made where it happens.
   *
   * @param message What failed, and what to do
   * @param resource What the account has too many of
   * @param options `cause`: the AWS SDK's error
   */
  constructor(message: string, resource: "artifacts" | "associations", options?: ErrorOptions) {
    super(message, options);
    this.resource = resource;
  }
}
