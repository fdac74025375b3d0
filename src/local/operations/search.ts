/**
 * Search over experiments, trials and trial components.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { list, oneOf, structure, text } from "../model/shape.ts";
import { validate } from "../model/validate.ts";
import { checkExpression, EXPRESSION, type Expression, matches } from "../search/expression.ts";
import {
  parseProperty,
  type SearchableRecord,
  type Value,
  valuesOf,
} from "../search/properties.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { Body, Entity, EntityKind, EntityQuery } from "../store/entities.ts";
import { componentArn, componentRecord } from "./component_record.ts";
import { experimentRecord } from "./experiments.ts";
import {
  type Context,
  type Input,
  keyOf,
  type Operations,
  optionalText,
  pick,
  textOf,
} from "./operation.ts";
import { EVERYTHING, slicePage } from "./paging.ts";
import { trialRecord } from "./trials.ts";

/** A resource that can be searched. */
interface Resource {
  readonly kind: EntityKind;
  /** The member that holds a result's record. */
  readonly member: string;
  readonly record: (context: Context, entity: Entity) => Awaitable<SearchableRecord>;
}

const RESOURCES: Readonly<Record<string, Resource>> = {
  Experiment: {
    kind: "experiment",
    member: "Experiment",
    record: (context, entity) => ({ ...experimentRecord(context, entity), Tags: tagsOf(entity) }),
  },
  ExperimentTrial: {
    kind: "trial",
    member: "Trial",
    record: async (context, entity) => ({
      ...trialRecord(context, entity),
      Tags: tagsOf(entity),
      TrialComponentSummaries: await componentsOf(context, entity),
    }),
  },
  ExperimentTrialComponent: {
    kind: "component",
    member: "TrialComponent",
    record: async (context, entity) => ({
      ...await componentRecord(context, entity),
      ...pick(entity.body, "RunName"),
      Tags: tagsOf(entity),
      Parents: await parentsOf(context, entity),
    }),
  },
};

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
  const resource = Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined;
  if (!resource) throw invalid(`Resource ${name} cannot be searched in a local store.`);
  const expression = readExpression(name, input["SearchExpression"]);
  const sortBy = optionalText(input, "SortBy") ?? "LastModifiedTime";
  parseProperty(name, sortBy);
  const entities = await context.tables.entities.list(resource.kind, {
    ...EVERYTHING,
    ...narrowed(resource.kind, expression),
  });
  const found: SearchableRecord[] = [];
  for (const entity of entities) {
    const record = await resource.record(context, entity);
    if (matches(name, record, expression)) found.push(record);
  }
  sort(name, found, sortBy, input["SortOrder"]);
  const { items, rest } = slicePage(input, found);
  return {
    Results: items.map((record) => ({ [resource.member]: record })),
    TotalHits: { Value: found.length, Relation: "EqualTo" },
    ...rest,
  };
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
function sort(resource: string, records: SearchableRecord[], by: string, order: unknown): void {
  const sign = order === "Ascending" ? 1 : -1;
  const keyed = new Map(records.map((record) => [record, valuesOf(resource, record, by)[0]]));
  records.sort((a, b) => {
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

function tagsOf({ body }: Entity): unknown {
  return body["Tags"] ?? [];
}

async function parentsOf({ tables }: Context, { key }: Entity): Promise<readonly Body[]> {
  const parents: Body[] = [];
  for (const trial of await tables.entities.trialsOf(key)) {
    const found = await tables.entities.get("trial", trial);
    if (found) parents.push(pick(found.body, "TrialName", "ExperimentName"));
  }
  return parents;
}

async function componentsOf(context: Context, { key }: Entity): Promise<readonly Body[]> {
  const components = await context.tables.entities.list("component", { ...EVERYTHING, trial: key });
  return components.map((component) => ({
    TrialComponentName: component.body["TrialComponentName"],
    TrialComponentArn: componentArn(context.place, component.key),
    ...(component.body["Source"] === undefined
      ? {}
      : { TrialComponentSource: component.body["Source"] }),
    CreationTime: component.created,
  }));
}
