/**
 * Queries of the lineage graph: what an entity was made of, and what was made of it.
 *
 * @module
 */
import { invalid, notFound } from "../errors.ts";
import { LINEAGE } from "../model/outputs.ts";
import { ANY_TIME, FLAG, list, map, oneOf, structure, text } from "../model/shape.ts";
import { LINEAGE_ARN } from "../model/types.ts";
import type { Body } from "../store/entities.ts";
import { endIn, type NamedEnd } from "./association_record.ts";
import { findAnyhow } from "./damaged.ts";
import { LineageGraph, onTheWay, type WalkDirection, walkFrom } from "./lineage_graph.ts";
import { LineageVertices } from "./lineage_vertices.ts";
import { type Context, type Input, numberOf, type Operations, optionalText } from "./operation.ts";
import { encodeToken, invalidToken, readPage } from "./paging.ts";

/** Maximum depth of a query, and its default. */
const DEEPEST = 10;
/** Maximum number of vertices per page, and its default. */
const LARGEST_PAGE = 50;

/** Operations on the lineage graph. */
export const queryLineageOperations: Operations = {
  QueryLineage: {
    input: structure({
      StartArns: list(LINEAGE_ARN, 0, 1),
      Direction: oneOf("Both", "Ascendants", "Descendants"),
      IncludeEdges: FLAG,
      Filters: structure({
        Types: list(text(0, 40), 0, 5),
        LineageTypes: list(oneOf("TrialComponent", "Artifact", "Context", "Action"), 0, 4),
        CreatedBefore: ANY_TIME,
        CreatedAfter: ANY_TIME,
        ModifiedBefore: ANY_TIME,
        ModifiedAfter: ANY_TIME,
        Properties: map(text(0, 256), text(0, 256), 5),
      }),
      MaxDepth: { type: "whole", min: 0, max: DEEPEST },
      MaxResults: { type: "whole", min: 1, max: LARGEST_PAGE },
      NextToken: text(0, 8192),
    }),
    output: LINEAGE,
    writes: false,
    run: queryLineage,
  },
};

/** A vertex of the answer. Answers are sorted by depth, then by ARN. */
interface Place {
  readonly arn: string;
  readonly depth: number;
}

async function queryLineage(context: Context, input: Input): Promise<Body> {
  const start = await findStart(context, input);
  const graph = new LineageGraph(context.tables);
  const vertices = new LineageVertices(context, input["Filters"]);
  const hasEdges = input["IncludeEdges"] === true;
  const places = await findPlaces(graph, vertices, start, input, hasEdges);
  const [first, end] = pageIn(input, places);
  const last = places[end - 1];
  return {
    Vertices: await Promise.all(places.slice(first, end).map(({ arn }) => vertices.answer(arn))),
    Edges: hasEdges ? await edgesIn(graph, places, first, end) : [],
    ...(last && end < places.length ? { NextToken: encodeToken([last.depth, last.arn]) } : {}),
  };
}

async function findStart({ tables, place }: Context, input: Input): Promise<NamedEnd> {
  // Validated against the model: at most one ARN.
  const [given] = (input["StartArns"] ?? []) as readonly string[];
  if (given === undefined) throw invalid("StartArns must contain the ARN of a lineage entity.");
  const end = endIn(place, given);
  const entity = end && await findAnyhow(tables.entities, end.kind, end.key);
  if (!entity) throw notFound("Resource", given);
  return end;
}

/** Returns the vertices that match, and with edges those on the way to them, in order. */
async function findPlaces(
  graph: LineageGraph,
  vertices: LineageVertices,
  { arn: start }: NamedEnd,
  input: Input,
  hasEdges: boolean,
): Promise<readonly Place[]> {
  const maxDepth = numberOf(input, "MaxDepth") ?? DEEPEST;
  const depths = new Map<string, number>();
  for (const direction of directionsIn(input)) {
    const isVertex = (arn: string): Promise<boolean> => vertices.has(arn);
    const walk = await walkFrom(graph, start, direction, maxDepth, isVertex);
    const matches: string[] = [];
    for (const arn of walk.depths.keys()) {
      if (await vertices.matches(arn)) matches.push(arn);
      await graph.giveWay();
    }
    for (const arn of hasEdges ? onTheWay(walk, matches, maxDepth) : matches) {
      const depth = walk.depths.get(arn) ?? 0;
      depths.set(arn, Math.min(depth, depths.get(arn) ?? depth));
    }
  }
  // An end of the first edges.
  if (hasEdges && await vertices.has(start)) depths.set(start, 0);
  return Array.from(depths, ([arn, depth]) => ({ arn, depth })).sort(compare);
}

function directionsIn(input: Input): readonly WalkDirection[] {
  const direction = optionalText(input, "Direction") ?? "Both";
  return (["Ascendants", "Descendants"] as const)
    .filter((one) => direction === one || direction === "Both");
}

function compare(a: Place, b: Place): number {
  return a.depth - b.depth || (a.arn < b.arn ? -1 : Number(a.arn > b.arn));
}

/** Returns the positions at which a page begins and ends. */
function pageIn(input: Input, places: readonly Place[]): readonly [number, number] {
  const { place } = readPage(input);
  const size = numberOf(input, "MaxResults") ?? LARGEST_PAGE;
  if (place === undefined) return [0, Math.min(size, places.length)];
  const [depth, arn]: readonly unknown[] = Array.isArray(place) ? place : [];
  if (typeof depth !== "number" || typeof arn !== "string") {
    throw invalidToken(optionalText(input, "NextToken") ?? "");
  }
  const found = places.findIndex((one) => compare(one, { depth, arn }) > 0);
  const first = found === -1 ? places.length : found;
  return [first, Math.min(first + size, places.length)];
}

/**
 * Returns the associations between vertices of the answer. Each is on the page of the later one, so
 * that pages together have every association once.
 */
async function edgesIn(
  graph: LineageGraph,
  places: readonly Place[],
  first: number,
  end: number,
): Promise<readonly Body[]> {
  const positions = new Map(places.map(({ arn }, index) => [arn, index]));
  const edges: Body[] = [];
  for (const [source, position] of positions) {
    for (const edge of await graph.edgesFrom(source)) {
      const other = positions.get(String(edge["DestinationArn"])) ?? Infinity;
      const later = Math.max(position, other);
      if (later >= first && later < end) edges.push(edge);
    }
    await graph.giveWay();
  }
  return edges;
}
