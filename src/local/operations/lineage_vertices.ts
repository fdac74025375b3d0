/**
 * The vertices of the lineage graph: their answers, and the filters of a query.
 *
 * @module
 */
import type { Body, Entity, EntityKind } from "../store/entities.ts";
import type { EntityRemains } from "../store/errors.ts";
import { endIn, typeOf } from "./association_record.ts";
import { findAnyhow } from "./damaged.ts";
import { type Context, numberOf } from "./operation.ts";

/** The kinds of entity that are vertices. Experiments are not, although they can be associated. */
const LINEAGE_TYPES: Partial<Readonly<Record<EntityKind, string>>> = {
  component: "TrialComponent",
  artifact: "Artifact",
  action: "Action",
  context: "Context",
};

interface Vertex {
  readonly answer: Body;
  /** A damaged entity is a vertex as well, as far as it can be read. */
  readonly entity: Entity | EntityRemains;
}

/** Reads vertices, each once. */
export class LineageVertices {
  readonly #context: Context;
  readonly #filters: Body;
  readonly #known = new Map<string, Vertex | undefined>();

  /**
   * @param context Context of the query
   * @param filters Filters of the query, valid against the model
   */
  constructor(context: Context, filters: unknown) {
    this.#context = context;
    // Validated against the model when it was received.
    this.#filters = (filters ?? {}) as Body;
  }

  /** Returns whether an ARN is one of a vertex. */
  async has(arn: string): Promise<boolean> {
    return await this.#find(arn) !== undefined;
  }

  /** Returns a vertex in the form of an answer. */
  async answer(arn: string): Promise<Body> {
    return (await this.#find(arn))?.answer ?? {};
  }

  /** Returns whether a vertex passes every filter. */
  async matches(arn: string): Promise<boolean> {
    const vertex = await this.#find(arn);
    return vertex !== undefined &&
      isListed(this.#filters["Types"], vertex.answer["Type"]) &&
      isListed(this.#filters["LineageTypes"], vertex.answer["LineageType"]) &&
      this.#isIn(vertex.entity, "created", "Created") &&
      this.#isIn(vertex.entity, "modified", "Modified") &&
      hasAny(this.#filters["Properties"], vertex.entity.body["Properties"]);
  }

  async #find(arn: string): Promise<Vertex | undefined> {
    if (this.#known.has(arn)) return this.#known.get(arn);
    const { tables, place } = this.#context;
    const end = endIn(place, arn);
    const LineageType = end && LINEAGE_TYPES[end.kind];
    const entity = end && LineageType !== undefined
      ? await findAnyhow(tables.entities, end.kind, end.key)
      : undefined;
    const vertex = end && entity &&
      { entity, answer: { Arn: arn, Type: shownType(end.kind, entity.body), LineageType } };
    this.#known.set(arn, vertex);
    return vertex;
  }

  #isIn(
    entity: Entity | EntityRemains,
    time: "created" | "modified",
    name: "Created" | "Modified",
  ): boolean {
    const after = numberOf(this.#filters, `${name}After`);
    const before = numberOf(this.#filters, `${name}Before`);
    if (after === undefined && before === undefined) return true;
    // The times of a damaged entity are not known.
    const own = "created" in entity ? entity[time] : NaN;
    return own > (after ?? -Infinity) && own < (before ?? Infinity);
  }
}

/** Returns the type of a vertex: a component of a job has the job's, without AWS's prefix. */
function shownType(kind: EntityKind, body: Body): string | undefined {
  const type = typeOf(kind, body);
  return kind === "component" ? type?.replace(/^SageMaker(?=\w+Job$)/, "") : type;
}

/** Returns whether a list contains a value. An empty list is no filter. */
function isListed(values: unknown, value: unknown): boolean {
  return !Array.isArray(values) || values.length === 0 || values.includes(value);
}

/** Returns whether an entity has any of the properties. */
function hasAny(wanted: unknown, properties: unknown): boolean {
  // Both were validated against the model when they were received.
  const pairs = Object.entries((wanted ?? {}) as Body);
  const own = new Map(Object.entries((properties ?? {}) as Body));
  return pairs.length === 0 || pairs.some(([key, value]) => own.get(key) === value);
}
