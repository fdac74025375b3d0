/**
 * Entities in IndexedDB.
 *
 * @module
 */
import type { Body, Entity, EntityKind, EntityQuery, EntityTables } from "../entities.ts";
import type { EntityRemains } from "../errors.ts";
import type { Key, KeyRange } from "../../../ports/browser_storage.ts";
import { jsonText } from "../json_text.ts";
import { isReplaceable } from "../entities.ts";
import { lookupOf } from "../lookup.ts";
import type { Damage } from "../damage.ts";
import { bodyOf, writeParameters } from "./parameters.ts";
import { type ComponentIndex, RowsTogether } from "./together.ts";
import type { Source, Transaction } from "./transaction.ts";

/**
 * A row of `entities`. Without a parent, it is in no index by parent, because null is not a valid
 * key.
 */
export interface Row extends Omit<Entity, "body"> {
  readonly kind: EntityKind;
  readonly body: string;
  /** Value by which the entity is found; absent without one. */
  readonly lookup?: string;
}

type MemberKey = readonly [trial: string, component: string];

/**
 * Maximum number of rows to read one by one. If there may be more, all are read at once and
 * filtered.
 */
const LONGEST_WALK = 1_000;

/** Returns the tables of entities and their links, in a transaction. */
export function entityTables(transaction: Transaction, damage: Damage): EntityTables {
  const find = (kind: EntityKind, key: string): Promise<Row | undefined> =>
    transaction.get<Row>("entities", [kind, key]);
  const links = new RowsTogether(linksIn(transaction));
  return {
    async get(kind, key) {
      const row = await find(kind, key);
      const entity = row && toEntity(row);
      if (!row || entity) return entity;
      if (!isReplaceable(kind)) throw damage.ofEntity(wordsOf(row), remainsOf(row));
      damage.leaveOut(wordsOf(row));
      return undefined;
    },
    async put(kind, { body, ...entity }) {
      const before = await find(kind, entity.key);
      const { parent, created } = before ?? entity;
      const row = withLookup({ ...entity, kind, parent, created, body: jsonText(body) }, body);
      await transaction.put("entities", row);
      if (kind !== "component") return;
      await writeParameters(transaction, entity.key, before && bodyOf(before.body), body);
    },
    async remove(kind, key) {
      await transaction.remove("entities", [kind, key]);
      if (kind === "component") await transaction.remove("parameters", key);
    },
    list: (kind, query) => listEntities(transaction, damage, kind, query),
    count: (kind, parent) =>
      parent === undefined
        ? transaction.count("entities", transaction.startingWith([kind]))
        : transaction.count(["entities", "by_parent"], transaction.startingWith([kind, parent])),
    async join(trial, component) {
      if (await transaction.get("members", [trial, component])) return false;
      await transaction.put("members", { trial, component });
      return true;
    },
    async leave(trial, component) {
      if (!await transaction.get("members", [trial, component])) return false;
      await transaction.remove("members", [trial, component]);
      return true;
    },
    async memberCount(trial) {
      const members = await componentsOf(transaction, trial);
      const rows = await Promise.all(members.map((key) => find("component", key)));
      const found = rows.filter((row) => row !== undefined);
      return { all: found.length, ofJobs: found.filter(({ parent }) => parent !== null).length };
    },
    trialsOf: async (component) => (await links.of(component)).map(([trial]) => trial),
  };
}

async function listEntities(
  transaction: Transaction,
  damage: Damage,
  kind: EntityKind,
  query: EntityQuery,
): Promise<readonly Entity[]> {
  // A damaged row must not replace another one in the result.
  const isMeant = (row: Row): boolean => {
    if (!fits(row, query)) return false;
    return toReadableEntity(row, damage) !== undefined;
  };
  const rows = await candidates(transaction, kind, query, isMeant);
  return rows.filter(isMeant)
    .sort((a, b) => compare(a, b, query))
    .slice(0, query.limit)
    .flatMap((row) => toEntity(row) ?? []);
}

/** Returns rows that include every entity of the query. */
async function candidates(
  transaction: Transaction,
  kind: EntityKind,
  query: EntityQuery,
  isMeant: (row: Row) => boolean,
): Promise<readonly Row[]> {
  const linked = await linkedKeys(transaction, query);
  if (linked) {
    const rows = linked.map((key) => transaction.get<Row>("entities", [kind, key]));
    return (await Promise.all(rows)).filter((row) => row !== undefined);
  }
  const { sortBy, descending, parent, lookup, limit } = query;
  const isInOrder = sortBy === "CreationTime" || (parent ?? lookup) === undefined;
  const { source, members } = indexOf(kind, query);
  if (!isInOrder || limit > LONGEST_WALK) {
    return await transaction.all<Row>(source, rangeOf(transaction, members, query));
  }
  return await transaction.take<Row>(
    source,
    rangeOf(transaction, members, query),
    descending ? "prev" : "next",
    limit,
    isMeant,
  );
}

function indexOf(
  kind: EntityKind,
  { sortBy, parent, lookup }: EntityQuery,
): { readonly source: Source; readonly members: readonly Key[] } {
  if (lookup !== undefined) return { source: ["entities", "by_lookup"], members: [kind, lookup] };
  if (parent !== undefined) return { source: ["entities", "by_parent"], members: [kind, parent] };
  return { source: sortBy === "Name" ? "entities" : ["entities", "by_time"], members: [kind] };
}

