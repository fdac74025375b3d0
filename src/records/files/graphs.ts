/**
 * Reading a run's graphs back. Browser-safe.
 *
 * @module
 */
import type { AssociationSummary } from "@aws-sdk/client-sagemaker";
import { parseAddress } from "../../artifacts/address.ts";
import type { Graph } from "../../artifacts/graph.ts";
import { defaultSession } from "../../connect/default_session.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import { locateRun, type RunLocation, type RunReference } from "../runs/reference.ts";
import {
  type Listing,
  type ListingOptions,
  type Page,
  type PageRequest,
  toListing,
} from "../listing.ts";
import { ArtifactNotFoundError } from "./run_artifacts.ts";
import type { ArtifactDirection } from "../../rules/artifact.ts";
import type { RequestOptions } from "../../session/request_options.ts";

/** A graph of a run's, as lineage knows it. */
export interface GraphRecord {
  /** Studio's name of its type. */
  readonly type: Graph["type"];
  /** The lineage artifact's name. */
  readonly name: string | undefined;
  /** Where its JSON is: `s3://…`. */
  readonly uri: string;
  /** ARN of the lineage artifact. */
  readonly artifactArn: string;
  /** Whether the run made it (output) or used it (input). */
  readonly direction: ArtifactDirection;
}

const TYPES: ReadonlySet<string> = new Set<Graph["type"]>([
  "PrecisionRecallCurve",
  "ROCCurve",
  "ConfusionMatrix",
]);

/**
 * The graphs that are linked with a run, outputs first: by this library or by the SageMaker Python
 * SDK. It takes two requests for the links, and one for each graph.
 *
 * @param run The run: names, a record or the run itself
 * @param options Limit, session and signal
 * @returns Graphs, without their points, to be iterated
 * @throws {RunNotFoundError} when there is no such run
 *
 * @example
 * ```ts
 * import { listGraphs, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "graphs" };
 * await withRun(names, (run) => run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]));
 * for await (const graph of listGraphs(names)) console.log(graph.type, graph.uri);
 * ```
 */
export function listGraphs(
  run: RunReference,
  options: ListingOptions = {},
): Listing<GraphRecord> {
  let location: Promise<RunLocation> | undefined;
  return toListing("Cannot list graphs", options, async (page) => {
    const session = await (options.session ?? defaultSession());
    const { arn } = await (location ??= locateRun(run, session, options.signal));
    return await readLinks(session, arn, page, options);
  });
}

/** The graphs that are linked with a trial component, outputs first. */
export async function* graphsOf(
  session: Session,
  arn: string,
  options: CallOptions,
): AsyncGenerator<GraphRecord> {
  let nextToken: string | undefined;
  do {
    const page = await readLinks(session, arn, { maxResults: 100, nextToken }, options);
    yield* page.items;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** Outputs are read first, then inputs: a token says which of them it goes on with. */
async function readLinks(
  session: Session,
  arn: string,
  { maxResults, nextToken }: PageRequest,
  { signal }: CallOptions,
): Promise<Page<GraphRecord>> {
  const [, side = "output", token] = /^(output|input) ?(.*)$/.exec(nextToken ?? "") ?? [];
  const direction = side === "input" ? "input" : "output";
  const end = direction === "output" ? { SourceArn: arn } : { DestinationArn: arn };
  const { AssociationSummaries = [], NextToken } = await session.sagemaker.call(
    "ListAssociations",
    { ...end, MaxResults: maxResults, ...(token ? { NextToken: token } : {}) },
    { signal },
  );
  const items: GraphRecord[] = [];
  for (const one of AssociationSummaries) {
    const { artifactArn, name, type } = farEnd(one, direction);
    if (!isGraphType(type)) continue;
    const { Source } = await session.sagemaker.call(
      "DescribeArtifact",
      { ArtifactArn: artifactArn },
      { signal },
    );
    items.push({ artifactArn, name, type, uri: Source?.SourceUri ?? "", direction });
  }
  const next = direction === "output" ? "input" : undefined;
  return { items, nextToken: NextToken === undefined ? next : `${direction} ${NextToken}` };
}

/**
 * Reads a graph of a run's.
 *
 * @param run The run: names, a record or the run itself
 * @param graph The title it was logged with, or a record from {@linkcode listGraphs}
 * @param options Session and signal
 * @returns The graph: its `type` tells which members it has
 * @throws {ArtifactNotFoundError} when the run has no graph of that title
 * @throws {RunNotFoundError} when there is no such run
 * @throws {GraphFormatError} when what is stored is no graph
 * @throws {IntegrityError} when what is stored is damaged
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
  const session = await (options.session ?? defaultSession());
  const given = { ...options, session };
  const { uri } = typeof graph === "string" ? await findGraph(run, graph, given) : graph;
  const address = parseAddress(uri);
  if (!address) throw new ArtifactNotFoundError(run, uri, "there is no such graph");
  const [{ readObject }, { decodeGraph }] = await Promise.all([
    import("../../artifacts/download.ts"),
    import("../../artifacts/graph.ts"),
  ]);
  const bytes = await readObject(session, address, undefined, options);
  return decodeGraph(await new Response(bytes).text());
}

async function findGraph(
  run: RunReference,
  title: string,
  options: RequestOptions,
): Promise<GraphRecord> {
  const { nameGraph } = await import("../../artifacts/graph.ts");
  // Of a title, the file's name tells neither type nor run.
  const { fileName } = nameGraph("ROCCurve", title, "");
  for await (const graph of listGraphs(run, options)) {
    const last = graph.uri.slice(graph.uri.lastIndexOf("/") + 1);
    if (last === fileName || last === `${title}.json`) return graph;
  }
  throw new ArtifactNotFoundError(run, title, "there is no graph of that title");
}

interface Link {
  readonly artifactArn: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
}

function farEnd(one: AssociationSummary, direction: ArtifactDirection): Link {
  return direction === "output"
    ? {
      artifactArn: one.DestinationArn ?? "",
      name: one.DestinationName,
      type: one.DestinationType,
    }
    : { artifactArn: one.SourceArn ?? "", name: one.SourceName, type: one.SourceType };
}

function isGraphType(type: string | undefined): type is Graph["type"] {
  return type !== undefined && TYPES.has(type);
}
