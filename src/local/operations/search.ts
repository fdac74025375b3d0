/**
 * Search over experiments, trials and trial components.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { list, oneOf, structure, text } from "../model/shape.ts";
import { validate } from "../model/validate.ts";
import {
  checkExpression,
  EXPRESSION,
  type Expression,
  matches,
  membersIn,
} from "../search/expression.ts";
import {
  parseProperty,
  type SearchableRecord,
  type Value,
  valuesOf,
} from "../search/properties.ts";
import type { Body, Entity, EntityKind, EntityQuery } from "../store/entities.ts";
import {
  type Context,
  type Input,
  keyOf,
  type Operations,
  optionalText,
  textOf,
} from "./operation.ts";
import { EVERYTHING, slicePage } from "./paging.ts";
import { type LookUp, SEARCH_RESOURCES } from "./search_records.ts";

/** What was found, with as much of its record as was needed to find it. */
interface Found {
  readonly entity: Entity;
  readonly record: SearchableRecord;
}

/** The search operation. */
export const searchOperations: Operations = {
  Search: {
    input: structure({
      "Resource*": text(1, 64),
      SearchExpression: EXPRESSION,
      SortBy: text(1, 255),
      SortOrder: oneOf("Ascending", "Descending"),
      NextToken: text(0, 8192),
      MaxResults: { type: "whole", min: 1, max: 100 },
      CrossAccountFilterOption: oneOf("SameAccount", "CrossAccount"),
      VisibilityConditions: list(structure({ Key: text(1, 255), Value: text(1, 255) }), 1, 5),
    }),
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
  const needed = membersIn(name, expression).add(parseProperty(name, sortBy).member);
  const related = Object.entries(resource.related(context));
  const entities = await context.tables.entities.list(resource.kind, {
    ...EVERYTHING,
    ...narrowed(resource.kind, expression),
  });
  const found: Found[] = [];
  for (const entity of entities) {
    const looked = await lookUp(entity, related.filter(([member]) => needed.has(member)));
    const record = { ...resource.own(context, entity), ...looked };
    if (matches(name, record, expression)) found.push({ entity, record });
  }
  sort(name, found, sortBy, input["SortOrder"]);
  const { items, rest } = slicePage(input, found);
  const left = related.filter(([member]) => !needed.has(member));
  const Results: Body[] = [];
  for (const { entity, record } of items) {
    Results.push({ [resource.member]: { ...record, ...await lookUp(entity, left) } });
  }
  return { Results, TotalHits: { Value: found.length, Relation: "EqualTo" }, ...rest };
}

async function lookUp(
  entity: Entity,
  members: readonly (readonly [string, LookUp])[],
): Promise<SearchableRecord> {
  const record: Record<string, unknown> = {};
  for (const [member, look] of members) record[member] = await look(entity);
  return record;
}

/** Checks an expression at every depth. */
function readExpression(resource: string, value: unknown): Expression {
  if (value === undefined || value === null) return {};
  const check = (expression: unknown): void => {
    validate(EXPRESSION, expression);
    // The shape was checked just above.
    (expression as Expression).SubExpressions?.forEach(check);
  };
  check(value);
  const expression = value as Expression;
  checkExpression(resource, expression);
  return expression;
}

/** A condition that every match must meet lets the store look at fewer components. */
function narrowed(kind: EntityKind, expression: Expression): Partial<EntityQuery> {
  if (kind !== "component" || expression.Operator === "Or") return {};
  const equal = (name: string): string | undefined =>
    expression.Filters?.find((filter) =>
      filter.Name === name && (filter.Operator ?? "Equals") === "Equals"
    )?.Value;
  const experiment = equal("Parents.ExperimentName");
  const trial = equal("Parents.TrialName");
  return {
    experiment: experiment === undefined ? undefined : keyOf(experiment),
    trial: trial === undefined ? undefined : keyOf(trial),
  };
}

/** Sorts by a property; records without it come last in either direction. */
function sort(resource: string, found: Found[], by: string, order: unknown): void {
  const sign = order === "Ascending" ? 1 : -1;
  const keyed = new Map(found.map((one) => [one, valuesOf(resource, one.record, by)[0]]));
  found.sort((a, b) => {
    const [left, right] = [keyed.get(a), keyed.get(b)];
    if (left === right) return 0;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return isBefore(left, right) ? -sign : sign;
  });
}

/** A parameter may be a number in one record and text in another: numbers come first. */
function isBefore(left: Value, right: Value): boolean {
  return typeof left === typeof right ? left < right : typeof left === "number";
}
