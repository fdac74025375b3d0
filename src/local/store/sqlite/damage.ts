/**
 * Searches for damage that SQLite itself finds in its pages and indexes.
 *
 * @module
 */
import type { Rows } from "./row.ts";
import { findSampledDamage, type SampledTable } from "./sampled_damage.ts";
import { spaceOf } from "./space.ts";

/** Maximum number of SQLite's findings to report individually. */
const MOST_FINDINGS = 20;

/** Tables that list experiments, runs and files. Damage there hides them. */
const LISTS: readonly SampledTable[] = ["entities", "members", "objects"];
/** Tables that list metrics and the values that searches use. */
const DETAILS = ["series", "parameters"] as const;

/**
 * Maximum number of metrics for which the details are checked. 1,000 runs of 10, and 20 parameters,
 * take 40 ms.
 */
const MOST_SERIES = 10_000;

/**
 * Maximum number of rows of a list that SQLite checks when a large database is opened. 10,000 runs
 * take 30 ms.
 */
const MOST_LISTED = 10_000;

/** Returns SQLite's findings in its pages and indexes, in one go; empty if the database is intact. */
export function findPageDamage(rows: Rows, most: number = MOST_FINDINGS): readonly string[] {
  return integrityOf(rows, String(most));
}

/**
 * Returns findings in the tables that list experiments, runs and files, and in those of metrics and
 * parameters if they are small. Of a long list, SQLite checks no row: its indexes are counted and
 * sampled, which takes 0.4 µs per run.
 */
export function findListDamage(rows: Rows): readonly string[] {
  const [last] = rows.all("SELECT max(id) AS id FROM series");
  const details = Number(last?.["id"]) > MOST_SERIES ? [] : DETAILS;
  return [
    ...LISTS.flatMap((table) => findDamageOfList(rows, table)),
    ...details.flatMap((table) => integrityOf(rows, table)),
  ];
}

function findDamageOfList(rows: Rows, table: SampledTable): readonly string[] {
  const [found] = rows.all(`SELECT count(*) AS count FROM ${table}`);
  const isLong = Number(found?.["count"]) > MOST_LISTED;
  return isLong ? findSampledDamage(rows, table) : integrityOf(rows, table);
}

/**
 * Returns SQLite's findings table by table, so that the event loop can turn in between. It omits the
 * points, because one call for millions of them takes seconds, and reading them finds the same.
 *
 * @param turn Called between tables; lets the event loop turn
 */
export async function findTableDamage(
  rows: Rows,
  turn: () => Promise<void>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const tables = rows.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  for (const { name } of tables) {
    if (name !== "points") found.push(...integrityOf(rows, String(name)));
    await turn();
  }
  return found.slice(0, MOST_FINDINGS);
}

/** Returns SQLite's findings in the pages of the points, in one go. */
export function findPointPageDamage(rows: Rows): readonly string[] {
  return integrityOf(rows, "points").slice(0, MOST_FINDINGS);
}

/**
 * Maximum size of a database whose pages are checked in one go, in bytes. The check takes 8 to 30 ms
 * per megabyte.
 */
const LARGEST_AT_ONCE = 8_000_000;

/** Returns whether the check of all pages would hold up the process. */
export function isLarge(rows: Rows): boolean {
  const { pages, pageSize } = spaceOf(rows);
  return pages * pageSize > LARGEST_AT_ONCE;
}

function integrityOf(rows: Rows, what: string): readonly string[] {
  return rows.all(`PRAGMA main.integrity_check(${what})`)
    .map(({ integrity_check: found }) => String(found))
    .filter((found) => found !== "ok");
}
