/**
 * The operations of actions and contexts, the lineage entities that have unique names.
 *
 * @module
 */
import { alreadyExists, notFound } from "../errors.ts";
import type { Body, Entity } from "../store/entities.ts";
import { findAnyhow } from "./damaged.ts";
import {
  LINEAGE_WORDS,
  listLineage,
  requireUnlinked,
  updatedProperties,
} from "./lineage_records.ts";
import { type Context, type Input, keyOf, pick, type Place, textOf, times } from "./operation.ts";
import { checkQuota } from "./quota.ts";
import { newTags } from "./tags.ts";

/** Actions or contexts. */
export interface NamedLineage {
  /** Kind of entity. */
  readonly kind: "action" | "context";
  /** Members of a summary, besides the ARN and the times. */
  readonly summary: readonly string[];
  /** Other members, besides tags. */
  readonly details: readonly string[];
  /** Members that an update replaces, besides properties. */
  readonly updated: readonly string[];
}

/** Creates an action or a context. */
export async function createNamed(
  { kind, summary, details }: NamedLineage,
  { tables, place, quotas, now }: Context,
  input: Input,
): Promise<Body> {
  const word = LINEAGE_WORDS[kind];
  const name = textOf(input, `${word}Name`);
  const key = keyOf(name);
  if (await tables.entities.get(kind, key)) throw alreadyExists(word, name);
  await checkQuota(
    `Total number of lineage ${kind}s`,
    quotas[`${kind}s`],
    () => tables.entities.count(kind),
  );
  const body = { ...pick(input, ...summary, ...details), ...newTags(input) };
  // The request was validated: it has a source with an address.
  const { SourceUri } = input["Source"] as { readonly SourceUri: string };
  await tables.entities.put(kind, { key, parent: SourceUri, created: now, modified: now, body });
  return arnMember(kind, place, key);
}

/** Returns an action or a context with all its members. */
export async function describeNamed(
  of: NamedLineage,
  context: Context,
  input: Input,
): Promise<Body> {
  const key = keyIn(of, context.place, nameIn(of, input));
  const entity = await context.tables.entities.get(of.kind, key);
  if (!entity) throw absent(of, input);
  return { ...summaryOf(of, context.place, entity), ...pick(entity.body, ...of.details) };
}

/** Updates an action or a context. */
export async function updateNamed(
  of: NamedLineage,
  { tables, place, now }: Context,
  input: Input,
): Promise<Body> {
  const entity = await tables.entities.get(of.kind, keyOf(nameIn(of, input)));
  if (!entity) throw absent(of, input);
  const body = {
    ...entity.body,
    ...pick(input, ...of.updated),
    ...updatedProperties(entity.body, input),
  };
  await tables.entities.put(of.kind, { ...entity, modified: now, body });
  return arnMember(of.kind, place, entity.key);
}

/** Deletes an action or a context, which may be damaged. */
export async function deleteNamed(
  of: NamedLineage,
  context: Context,
  input: Input,
): Promise<Body> {
  const { tables, place } = context;
  const entity = await findAnyhow(tables.entities, of.kind, keyOf(nameIn(of, input)));
  if (!entity) throw absent(of, input);
  await requireUnlinked(context, of.kind, arnOf(of.kind, place, entity.key));
  await tables.entities.remove(of.kind, entity.key);
  return arnMember(of.kind, place, entity.key);
}

/** Returns a page of actions or contexts. */
export async function listNamed(of: NamedLineage, context: Context, input: Input): Promise<Body> {
  const { entities, rest } = await listLineage(context, input, of.kind);
  const summaries = entities.map((entity) => summaryOf(of, context.place, entity));
  return { [`${LINEAGE_WORDS[of.kind]}Summaries`]: summaries, ...rest };
}

function summaryOf({ kind, summary }: NamedLineage, place: Place, entity: Entity): Body {
  return {
    ...arnMember(kind, place, entity.key),
    ...pick(entity.body, ...summary),
    ...times(entity),
  };
}

function arnMember(kind: NamedLineage["kind"], place: Place, key: string): Body {
  return { [`${LINEAGE_WORDS[kind]}Arn`]: arnOf(kind, place, key) };
}

function arnOf(kind: NamedLineage["kind"], { arnPrefix }: Place, key: string): string {
  return `${arnPrefix}${kind}/${key}`;
}

/** Returns the name of a request, or the ARN. */
function nameIn({ kind }: NamedLineage, input: Input): string {
  return textOf(input, `${LINEAGE_WORDS[kind]}Name`);
}

/** Returns the key of a name or an ARN. No entity has the key of an ARN of another service. */
function keyIn({ kind }: NamedLineage, place: Place, nameOrArn: string): string {
  const key = keyOf(nameOrArn);
  const prefix = arnOf(kind, place, "");
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

function absent(of: NamedLineage, input: Input): Error {
  return notFound(LINEAGE_WORDS[of.kind], nameIn(of, input));
}
