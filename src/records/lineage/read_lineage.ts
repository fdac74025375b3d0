/**
 * Reads lineage with queries. Loaded with the first of them.
 *
 * @module
 */
import type { QueryLineageResponse } from "@aws-sdk/client-sagemaker";
import { sessionOf } from "../../connect/default_session.ts";
import { ArgumentError } from "../../errors.ts";
import { type Kind, required } from "../../kinds.ts";
import { checkOptions, isObject } from "../../options.ts";
import { codeOf } from "../../session/aws_errors.ts";
import type { Session } from "../../session/session.ts";
import { lineageDistances } from "../../text/lineage_distances.ts";
import { checkReference, locateRun, type RunReference } from "../runs/reference.ts";
import { describeEntities } from "./entities.ts";
import {
  type Lineage,
  LINEAGE_OPTIONS,
  type LineageAssociation,
  type LineageDirection,
  type LineageEntity,
  type LineageOptions,
  type LineageSide,
} from "./lineage.ts";
import type { Vertex } from "./vertex.ts";

const ACTION = "Cannot read lineage";
const DIRECTIONS = { ascendants: "Ascendants", descendants: "Descendants" } as const;

const START = {
  arn: required(
    {
      rule: "be the ARN of a lineage entity",
      allows: (value) =>
        typeof value === "string" && value.length <= 256 &&
        /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z-]+\/[^/\s]+$/i.test(value),
    } satisfies Kind,
  ),
};

/** Entities that a query found, not described yet, and their associations. */
interface Found {
  readonly vertices: ReadonlyMap<string, Vertex>;
  readonly associations: readonly LineageAssociation[];
  readonly nextToken: string | undefined;
}

const NOTHING: Found = { vertices: new Map(), associations: [], nextToken: undefined };

/** Returns the lineage of an entity, as `getLineage` does. */
export async function readLineage(
  start: RunReference | { readonly arn: string },
  options: LineageOptions,
): Promise<Lineage> {
  const isEntity = isObject(start) && !("runName" in start) && "arn" in start;
  if (isEntity) checkOptions(ACTION, start, START, "start");
  else checkReference(ACTION, start);
  checkOptions(ACTION, options, LINEAGE_OPTIONS);
  const { direction, nextToken, signal } = options;
  if (nextToken !== undefined && direction === undefined) {
    const rule = "be given with the direction that it belongs to";
    throw new ArgumentError(ACTION, { argument: "nextToken", value: nextToken, rule });
  }
  const session = await sessionOf(options);
  // Checked above: an ARN alone, or a reference to a run.
  const arn = isEntity
    ? (start as { readonly arn: string }).arn
    : (await locateRun(start as RunReference, session, signal)).arn;
  const find = (one: LineageDirection): Promise<Found> =>
    direction === undefined || direction === one
      ? query(session, arn, one, options)
      : Promise.resolve(NOTHING);
  const queries = [find("ascendants"), find("descendants")] as const;
  // Wait for both even if one fails: the session may be closed next.
  await Promise.allSettled(queries);
  const [above, below] = await Promise.all(queries);
  const described = await describeEntities(
    session,
    [...new Map([...above.vertices, ...below.vertices]).values()],
    { signal },
  );
  return {
    arn,
    ascendants: sideOf(above, described),
    descendants: sideOf(below, described),
    associations: [...above.associations, ...below.associations],
  };
}

function sideOf(
  { vertices, nextToken }: Found,
  described: ReadonlyMap<string, LineageEntity>,
): LineageSide {
  return { entities: [...vertices.keys()].flatMap((arn) => described.get(arn) ?? []), nextToken };
}

/** Sends a query in one direction. It goes one association deeper, to know where there is more. */
async function query(
  { sagemaker }: Session,
  start: string,
  direction: LineageDirection,
  { depth = 3, maxEntities = 16, nextToken, signal }: LineageOptions,
): Promise<Found> {
  const request = {
    StartArns: [start],
    Direction: DIRECTIONS[direction],
    IncludeEdges: true,
    MaxDepth: depth + 1,
    // The page contains the start.
    MaxResults: maxEntities + 1,
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
  try {
    return toFound(await sagemaker.call("QueryLineage", request, { signal }), start, depth);
  } catch (cause) {
    if (nextToken === undefined || codeOf(cause) !== "ValidationException") throw cause;
    const rule = "be the nextToken of a side";
    throw new ArgumentError(ACTION, { argument: "nextToken", value: nextToken, rule }, { cause });
  }
}

function toFound(
  { Vertices = [], Edges = [], NextToken }: QueryLineageResponse,
  start: string,
  depth: number,
): Found {
  // As in the service, ARNs compare without regard to case.
  const key = (arn = ""): string => arn.toLowerCase() === start.toLowerCase() ? start : arn;
  const associations = Edges.map((edge) => ({
    sourceArn: key(edge.SourceArn),
    destinationArn: key(edge.DestinationArn),
    type: edge.AssociationType,
  }));
  const distances = lineageDistances(start, associations);
  const vertices = new Map<string, Vertex>();
  for (const { Arn, Type, LineageType } of Vertices) {
    const arn = key(Arn);
    // On a later page, what leads there may be on an earlier one: its distance is not known.
    if (arn === start || Math.abs(distances.get(arn) ?? 0) > depth) continue;
    vertices.set(arn, { arn, type: Type, lineageType: LineageType });
  }
  return { vertices, associations, nextToken: NextToken };
}
