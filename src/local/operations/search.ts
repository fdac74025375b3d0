/**
 * Search for experiments, trials and trial components.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { inTurns } from "../in_turns.ts";
import { FOUND } from "../model/outputs.ts";
import { list, oneOf, structure, text } from "../model/shape.ts";
import { NEXT_TOKEN, TAG_KEY, TAG_VALUE } from "../model/types.ts";
import { validate } from "../model/validate.ts";
import {
  checkExpression,
  EXPRESSION,
  type Expression,
  matches,
  membersIn,
} from "../search/expression.ts";
import { parseProperty, type SearchableRecord } from "../search/properties.ts";
import type { Matches, SearchQuery } from "../search/query.ts";
import { scan } from "../search/scan.ts";
import { fewCandidates, walkAlong } from "../search/walk.ts";
import type { Body, Entity, EntityKind } from "../store/entities.ts";
import type { WalkPlace } from "../store/walk.ts";
import { type Context, type Input, type Operations, optionalText, textOf } from "./operation.ts";
import { encodeToken, invalidToken, isOffset, readPage } from "./paging.ts";
import { type LookUp, SEARCH_RESOURCES } from "./search_records.ts";

/** The search operation. */
export const searchOperations: Operations = {
  Search: {
    input: structure({
      "Resource*": text(1, 64),
      SearchExpression: EXPRESSION,
      SortBy: text(1, 255, /.+/),
      SortOrder: oneOf("Ascending", "Descending"),
      NextToken: NEXT_TOKEN,
      MaxResults: { type: "whole", min: 1, max: 100 },
      CrossAccountFilterOption: oneOf("SameAccount", "CrossAccount"),
      VisibilityConditions: list(structure({ Key: TAG_KEY, Value: TAG_VALUE }), 1, 5),
    }),
    output: FOUND,
    writes: false,
    run: search,
  },
};

async function search(context: Context, input: Input): Promise<Body> {
  const name = textOf(input, "Resource");
  const resource = Object.hasOwn(SEARCH_RESOURCES, name) ? SEARCH_RESOURCES[name] : undefined;
  if (!resource) throw invalid(`Resource ${name} cannot be searched in a local store.`);
  const expression = readExpression(name, input["SearchExpression"]);
  const sortBy = optionalText(input, "SortBy") ?? "LastModifiedTime";
  const descending = input["SortOrder"] !== "Ascending";
  const needed = membersIn(name, expression).add(parseProperty(name, sortBy).member);
  const related = Object.entries(resource.related(context));
  const seen = related.filter(([member]) => needed.has(member));
  const left = related.filter(([member]) => !needed.has(member));
  const { size, place } = readPage(input);
  const query: SearchQuery = {
    resource: name,
    expression,
    sortBy,
    descending,
    size,
    async find(entity) {
      const record = { ...resource.own(context, entity), ...await lookUp(entity, seen) };
      return matches(name, record, expression) ? { entity, record } : undefined;
    },
  };
  const { items, total, next } = await findPage(context, resource.kind, query, place);
  const Results = await inTurns(
    items,
    context.tables.giveWay,
    async ({ entity, record }): Promise<Body> => ({
      [resource.member]: { ...record, ...await lookUp(entity, left) },
    }),
  );
  const rest = next === undefined ? {} : { NextToken: encodeToken(next) };
  return { Results, TotalHits: total, ...rest };
}

/** Finds a page along an index if one has this sort order, else by reading every entity. */
async function findPage(
  { tables }: Context,
  kind: EntityKind,
  query: SearchQuery,
  place: unknown,
): Promise<Matches> {
  const { walks, giveWay } = tables;
  const walked = walks && kind === "component" ? { walks, giveWay } : undefined;
  if (walked && (place === undefined || isWalkPlace(place))) {
    const page = await walkAlong(walked, query, place);
    if (page) return page;
  }
  if (place === undefined || isOffset(place)) {
    const few = walked && await fewCandidates(walked.walks, query);
    return await scan(tables, kind, query, place ?? 0, few);
  }
  throw invalidToken(encodeToken(place));
}

function isWalkPlace(place: unknown): place is WalkPlace {
  if (typeof place !== "object" || place === null) return false;
  const { value, key }: Partial<Record<keyof WalkPlace, unknown>> = place;
  const isValue = value === null || typeof value === "number" || typeof value === "string";
  return isValue && typeof key === "string";
}

async function lookUp(
  entity: Entity,
  members: readonly (readonly [string, LookUp])[],
): Promise<SearchableRecord> {
  const record: Record<string, unknown> = {};
  for (const [member, look] of members) record[member] = await look(entity);
  return record;
}

/** Validates an expression at every depth. */
function readExpression(resource: string, value: unknown): Expression {
  if (value === undefined || value === null) return {};
  const check = (expression: unknown): void => {
    validate(EXPRESSION, expression);
    // The shape was validated above.
    (expression as Expression).SubExpressions?.forEach(check);
  };
  check(value);
  const expression = value as Expression;
  checkExpression(resource, expression);
  return expression;
}
