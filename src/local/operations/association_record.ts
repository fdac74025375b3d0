/**
 * Finds and removes stored lineage associations, and finds the entities that they link.
 *
 * @module
 */
import { notFound } from "../errors.ts";
import { type Body, type Entity, type EntityKind, EVERYTHING } from "../store/entities.ts";
import { type Context, keyOf, type Place } from "./operation.ts";

/** An end of an association, as known when the association is created. */
export interface LineageEnd {
  /** ARN, lower case. */
  readonly arn: string;
  /** Type, as lists filter and show it. */
  readonly type: string | undefined;
  /** Name, if the entity has one. */
  readonly name: string | undefined;
}

/** An end of an association, as its ARN names it. */
export interface NamedEnd {
  /** ARN, lower case. */
  readonly arn: string;
  /** Kind of the entity. */
  readonly kind: EntityKind;
  /** Key of the entity. */
  readonly key: string;
}

/** Kinds of entity that can be an end, by the word in their ARNs. */
const KINDS: Readonly<Record<string, EntityKind>> = {
  "experiment": "experiment",
  "experiment-trial-component": "component",
  "artifact": "artifact",
  "action": "action",
  "context": "context",
};

/** Returns the kind and key in an ARN, or undefined if no entity of this service can have it. */
export function endIn({ arnPrefix }: Place, given: string): NamedEnd | undefined {
  const arn = keyOf(given);
  const [, word = "", key = ""] = /:([a-z-]+)\/([^/:]+)$/.exec(arn) ?? [];
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  return kind && arn === `${arnPrefix}${word}/${key}` ? { arn, kind, key } : undefined;
}

/** Returns the entity that an ARN names, which must exist. */
export async function findLineageEnd(context: Context, given: string): Promise<LineageEnd> {
  const end = endIn(context.place, given);
  const entity = end && await context.tables.entities.get(end.kind, end.key);
  if (!entity) throw notFound("Resource", given);
  return { arn: end.arn, type: typeOf(end.kind, entity.body), name: nameOf(entity.body) };
}

/** Returns the key of an association, which consists of its two ends. */
export function associationKey(source: string, destination: string): string {
  return `${keyOf(source)} ${keyOf(destination)}`;
}

/** Returns whether any association has the ARN as an end. */
export async function hasAssociations({ tables }: Context, arn: string): Promise<boolean> {
  for (const end of [{ parent: arn }, { lookup: arn }]) {
    const found = await tables.entities.list("association", { ...EVERYTHING, ...end, limit: 1 });
    if (found.length > 0) return true;
  }
  return false;
}

/** Removes every association that has the ARN as an end. */
export async function removeAssociations(context: Context, arn: string): Promise<void> {
  for (const { key } of await associationsOf(context, arn)) {
    await context.tables.entities.remove("association", key);
  }
}

/** Replaces the name of an entity in every association that has its ARN as an end. */
export async function renameInAssociations(
  context: Context,
  arn: string,
  name: string,
): Promise<void> {
  for (const association of await associationsOf(context, arn)) {
    const { SourceArn, DestinationArn } = association.body;
    const body = {
      ...association.body,
      ...(SourceArn === arn ? { SourceName: name } : {}),
      ...(DestinationArn === arn ? { DestinationName: name } : {}),
    };
    await context.tables.entities.put("association", {
      ...association,
      modified: context.now,
      body,
    });
  }
}

/** Returns the associations that have the ARN as an end, each once. */
async function associationsOf({ tables }: Context, arn: string): Promise<readonly Entity[]> {
  const { entities } = tables;
  const from = await entities.list("association", { ...EVERYTHING, parent: arn });
  const to = await entities.list("association", { ...EVERYTHING, lookup: arn });
  return [...from, ...to.filter(({ parent }) => parent !== arn)];
}

/** Returns the type of an entity, as lists of associations show it. */
export function typeOf(kind: EntityKind, body: Body): string | undefined {
  switch (kind) {
    case "artifact":
      return textIn(body, "ArtifactType");
    case "action":
      return textIn(body, "ActionType");
    case "context":
      return textIn(body, "ContextType");
    case "component":
      return jobTypeOf(body) ?? "TrialComponent";
    default:
      return "Experiment";
  }
}

/** Returns the type of the job that created a component, if a job did. */
function jobTypeOf(body: Body): string | undefined {
  const source = body["Source"];
  return typeof source === "object" && source !== null
    ? textIn(source as Body, "SourceType")
    : undefined;
}

function nameOf(body: Body): string | undefined {
  return textIn(body, "ArtifactName") ?? textIn(body, "TrialComponentName") ??
    textIn(body, "ExperimentName") ?? textIn(body, "ActionName") ?? textIn(body, "ContextName");
}

function textIn(body: Body, member: string): string | undefined {
  const value = body[member];
  return typeof value === "string" ? value : undefined;
}
