/**
 * The error of a used-up quota of lineage. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** AWS's default quotas of a region ([developer guide](https://docs.aws.amazon.com/sagemaker/latest/dg/lineage-tracking-manual-creation.html)). */
const DEFAULTS = { artifacts: 6_000, associations: 6_000 } as const;

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
   * @param graph Name of the graph that could not be linked
   * @param resource What the account has too many of
   * @param options `cause`: the AWS SDK's error
   */
  constructor(graph: string, resource: "artifacts" | "associations", options?: ErrorOptions) {
    super(
      `Cannot link graph ${
        JSON.stringify(graph)
      } with its run: the account has used up its quota ` +
        `of lineage ${resource} in this region (${DEFAULTS[resource].toLocaleString("en")} by ` +
        "default). Delete runs with deleteLineage, or request a higher quota in Service Quotas",
      options,
    );
    this.resource = resource;
  }
}
