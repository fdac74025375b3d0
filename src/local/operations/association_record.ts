/**
 * Finds and removes stored lineage associations, and finds the entities that they link.
 *
 * @module
 */
import { notFound } from "../errors.ts";
import { type Body, type Entity, type EntityKind, EVERYTHING } from "../store/entities.ts";
import { type Context, keyOf } from "./operation.ts";

/** An end of an association, as known when the association is created. */
export interface LineageEnd {
  /** ARN, lower case. */
  readonly arn: string;
  /** Type, as lists filter and show it. */
  readonly type: string | undefined;
  /** Name, if the entity has one. */
  readonly name: string | undefined;
}

/** Kinds of entity that can be an end, by the word in their ARNs. */
const KINDS: Readonly<Record<string, EntityKind>> = {
  "experiment": "experiment",
  "experiment-trial-component": "component",
  "artifact": "artifact",
};

/** Returns the entity that an ARN names, which must exist. */
export async function findLineageEnd(context: Context, given: string): Promise<LineageEnd> {
  const { tables, place } = context;
  const arn = keyOf(given);
  const [, word = "", key = ""] = /:([a-z-]+)\/([^/:]+)$/.exec(arn) ?? [];
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  const entity = kind && await tables.entities.get(kind, key);
  if (!entity || arn !== `${place.arnPrefix}${word}/${key}`) throw notFound("Resource", given);
  return { arn, type: typeOf(kind, entity.body), name: nameOf(entity.body) };
}

/** Returns the key of an association, which consists of its two ends. */
export function associationKey(source: string, destination: string): string {
  return `${keyOf(source)} ${keyOf(destination)}`;
}

/** Returns whether any association has the ARN as an end. */
export async function hasAssociations(context: Context, arn: string): Promise<boolean> {
  return (await associationsOf(context, arn)).length > 0;
}

/** Removes every association that has the ARN as an end. */
export async function removeAssociations(context: Context, arn: string): Promise<void> {
  for (const { key } of await associationsOf(context, arn)) {
    await context.tables.entities.remove("association", key);
  }
}

async function associationsOf({ tables }: Context, arn: string): Promise<readonly Entity[]> {
  const all = await tables.entities.list("association", EVERYTHING);
  return all.filter(({ body }) => body["SourceArn"] === arn || body["DestinationArn"] === arn);
}

function typeOf(kind: EntityKind, body: Body): string | undefined {
  if (kind === "artifact") return textIn(body, "ArtifactType");
  // Components created by jobs have the job's type.
  const source = body["Source"];
  const ofJob = typeof source === "object" && source !== null
    ? textIn(source as Body, "SourceType")
    : undefined;
  return ofJob ?? (kind === "component" ? "TrialComponent" : "Experiment");
}

function nameOf(body: Body): string | undefined {
  return textIn(body, "ArtifactName") ?? textIn(body, "TrialComponentName") ??
    textIn(body, "ExperimentName");
}

function textIn(body: Body, member: string): string | undefined {
  const value = body[member];
  return typeof value === "string" ? value : undefined;
}
