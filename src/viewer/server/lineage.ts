/**
 * Serves the lineage of runs and other entities to the page.
 *
 * @module
 */
import { getLineage, type LineageDirection } from "../../../mod.ts";
import { json, Refusal } from "./answers.ts";
import { type Question, required } from "./read.ts";

/** Sends the lineage of an entity: of both sides, or the next entities of one. */
export async function lineage({ session, query, signal }: Question): Promise<Response> {
  const depth = query.get("depth");
  const found = await getLineage({ arn: required(query, "arn") }, {
    direction: directionIn(query),
    depth: depth === null ? undefined : Number(depth),
    nextToken: query.get("token") ?? undefined,
    session,
    signal,
  });
  return json(found);
}

function directionIn(query: URLSearchParams): LineageDirection | undefined {
  const direction = query.get("direction");
  if (direction === null || direction === "ascendants" || direction === "descendants") {
    return direction ?? undefined;
  }
  throw new Refusal(400, `"direction" must be ascendants or descendants, got "${direction}"`);
}
