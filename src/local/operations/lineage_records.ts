/**
 * Code that artifacts, actions and contexts share: lists, updates of properties, deletion.
 *
 * @module
 */
import { entitySlices } from "../entity_slices.ts";
import { invalid } from "../errors.ts";
import type { Body, Entity } from "../store/entities.ts";
import { hasAssociations } from "./association_record.ts";
import { type Context, type Input, optionalText } from "./operation.ts";
import { page } from "./paging.ts";

/** Kinds of lineage entity that are not part of an experiment. */
export type LineageKind = "artifact" | "action" | "context";

/** Kinds of lineage entity, as AWS's names of members and messages begin. */
export const LINEAGE_WORDS = {
  artifact: "Artifact",
  action: "Action",
  context: "Context",
} as const satisfies Readonly<Record<LineageKind, string>>;

/** Entities to read at a time, to find those of a type. */
const LISTED_AT_ONCE = 1_000;

/** Returns a page of a list: of all entities of a kind, of a source, or of a type. */
export async function listLineage(
  { tables }: Context,
  input: Input,
  kind: LineageKind,
): Promise<{ readonly entities: readonly Entity[]; readonly rest: Body }> {
  const member = `${LINEAGE_WORDS[kind]}Type`;
  const type = optionalText(input, member);
  const parent = optionalText(input, "SourceUri");
  return await page(input, async (asked) => {
    const query = { ...asked, parent, includesTimes: true };
    if (type === undefined) return await tables.entities.list(kind, query);
    const found: Entity[] = [];
    for await (const slice of entitySlices(tables, kind, query, LISTED_AT_ONCE)) {
      for (const one of slice) if (one.body[member] === type) found.push(one);
      if (found.length >= query.limit) break;
    }
    return found.slice(0, query.limit);
  });
}

/**
 * Returns the properties after an update: those of the request replace all others, and a removal
 * overrides a set.
 */
export function updatedProperties(before: Body, input: Input): Body {
  const properties = input["Properties"] ?? before["Properties"];
  if (properties === undefined) return {};
  // Both were validated against the model when they were received: a map, and a list of keys.
  const kept = new Map(Object.entries(properties as Body));
  for (const key of (input["PropertiesToRemove"] ?? []) as readonly string[]) kept.delete(key);
  return { Properties: Object.fromEntries(kept) };
}

/** Checks that an entity that is to be deleted has no associations. */
export async function requireUnlinked(
  context: Context,
  kind: LineageKind,
  arn: string,
): Promise<void> {
  if (await hasAssociations(context, arn)) {
    throw invalid(`${LINEAGE_WORDS[kind]} ${arn} has associations and cannot be deleted.`);
  }
}
