/**
 * Defines the error for an exhausted lineage quota.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * An exhausted quota: the account has no lineage artifacts or associations left in the region. Each
 * graph uses one of each. Deleting runs frees them only with `deleteLineage`.
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
  /** The error's name. */
  override name = "LineageQuotaError";
  /** The resource whose quota is exhausted. */
  readonly resource: "artifacts" | "associations";

  /**
   * @internal
   *
   * @param message The failed action, and advice
   * @param resource The resource whose quota is exhausted
   * @param options `cause`: the AWS SDK's error
   */
  constructor(message: string, resource: "artifacts" | "associations", options?: ErrorOptions) {
    super(message, options);
    this.resource = resource;
  }
}
