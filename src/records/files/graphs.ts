/**
 * Reads a run's graphs from lineage and S3. Loaded when graphs are listed or read.
 *
 * @module
 */
import type { AssociationSummary } from "@aws-sdk/client-sagemaker";
import { parseAddress } from "../../artifacts/address.ts";
import { readObject } from "../../artifacts/download.ts";
import { decodeGraph, type Graph, nameGraph } from "../../artifacts/graph.ts";
import { sessionOf } from "../../connect/default_session.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import { locateRun, type RunReference } from "../runs/reference.ts";
import type { Page, PageRequest } from "../listing.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";
import type { ArtifactDirection } from "../../rules/artifact.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkArgument, checkOptions } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";
import { LISTING_OPTIONS } from "../listing.ts";
import { either, recordOf, TEXT } from "../../kinds.ts";

/** A run's graph, as recorded in lineage. */
export interface GraphRecord {
  /** Type of the graph, as Studio names it. */
  readonly type: Graph["type"];
  /** Name of the lineage artifact. */
  readonly name: string | undefined;
  /** The `s3://` URL of its JSON. */
  readonly uri: string;
  /** ARN of the lineage artifact. */
  readonly artifactArn: string;
  /** Whether the run created it (output) or used it (input). */
  readonly direction: ArtifactDirection;
}

const TYPES: ReadonlySet<string> = new Set<Graph["type"]>([
  "PrecisionRecallCurve",
  "ROCCurve",
  "ConfusionMatrix",
]);

/** Returns one page of a run's graphs. */
export type GraphPages = (page: PageRequest) => Promise<Page<GraphRecord>>;

/** Locates a run, and returns a function that reads pages of the graphs linked to it. */
export async function graphPages(
  run: RunReference,
  options: RequestOptions,
): Promise<GraphPages> {
  checkReference("Cannot list graphs", run);
  checkOptions("Cannot list graphs", options, LISTING_OPTIONS);
  const session = await sessionOf(options);
  const { arn } = await locateRun(run, session, options.signal);
  return (page) => readLinks(session, arn, page, options);
}

/** Yields the graphs linked to a trial component, outputs first. */
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

/** Reads a page of links: first outputs, then inputs. The token contains the direction to resume. */
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

const GRAPH = either(
  { rule: "be a title of at most 1,024 characters", allows: isTitle },
  recordOf("a graph's record", { uri: TEXT }),
);

function isTitle(value: unknown): boolean {
  return typeof value === "string" && value.length <= 1_024;
}

/** Returns a graph with its points, as `readGraph` does. */
export async function loadGraph(
  run: RunReference,
  graph: string | GraphRecord,
  options: RequestOptions,
): Promise<Graph> {
  checkReference("Cannot read graph", run);
  checkArgument("Cannot read graph", "graph", graph, GRAPH);
  checkOptions("Cannot read graph", options, REQUEST_OPTIONS);
  const session = await sessionOf(options);
  const { uri } = typeof graph === "string" ? await findGraph(run, graph, session, options) : graph;
  const address = parseAddress(uri);
  if (!address) throw new ArtifactNotFoundError(run, uri, "there is no graph at that address");
  const bytes = await readObject(session, address, undefined, options);
  return decodeGraph(await new Response(bytes).text());
}

async function findGraph(
  run: RunReference,
  title: string,
  session: Session,
  options: CallOptions,
): Promise<GraphRecord> {
  const { arn } = await locateRun(run, session, options.signal);
  // With a title, the file's name depends on neither type nor run.
  const { fileName } = nameGraph("ROCCurve", title, "");
  for await (const graph of graphsOf(session, arn, options)) {
    const last = graph.uri.slice(graph.uri.lastIndexOf("/") + 1);
    if (last === fileName || last === `${title}.json`) return graph;
  }
  throw new ArtifactNotFoundError(run, title, "there is no graph with that title");
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