/** Returns the range that begins and ends at the query's times, and at the entity after which to continue. */
function rangeOf(transaction: Transaction, members: readonly Key[], query: EntityQuery): KeyRange {
  const { sortBy, descending, after, createdAfter, createdBefore } = query;
  const isByName = sortBy === "Name";
  const [first, last] = isByName ? [undefined, undefined] : [createdAfter, createdBefore];
  let lower = first === undefined ? members : [...members, first];
  let upper: readonly Key[] = last === undefined ? members : [...members, last];
  const place = after && [...members, ...(isByName ? [] : [after.created]), after.key];
  // An array is greater than any text or number.
  upper = place && descending ? place : [...upper, []];
  lower = place && !descending ? place : lower;
  return transaction.span(lower, upper);
}

/** Returns the keys that the query's links select, or undefined if it has no links. */
async function linkedKeys(
  transaction: Transaction,
  { trial, component, experiment }: EntityQuery,
): Promise<readonly string[] | undefined> {
  const sets: (readonly string[])[] = [];
  if (trial !== undefined) sets.push(await componentsOf(transaction, trial));
  if (component !== undefined) sets.push(await trialsOf(transaction, component));
  if (experiment !== undefined) {
    const trials = await transaction.keys<readonly [EntityKind, string]>(
      ["entities", "by_parent"],
      transaction.startingWith(["trial", experiment]),
    );
    const members = trials.map(([, key]) => componentsOf(transaction, key));
    sets.push([...new Set((await Promise.all(members)).flat())]);
  }
  return sets.length === 0 ? undefined : sets.reduce((kept, keys) => {
    const others = new Set(keys);
    return kept.filter((key) => others.has(key));
  });
}

/** Returns the keys of a trial's components, up to a limit. */
export async function componentsOf(
  transaction: Transaction,
  trial: string,
  limit?: number,
): Promise<readonly string[]> {
  const range = transaction.startingWith([trial]);
  const keys = await transaction.keys<MemberKey>("members", range, limit);
  return keys.map(([, component]) => component);
}

/** Returns the index of links by component. */
function linksIn(transaction: Transaction): ComponentIndex<MemberKey> {
  const source = ["members", "by_component"] as const;
  return {
    range: (first, last) => transaction.between([first], [last]),
    read: (range, limit) => transaction.keys<MemberKey>(source, range, limit),
    componentOf: ([, component]) => component,
  };
}

async function trialsOf(transaction: Transaction, component: string): Promise<readonly string[]> {
  const links = linksIn(transaction);
  const keys = await links.read(links.range(component, component));
  return keys.map(([trial]) => trial);
}

function fits(row: Row, query: EntityQuery): boolean {
  const { parent, lookup, createdAfter, createdBefore, includesTimes = false, after } = query;
  if (parent !== undefined && row.parent !== parent) return false;
  if (lookup !== undefined && row.lookup !== lookup) return false;
  const isTimeMeant = (time: number): boolean => includesTimes && row.created === time;
  if (createdAfter !== undefined && row.created <= createdAfter && !isTimeMeant(createdAfter)) {
    return false;
  }
  if (createdBefore !== undefined && row.created >= createdBefore && !isTimeMeant(createdBefore)) {
    return false;
  }
  return after === undefined || compare(row, after, query) > 0;
}

function compare(
  a: Pick<Row, "created" | "key">,
  b: Pick<Row, "created" | "key">,
  { sortBy, descending }: EntityQuery,
): number {
  const byTime = sortBy === "Name" ? 0 : a.created - b.created;
  const order = byTime || (a.key < b.key ? -1 : Number(a.key > b.key));
  return descending ? -order : order;
}

/** Returns the entity of a row. A damaged one is reported, and undefined is returned. */
export function toReadableEntity(row: Row, damage: Damage): Entity | undefined {
  const entity = toEntity(row);
  if (!entity) damage.leaveOut(wordsOf(row));
  return entity;
}

/** Returns the entity of a row, or undefined if its body is damaged. */
function toEntity({ key, parent, created, modified, body }: Row): Entity | undefined {
  try {
    // Written by `put` above, from a body.
    return { key, parent, created, modified, body: JSON.parse(body) as Body };
  } catch {
    return undefined;
  }
}

/** Returns a row with the lookup of its entity. */
function withLookup(row: Row, body: Body): Row {
  const lookup = lookupOf(row.kind, body);
  return lookup === undefined ? row : { ...row, lookup };
}

/** Writes the lookups of entities, in the upgrade of an older database. */
export async function fillLookups(transaction: Transaction): Promise<void> {
  for (const kind of ["association", "artifact"] as const) {
    let after: string | undefined;
    do {
      const range = transaction.startingWith([kind], after);
      const rows = await transaction.all<Row>("entities", range, LONGEST_WALK);
      await Promise.all(
        rows.map((row) => transaction.put("entities", withLookup(row, bodyOf(row.body)))),
      );
      after = rows.at(-1)?.key;
    } while (after !== undefined);
  }
}

function wordsOf({ kind, key }: Row): string {
  return `the ${kind} ${key}`;
}

function remainsOf({ key, parent }: Row): EntityRemains {
  return { key, parent, body: {} };
}
