/**
 * Writes points into their table, many per statement. One statement per point takes almost twice as
 * long, and its results fill Deno's heap.
 *
 * @module
 */
import type { Database } from "./database.ts";
import type { SqliteValue } from "./modules.ts";
import { toColumnValue } from "./point_value.ts";
import { checkOfPoint } from "./row_check.ts";

const ROWS = 50;
const COLUMNS = 6;
const PLACES = "(?, ?, ?, ?, ?, ?)";

/** Writes points into the table, within one transaction. */
export class PointWriter {
  readonly #database: Database;
  readonly #values: SqliteValue[] = new Array(ROWS * COLUMNS).fill(null);
  #count = 0;

  /** @param database Database, in a transaction */
  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds a point. A step of NaN means no step. The point is in the table once {@linkcode flush} has
   * returned.
   */
  add(series: number, sequence: number, step: number, value: number, time: number): void {
    const at = this.#count * COLUMNS;
    this.#values[at] = series;
    this.#values[at + 1] = sequence;
    this.#values[at + 2] = step === step ? step : null;
    const held = toColumnValue(value);
    this.#values[at + 3] = held;
    this.#values[at + 4] = time;
    this.#values[at + 5] = checkOfPoint(series, sequence, step, held, time);
    this.#count++;
    if (this.#count === ROWS) this.#write(ROWS);
  }

  /** Writes the remaining points. */
  flush(): void {
    this.#write(1);
  }

  /** Writes the buffered points, `rows` per statement. */
  #write(rows: number): void {
    const insert = this.#database.prepare(
      `INSERT INTO points (series, seq, step, value, time, sum) VALUES ${PLACES}${
        `, ${PLACES}`.repeat(rows - 1)
      }`,
    );
    for (let row = 0; row < this.#count; row += rows) {
      const [from, to] = [row * COLUMNS, (row + rows) * COLUMNS];
      insert(...(rows === ROWS ? this.#values : this.#values.slice(from, to)));
    }
    this.#count = 0;
  }
}
