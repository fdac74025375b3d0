/**
 * Reads a graph of a run.
 *
 * @module
 */
import type { Graph } from "../../artifacts/graph.ts";
import type { RequestOptions } from "../../session/request_options.ts";
import type { RunReference } from "../runs/reference.ts";
import type { GraphRecord } from "./graphs.ts";

/**
 * Returns a graph of a run with its points.
 *
 * @param run The run: names, a record or the run itself
 * @param graph The title it was logged with, or a record from `listGraphs`
 * @param options Session and signal
 * @returns The graph; its members depend on its `type`
 * @throws {ArtifactNotFoundError} If the run has no graph with that title
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {GraphFormatError} If the stored file is not a graph
 * @throws {IntegrityError} If the stored file is damaged
 *
 * @example
 * ```ts
 * import { readGraph, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "read" };
 * await withRun(
 *   names,
 *   (run) => run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "validation" }),
 * );
 * const graph = await readGraph(names, "validation");
 * if (graph.type === "ROCCurve") console.log(graph.areaUnderCurve); // 0.75
 * ```
 */
export async function readGraph(
  run: RunReference,
  graph: string | GraphRecord,
  options: RequestOptions = {},
): Promise<Graph> {
  const { loadGraph } = await import("./graphs.ts");
  return await loadGraph(run, graph, options);
}
