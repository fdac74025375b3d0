/**
 * Searches for damaged rows: those whose checksum does not match, and points that are missing. It
 * holds one slice of rows in memory, and the event loop turns between slices.
 *
 * @module
 */
import { isRemovedName } from "../removed_series.ts";
import { isLookupWhole } from "./lookups.ts";
import { areParametersWhole } from "./parameters.ts";
import { isNonFinite } from "./point_value.ts";
import { type Row, type Rows, slicesOf } from "./row.ts";
import { checkOfEntity, checkOfObject, isWholePoint, wholeSeriesRow } from "./row_check.ts";

/** Damaged rows, and the number of those that were checked. */
export interface RowDamage {
  /** Damaged items, in words. */
  readonly damage: readonly string[];
  /** Number of entities. */
  readonly entities: number;
  /** Number of intact points. */
  readonly points: number;
}

/**
 * Returns the damaged rows of entities, objects and metrics, and the missing points.
 *
 * @param rows Database, in a transaction
 * @param turn Called between slices; lets the event loop turn
 */
export async function findRowDamage(rows: Rows, turn: () => Promise<void>): Promise<RowDamage> {
  const damage: string[] = [];
  let entities = 0;
  for (const slice of slicesOf(rows, "entities")) {
    entities += slice.length;
    damage.push(...slice.flatMap((row) => damageOfEntity(rows, row) ?? []));
    await turn();
  }
  for (const slice of slicesOf(rows, "objects")) {
    for (const row of slice) {
      if (row["sum"] === checkOfObject(row)) continue;
      damage.push(`the record of s3://${row["bucket"]}/${row["key"]}`);
    }
    await turn();
  }
  const metrics = await findSeriesDamage(rows, turn);
  return { damage: [...damage, ...metrics.damage], entities, points: metrics.points };
}

function damageOfEntity(rows: Rows, row: Row): string | undefined {
  const { kind, key, body } = row;
  if (row["sum"] !== checkOfEntity(row)) return `the ${kind} ${key}`;
  if (kind === "component") {
    if (areParametersWhole(rows, String(key), body)) return undefined;
    return `the parameters by which searches find ${key}`;
  }
  if (isLookupWhole(rows, row)) return undefined;
  return `the value by which the ${kind} ${key} is found`;
}

/** The intact points of one series. */
interface PointCount {
  whole: number;
  nonFinite: number;
}

/** Compares series and points, which are both in the order of the series' IDs. */
async function findSeriesDamage(
  rows: Rows,
  turn: () => Promise<void>,
): Promise<Pick<RowDamage, "damage" | "points">> {
  const damage: string[] = [];
  const counter = new PointCounter(rows, turn);
  let [points, orphans] = [0, 0];
  for (const slice of slicesOf(rows, "series")) {
    const counts = await counter.countUntil(Number(slice.at(-1)?.["id"] ?? -Infinity));
    for (const row of slice) {
      const id = Number(row["id"]);
      const count = counts.get(id) ?? { whole: 0, nonFinite: 0 };
      counts.delete(id);
      if (!isRemovedName(row["component"])) points += count.whole;
      damage.push(...damageOfSeries(row, count));
    }
    orphans += wholeIn(counts);
    await turn();
  }
  orphans += wholeIn(await counter.countUntil(Infinity));
  if (orphans > 0) damage.push(`${orphans} points belong to no metric`);
  return { damage, points: points + orphans };
}

function* damageOfSeries(row: Row, { whole, nonFinite }: PointCount): Generator<string> {
  const isWhole = wholeSeriesRow(row) !== undefined;
  if (isRemovedName(row["component"])) {
    if (!isWhole) yield `the record of a deleted metric, whose points stay`;
    return;
  }
  const name = `metric "${row["name"]}" of ${row["component"]}`;
  const count = Number(row["count"]);
  if ((count !== 0 || row["sum"] !== null) && !isWhole) yield `the summary of ${name}`;
  const missing = count - whole;
  if (missing !== 0) yield `${Math.abs(missing)} of ${count} points of ${name}`;
  else if (Number(row["non_finite"]) !== nonFinite) {
    yield `the count of NaN and infinite points of ${name}`;
  }
}

function wholeIn(counts: ReadonlyMap<number, PointCount>): number {
  return [...counts.values()].reduce((sum, { whole }) => sum + whole, 0);
}

/** Counts intact points, one slice of them after the other. */
class PointCounter {
  readonly #slices: Generator<readonly Row[]>;
  readonly #turn: () => Promise<void>;
  #slice: readonly Row[] = [];
  #next = 0;

  constructor(rows: Rows, turn: () => Promise<void>) {
    this.#slices = slicesOf(rows, "points");
    this.#turn = turn;
  }

  /** Counts the next points up to those of a series, by series. */
  async countUntil(lastSeries: number): Promise<Map<number, PointCount>> {
    const counts = new Map<number, PointCount>();
    for (;;) {
      for (; this.#next < this.#slice.length; this.#next++) {
        const row = this.#slice[this.#next] ?? {};
        // Only damage writes anything but a number, and sorts it behind all of them.
        const series = typeof row["series"] === "number" ? row["series"] : Infinity;
        if (series > lastSeries) return counts;
        if (isWholePoint(row)) countOne(counts, series, isNonFinite(row["value"]));
      }
      const { done, value } = this.#slices.next();
      if (done) return counts;
      [this.#slice, this.#next] = [value, 0];
      await this.#turn();
    }
  }
}

function countOne(counts: Map<number, PointCount>, series: number, isNonFinite: boolean): void {
  let count = counts.get(series);
  if (!count) counts.set(series, count = { whole: 0, nonFinite: 0 });
  count.whole++;
  if (isNonFinite) count.nonFinite++;
}
