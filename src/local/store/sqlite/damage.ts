/**
 * Looking for damage: what SQLite finds in its own pages, and rows that are not as they were written.
 *
 * @module
 */
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { checkOf, checkOfEntity, checkOfSeries } from "./row_check.ts";

/** Findings of SQLite's that are told one by one. */
const MOST_FINDINGS = 20;

/** Rows that are held at one time. */
const ROWS = 10_000;

/** What SQLite says of its pages and indexes; nothing of a whole database. */
export function findPageDamage(database: Database, most: number = MOST_FINDINGS): string[] {
  return database.all(`PRAGMA integrity_check(${most})`)
    .map(({ integrity_check: found }) => String(found))
    .filter((found) => found !== "ok");
}

/** Rows of entities and metrics that are not as they were written, and points that are not there. */
export function findRowDamage(
  database: Database,
): { readonly damage: readonly string[]; readonly entities: number; readonly points: number } {
  const damage: string[] = [];
  let [entities, points] = [0, 0];
  for (const row of rowsOf(database, "entities", ["kind", "key"])) {
    entities++;
    if (row["sum"] !== checkOfEntity(row)) damage.push(`the ${row["kind"]} ${row["key"]}`);
  }
  for (const row of database.all("SELECT * FROM series WHERE count > 0 ORDER BY id")) {
    const name = `metric "${row["name"]}" of ${row["component"]}`;
    if (row["sum"] !== checkOfSeries(row)) damage.push(`the summary of ${name}`);
    const { whole, broken } = countPoints(database, row["id"] ?? null);
    points += whole;
    const missing = Number(row["count"]) - whole;
    if (broken > 0 || missing !== 0) {
      damage.push(`${Math.max(broken, missing)} of ${row["count"]} points of ${name}`);
    }
  }
  return { damage, entities, points };
}

function countPoints(database: Database, series: string | number | null) {
  let [whole, broken, from] = [0, 0, 0];
  for (;;) {
    const rows = database.all(
      "SELECT * FROM points WHERE series = ? AND seq >= ? ORDER BY seq LIMIT ?",
      series,
      from,
      ROWS,
    );
    for (const { seq, step, value, time, sum } of rows) {
      if (sum === checkOf(series, seq, step, value, time)) whole++;
      else broken++;
    }
    if (rows.length < ROWS) return { whole, broken };
    from = Number(rows.at(-1)?.["seq"]) + 1;
  }
}

function* rowsOf(database: Database, table: string, keys: readonly string[]): Generator<Row> {
  const names = keys.join(", ");
  const places = keys.map(() => "?").join(", ");
  const next = `SELECT * FROM ${table} WHERE (${names}) > (${places}) ORDER BY ${names} LIMIT ?`;
  let rows = database.all(`SELECT * FROM ${table} ORDER BY ${names} LIMIT ?`, ROWS);
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    yield* rows;
    const behind = last;
    rows = database.all(next, ...keys.map((key) => behind[key] ?? null), ROWS);
  }
}
