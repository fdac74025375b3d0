/**
 * Reads the lineage of a run or another entity.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { Lineage, LineageOptions } from "./lineage.ts";

/**
 * Returns the lineage of a run: the artifacts, actions, contexts and other runs that it was made of,
 * and those that were made of it. Siblings, such as other runs that used the same data,
 * are found from that data: pass the `arn` of an entity to read its lineage.
 *
 * It sends one query per direction, one request per artifact, action and context, at most six at a
 * time, and one per 20 runs; another one if the reference has no ARN.
 *
 * @param start The run (names, a record or the run itself), or the ARN of another lineage entity
 * @param options Direction, depth and number of entities; session and signal
 * @returns The entities and their associations
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {ArgumentError} If AWS would reject a name, or an option is out of range
 *
 * @example
 * ```ts
 * import { getLineage, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "with-lineage" };
 * await withRun(names, (run) => run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]));
 * const { ascendants, descendants } = await getLineage(names);
 * for (const { kind, type, name } of ascendants.entities) console.log("made of", kind, type, name);
 * for (const { kind, type, name } of descendants.entities) console.log("made", kind, type, name);
 * ```
 */
export async function getLineage(
  start: RunReference | { readonly arn: string },
  options: LineageOptions = {},
): Promise<Lineage> {
  const { readLineage } = await import("./read_lineage.ts");
  return await readLineage(start, options);
}
