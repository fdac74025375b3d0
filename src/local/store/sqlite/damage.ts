/**
 * Searches for damage: errors that SQLite finds in its pages, and rows whose checksum does not
 * match.
 *
 * @module
 */
import { areParametersWhole } from "./parameters.ts";
import type { SqliteValue } from "./modules.ts";
import { isNonFinite } from "./point_value.ts";
import { everyRow, type Rows } from "./row.ts";
import { checkOfEntity, checkOfObject, isWholePoint, wholeSeriesRow } from "./row_check.ts";

/** Maximum number of SQLite's findings to report individually. */
const MOST_FINDINGS = 20;

/** Tables that list experiments, runs and files. Damage there hides them. */
const LISTS = ["entities", "members", "objects"] as const;
/** Tables that list metrics and the values that searches use. */
const DETAILS = ["series", "parameters"] as const;

/**
 * Maximum number of metrics for which the details are checked. 1,000 runs of 10, and 20 parameters,
 * take 40 ms.
 */
const MOST_SERIES = 10_000;

/** Returns SQLite's findings in its pages and indexes; empty if the database is intact. */
export function findPageDamage(rows: Rows, most: number = MOST_FINDINGS): readonly string[] {
  return integrityOf(rows, String(most));
}

/**
 * Returns SQLite's findings in tables that are small even in a large database. The lists take 3 µs
 * per run.
 */
export function findListDamage(rows: Rows): readonly string[] {
  const [last] = rows.all("SELECT max(id) AS id FROM series");
  const tables = Number(last?.["id"]) > MOST_SERIES ? LISTS : [...LISTS, ...DETAILS];
  return tables.flatMap((table) => integrityOf(rows, table));
}

function integrityOf(rows: Rows, what: string): readonly string[] {
  return rows.all(`PRAGMA main.integrity_check(${what})`)
    .map(({ integrity_check: found }) => String(found))
    .filter((found) => found !== "ok");
}

/** Returns the damaged rows of entities, objects and metrics, and the missing points. */
export function findRowDamage(
  rows: Rows,
): { readonly damage: readonly string[]; readonly entities: number; readonly points: number } {
  const damage: string[] = [];
  let [entities, points] = [0, 0];
  for (const row of everyRow(rows, "entities", ["kind", "key"])) {
    entities++;
    const { kind, key, body } = row;
    if (row["sum"] !== checkOfEntity(row)) damage.push(`the ${kind} ${key}`);
    else if (kind === "component" && !areParametersWhole(rows, String(key), body)) {
      damage.push(`the parameters by which searches find ${key}`);
    }
  }
  for (const row of everyRow(rows, "objects", ["bucket", "key"])) {
    if (row["sum"] !== checkOfObject(row)) {
      damage.push(`the record of s3://${row["bucket"]}/${row["key"]}`);
    }
  }
  const whole = new Map<SqliteValue | undefined, number>();
  const nonFinite = new Map<SqliteValue | undefined, number>();
  for (const row of everyRow(rows, "points", ["series", "seq"])) {
    if (!isWholePoint(row)) continue;
    points++;
    countOne(whole, row["series"]);
    if (isNonFinite(row["value"])) countOne(nonFinite, row["series"]);
  }
  for (const row of everyRow(rows, "series", ["id"])) {
    const name = `metric "${row["name"]}" of ${row["component"]}`;
    const count = Number(row["count"]);
    if ((count !== 0 || row["sum"] !== null) && !wholeSeriesRow(row)) {
      damage.push(`the summary of ${name}`);
    }
    const missing = count - (whole.get(row["id"]) ?? 0);
    if (missing !== 0) damage.push(`${Math.abs(missing)} of ${count} points of ${name}`);
    else if (Number(row["non_finite"]) !== (nonFinite.get(row["id"]) ?? 0)) {
      damage.push(`the count of NaN and infinite points of ${name}`);
    }
  }
  return { damage, entities, points };
}

function countOne(counts: Map<SqliteValue | undefined, number>, key: SqliteValue | undefined) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
