/**
 * Entities in SQLite.
 *
 * @module
 */
import type { Entity, EntityKind, EntityQuery, EntityTables } from "../entities.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row } from "./row.ts";
import { toEntity, toReadableEntity } from "./entity_row.ts";
import { removeLookup, writeLookup } from "./lookups.ts";
import { removeParameters, writeParameters } from "./parameters.ts";
import { jsonText } from "../json_text.ts";
import { firstReadable } from "../readable.ts";
import { checkOfEntity } from "./row_check.ts";

/** Entity tables, some of which answer synchronously. */
export interface DatabaseEntities extends EntityTables {
  get(kind: EntityKind, key: string): Entity | undefined;
  put(kind: EntityKind, entity: Entity): void;
  remove(kind: EntityKind, key: string): void;
  list(kind: EntityKind, query: EntityQuery): readonly Entity[];
}

const SELECT = `SELECT ${COLUMNS.entities} FROM entities`;

/** Reads the few entities of a lookup by their keys. With IN, SQLite would read all in order of time. */
const FROM_LOOKUP =
  `(SELECT kind AS of_kind, key AS found FROM lookups WHERE kind = ? AND value = ?)
  CROSS JOIN entities ON kind = of_kind AND key = found`;

/** Returns the tables of entities and their links, in a database. */
export function entityTables(database: Database): DatabaseEntities {
  const read = new ReadEntities(database);
  return {
    get: (kind, key) => read.get(kind, key),
    put(kind, { key, parent, created, modified, body }) {
      // The parent and creation time are kept, and damage must not become part of the new row.
      const known = read.get(kind, key);
      const row = {
        kind,
        key,
        parent: known ? known.parent : parent,
        created: known ? known.created : created,
        modified,
        body: jsonText(body),
      };
      database.run(
        `INSERT INTO entities (kind, key, parent, created, modified, body, sum)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key)
         DO UPDATE SET parent = excluded.parent, created = excluded.created,
           modified = excluded.modified, body = excluded.body, sum = excluded.sum`,
        row.kind,
        row.key,
        row.parent,
        row.created,
        row.modified,
        row.body,
        checkOfEntity(row),
      );
      read.forget(kind, key);
      if (kind === "component") writeParameters(database, key, known?.body, body);
      writeLookup(database, kind, key, body);
    },
    remove(kind, key) {
      if (kind === "component") removeParameters(database, key);
      removeLookup(database, kind, key);
      database.run("DELETE FROM entities WHERE kind = ? AND key = ?", kind, key);
      read.forget(kind, key);
    },
    list: (kind, query) => listEntities(database, kind, query),
    count: (kind, parent) =>
      countOf(
        parent === undefined
          ? database.get("SELECT count(*) AS count FROM entities WHERE kind = ?", kind)
          : database.get(
            "SELECT count(*) AS count FROM entities WHERE kind = ? AND parent = ?",
            kind,
            parent,
          ),
      ),
    join: (trial, component) =>
      database.run("INSERT OR IGNORE INTO members VALUES (?, ?)", trial, component) === 1,
    leave: (trial, component) =>
      database.run("DELETE FROM members WHERE trial = ? AND component = ?", trial, component) === 1,
    memberCount(trial) {
      const row = database.get(
        `SELECT count(*) AS count, count(parent) AS of_jobs
         FROM members JOIN entities ON kind = 'component' AND key = component WHERE trial = ?`,
        trial,
      );
      return { all: countOf(row), ofJobs: Number(row?.["of_jobs"] ?? 0) };
    },
    trialsOf: (component) =>
      database.all("SELECT trial FROM members WHERE component = ? ORDER BY trial", component)
        .map(({ trial }) => String(trial)),
  };
}

/** Maximum number of entities to remember: a write reads few, and a long search many. */
const REMEMBERED = 32;

/** Reads entities. Within a transaction, most are read more than once: by an operation and its write. */
class ReadEntities {
  readonly #database: Database;
  readonly #entities = new Map<string, Entity | undefined>();
  #snapshot = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  get(kind: EntityKind, key: string): Entity | undefined {
    const { snapshot } = this.#database;
    const at = `${kind} ${key}`;
    if (this.#snapshot !== snapshot || this.#entities.size >= REMEMBERED) {
      this.#entities.clear();
      this.#snapshot = snapshot;
    } else if (this.#entities.has(at)) return this.#entities.get(at);
    const row = this.#database.get(`${SELECT} WHERE kind = ? AND key = ?`, kind, key);
    const entity = row && toEntity(this.#database, row);
    this.#entities.set(at, entity);
    return entity;
  }

  forget(kind: EntityKind, key: string): void {
    this.#entities.delete(`${kind} ${key}`);
  }
}

function listEntities(
  database: Database,
  kind: EntityKind,
  query: EntityQuery,
): readonly Entity[] {
  const conditions = ["kind = ?"];
  const values: (string | number)[] = [kind];
  const where = (condition: string, ...bound: (string | number | undefined)[]): void => {
    const given = bound.filter((value) => value !== undefined);
    if (given.length < bound.length) return;
    conditions.push(condition);
    values.push(...given);
  };
  where("parent = ?", query.parent);
  where("key IN (SELECT component FROM members WHERE trial = ?)", query.trial);
  where("key IN (SELECT trial FROM members WHERE component = ?)", query.component);
  where(
    `key IN (SELECT component FROM members WHERE trial IN
       (SELECT key FROM entities WHERE kind = 'trial' AND parent = ?))`,
    query.experiment,
  );
  const orEqual = query.includesTimes ? "=" : "";
  where(`created >${orEqual} ?`, query.createdAfter);
  where(`created <${orEqual} ?`, query.createdBefore);
  const { order, behind } = orderOf(query);
  const { after } = query;
  if (query.sortBy === "Name") where(behind, after?.key);
  else where(behind, after?.created, after?.key);
  const from = query.lookup === undefined ? "entities" : FROM_LOOKUP;
  const found = query.lookup === undefined ? [] : [kind, query.lookup];
  const sql = `SELECT ${COLUMNS.entities} FROM ${from} WHERE ${
    conditions.join(" AND ")
  } ORDER BY ${order} LIMIT ?`;
  return firstReadable(
    query.limit,
    (limit) => database.all(sql, ...found, ...values, limit),
    (row) => toReadableEntity(database, row),
  );
}

function orderOf({ sortBy, descending }: EntityQuery): { order: string; behind: string } {
  const [direction, compare] = descending ? ["DESC", "<"] : ["ASC", ">"];
  return sortBy === "Name" ? { order: `key ${direction}`, behind: `key ${compare} ?` } : {
    order: `created ${direction}, key ${direction}`,
    behind: `(created, key) ${compare} (?, ?)`,
  };
}

function countOf(row: Row | undefined): number {
  return Number(row?.["count"] ?? 0);
}
