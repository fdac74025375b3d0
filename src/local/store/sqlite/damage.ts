/**
 * Looking for damage: what SQLite finds in its own pages, and rows that are not as they were written.
 *
 * @module
 */
import { everyRow, type Rows } from "./row.ts";
import { checkOfEntity, checkOfObject, checkOfPointRow, checkOfSeries } from "./row_check.ts";

/** Findings of SQLite's that are told one by one. */
const MOST_FINDINGS = 20;

/** Tables that say which experiments, runs and files there are: damage there hides them. */
const LISTS = ["entities", "members", "objects"] as const;
/** Tables that say which metrics there are, and what searches look at. */
const DETAILS = ["series", "parameters"] as const;

/** With more metrics, details are not looked through: 1,000 runs of 10, and 20 parameters, take 40 ms. */
const MOST_SERIES = 10_000;

/** What SQLite says of its pages and indexes; nothing of a whole database. */
export function findPageDamage(rows: Rows, most: number = MOST_FINDINGS): readonly string[] {
  return integrityOf(rows, String(most));
}

/** The same of tables that are small in a large database: lists take 3 µs a run. */
export function findListDamage(rows: Rows): readonly string[] {
  const [last] = rows.all("SELECT max(id) AS id FROM series");
  const tables = Number(last?.["id"]) > MOST_SERIES ? LISTS : [...LISTS, ...DETAILS];
  return tables.flatMap((table) => integrityOf(rows, table));
}

function integrityOf(rows: Rows, what: string): readonly string[] {
  return rows.all(`PRAGMA integrity_check(${what})`)
    .map(({ integrity_check: found }) => String(found))
    .filter((found) => found !== "ok");
}

/** Rows of entities, objects and metrics that are not as they were written, and points that are not there. */
export function findRowDamage(
  rows: Rows,
): { readonly damage: readonly string[]; readonly entities: number; readonly points: number } {
  const damage: string[] = [];
  let [entities, points] = [0, 0];
  for (const row of everyRow(rows, "entities", ["kind", "key"])) {
    entities++;
    if (row["sum"] !== checkOfEntity(row)) damage.push(`the ${row["kind"]} ${row["key"]}`);
  }
  for (const row of everyRow(rows, "objects", ["bucket", "key"])) {
    if (row["sum"] !== checkOfObject(row)) {
      damage.push(`what is known of s3://${row["bucket"]}/${row["key"]}`);
    }
  }
  const whole = new Map<string | number | null | undefined, number>();
  for (const row of everyRow(rows, "points", ["series", "seq"])) {
    if (row["sum"] !== checkOfPointRow(row)) continue;
    points++;
    whole.set(row["series"], (whole.get(row["series"]) ?? 0) + 1);
  }
  for (const row of everyRow(rows, "series", ["id"])) {
    const name = `metric "${row["name"]}" of ${row["component"]}`;
    const count = Number(row["count"]);
    if (count > 0 && row["sum"] !== checkOfSeries(row)) damage.push(`the summary of ${name}`);
    const missing = count - (whole.get(row["id"]) ?? 0);
    if (missing !== 0) damage.push(`${Math.abs(missing)} of ${count} points of ${name}`);
  }
  return { damage, entities, points };
}
