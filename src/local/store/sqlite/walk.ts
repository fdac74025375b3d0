/**
 * Walks in SQLite. A walk follows one index from its place, and looks up the other conditions for
 * each entry.
 *
 * Columns of an index ascend together, so values in descending order have their keys in descending
 * order too. A stretch is therefore read in pieces: the rest of the entries with the value where the
 * walk stopped, whole groups of equal values, and the beginning of the group where it stops next.
 * The cost of each piece is the entries in it.
 *
 * @module
 */
import type { Stretch, Walk, Walked, WalkPlace, WalkTables, WalkValue } from "../walk.ts";
import { before, beyond, type IndexValue, type Span, spansOf } from "../spans.ts";
import { and, type Course, courseOf, isWithin, meetsAll, type Sql } from "./courses.ts";
import type { Database } from "./database.ts";
import { toReadableEntity } from "./entity_row.ts";
import { componentsOfFew } from "./few.ts";
import type { SqliteValue } from "./modules.ts";
import { COLUMNS, type Row } from "./row.ts";

/** Returns walks in a database. */
export function walkTables(database: Database): WalkTables {
  return {
    components: (walk) => new Stretching(database, walk).stretch(),
    few: (selection, most) => componentsOfFew(database, selection, most),
  };
}

/** One stretch of a walk while it is read. */
class Stretching {
  readonly #database: Database;
  readonly #walk: Walk;
  readonly #course: Course;
  readonly #components: Walked[] = [];
  #scanned = 0;
  #next: WalkPlace | undefined;

  constructor(database: Database, walk: Walk) {
    this.#database = database;
    this.#walk = walk;
    this.#course = courseOf(walk.by, "w");
  }

  stretch(): Stretch {
    const { after, within } = this.#walk;
    if (after?.value !== null) this.#followIndex(after?.value, after?.key);
    if (!this.#course.isWhole && within === undefined && this.#left > 0) {
      this.#readAbsent(after?.value === null ? after.key : "");
    }
    return {
      components: this.#components,
      scanned: this.#scanned,
      next: this.#left > 0 ? undefined : this.#next,
    };
  }

  /** Number of entries that may still be scanned. */
  get #left(): number {
    return this.#walk.limit - this.#scanned;
  }

  #followIndex(value: IndexValue | undefined, key: string | undefined): void {
    const { by, descending, within } = this.#walk;
    if (value !== undefined && key !== undefined && by.kind !== "name") {
      this.#readGroup(value, key);
    }
    const spans = spansOf(by, within);
    for (const span of descending ? spans.toReversed() : spans) {
      const rest = value === undefined ? span : beyond(span, value, descending);
      if (rest && this.#left > 0) this.#readSpan(rest);
    }
  }

  /** Reads the entries with one value whose keys are after this one. */
  #readGroup(value: IndexValue, key: string): void {
    const { value: column, key: keys } = this.#course;
    const group = { sql: `${column} = ? AND ${keys} > ?`, bound: [value, key] };
    const { scanned, last } = this.#scan(group, "max(f.key)", keys);
    if (last === null) return;
    this.#read(and(group, { sql: `${keys} <= ?`, bound: [last] }));
    this.#passed(scanned, { value, key: String(last) });
  }

  /** Reads whole groups of a span, and the beginning of the one in which the limit is reached. */
  #readSpan(span: Span): void {
    const { value: column } = this.#course;
    const { descending } = this.#walk;
    const order = `${column} ${descending ? "DESC" : "ASC"}`;
    const values = isWithin(column, span);
    const extreme = descending ? "min(f.value)" : "max(f.value)";
    const { scanned, last } = this.#scan(values, extreme, order);
    if (scanned < this.#left || last === null) {
      this.#read(values);
      this.#scanned += scanned;
      return;
    }
    const whole = isWithin(column, before(span, last, descending));
    const groups = this.#scan(whole, extreme, order);
    this.#read(whole);
    this.#scanned += groups.scanned;
    this.#readGroup(last, "");
  }

  /** Reads components without the property, by key. */
  #readAbsent(key: string): void {
    const { table, where, bound, key: own } = courseOf(this.#walk.by, "p");
    const all = { sql: "w.kind = 'component' AND w.key > ?", bound: [key] };
    const found = this.#database.get(
      `SELECT count(*) AS scanned, max(key) AS last FROM (SELECT w.key AS key FROM entities AS w
         WHERE ${all.sql} ORDER BY w.key LIMIT ?)`,
      ...all.bound,
      this.#left,
    );
    const scanned = Number(found?.["scanned"]);
    if (scanned === 0) return;
    const last = String(found?.["last"]);
    const chosen = and(
      all,
      { sql: "w.key <= ?", bound: [last] },
      { sql: `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${own} = w.key AND ${where})`, bound },
      meetsAll(this.#walk, "w.key"),
    );
    this.#collect({
      sql: `SELECT NULL AS value, w.key AS walked, ${COLUMNS.entities} FROM entities AS w
        WHERE ${chosen.sql} ORDER BY w.key`,
      bound: chosen.bound,
    });
    this.#passed(scanned, { value: null, key: last });
  }

  /** Returns the number of the first entries, up to the limit, and the last of their values. */
  #scan(entries: Sql, last: string, order: string): { scanned: number; last: IndexValue | null } {
    const { table, index, where, bound, value, key } = this.#course;
    const found = this.#database.get(
      `SELECT count(*) AS scanned, ${last} AS last
       FROM (SELECT ${value} AS value, ${key} AS key FROM ${table} ${index}
         WHERE ${where} AND ${entries.sql} ORDER BY ${order} LIMIT ?) AS f`,
      ...bound,
      ...entries.bound,
      this.#left,
    );
    return { scanned: Number(found?.["scanned"]), last: found?.["last"] ?? null };
  }

  /** Reads the components of entries, in order. */
  #read(entries: Sql): void {
    const { table, index, where, bound, value, key } = this.#course;
    const direction = this.#walk.descending ? "DESC" : "ASC";
    const wanted = meetsAll(this.#walk, key);
    // Bodies are read once the order is known.
    this.#collect({
      sql: `SELECT f.value AS value, f.walked AS walked, ${COLUMNS.entities}
        FROM (SELECT ${value} AS value, ${key} AS walked FROM ${table} ${index}
          WHERE ${where} AND ${entries.sql} AND ${wanted.sql}
          ORDER BY ${value} ${direction}, ${key} LIMIT -1) AS f
        LEFT JOIN entities AS e ON e.kind = 'component' AND e.key = f.walked
        ORDER BY f.value ${direction}, f.walked`,
      bound: [...bound, ...entries.bound, ...wanted.bound],
    });
  }

  #collect({ sql, bound }: Sql): void {
    for (const { value, walked, ...row } of this.#database.all(sql, ...bound)) {
      if (row["key"] === null || !this.#isOfRow(value, row)) {
        // Metrics may outlive their component, but the indexes of components lead to one.
        if (this.#course.isWhole) this.#database.damage.leaveOut(`the component ${walked}`);
        continue;
      }
      const entity = toReadableEntity(this.#database, row);
      // Values of the columns that a course names.
      if (entity) this.#components.push({ entity, value: value as WalkValue });
    }
  }

  /** Returns whether an index entry of a component has the value of its row. */
  #isOfRow(value: SqliteValue | undefined, row: Row): boolean {
    const { kind } = this.#walk.by;
    return kind !== "created" && kind !== "modified" || row[kind] === value;
  }

  #passed(scanned: number, place: WalkPlace): void {
    this.#scanned += scanned;
    this.#next = place;
  }
}
