/**
 * Turns rows of named values into points: the step and the time are columns too.
 *
 * @module
 */
import { SeriesBuilder } from "../series_builder.ts";
import type { ImportProblem } from "../foreign_run.ts";

/** Columns that are no metrics. */
export interface RowColumns {
  /**
   * Column of the step.
   * @default the first of `step`, `global_step`, `_step`, `iteration`, `iter` and `epoch`
   */
  readonly step?: string | undefined;
  /**
   * Column of the time: seconds or milliseconds since 1970, or an ISO date.
   * @default the first of `timestamp`, `_timestamp`, `wall_time`, `datetime`, `date` and `time` whose
   * first value is such a time
   */
  readonly time?: string | undefined;
}

const STEP_COLUMNS = ["step", "global_step", "_step", "iteration", "iter", "epoch"];
const TIME_COLUMNS = ["timestamp", "_timestamp", "wall_time", "datetime", "date", "time"];

/** The years 1973 to 5138 in seconds, and 1973 to 2286 in milliseconds, do not overlap. */
const LEAST_SECONDS = 1e8;
const LEAST_MILLISECONDS = 1e11;
const MOST_MILLISECONDS = 1e13;

/** Texts that mean a missing value. */
const MISSING: ReadonlySet<string> = new Set(["", "na", "n/a", "null", "none", "-"]);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Returns the number of a cell; undefined for a missing one, null for any other text. */
export function numberOf(cell: unknown): number | undefined | null {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  if (cell === undefined || cell === null) return undefined;
  if (typeof cell !== "string") return null;
  const text = cell.trim();
  if (MISSING.has(text.toLowerCase())) return undefined;
  if (NUMBER.test(text)) return Number(text);
  const [, sign, word] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === undefined) return null;
  return word.toLowerCase() === "nan" ? NaN : sign === "-" ? -Infinity : Infinity;
}

/** Returns the time of a cell in milliseconds; undefined for any other value. */
export function timeOf(cell: unknown): number | undefined {
  const number = numberOf(cell);
  if (typeof number === "number") {
    if (number >= LEAST_MILLISECONDS && number < MOST_MILLISECONDS) return number;
    return number >= LEAST_SECONDS && number < LEAST_MILLISECONDS ? number * 1000 : undefined;
  }
  if (typeof cell !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(cell.trim())) return undefined;
  // Without an offset, a time is taken as UTC: the machine that reads may be elsewhere.
  const iso = cell.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, "$1T");
  const whole = /T/.test(iso) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? `${iso}Z` : iso;
  const time = Date.parse(whole);
  return Number.isNaN(time) ? undefined : time;
}

/** Points that are being read from rows. */
export class RowSeries {
  /** The points. */
  readonly series: SeriesBuilder = new SeriesBuilder();
  readonly #names: Required<RowColumns>;
  readonly #given: RowColumns;
  readonly #otherwise: number;
  readonly #texts = new Map<string, number>();
  #hasTime: boolean | undefined;

  /**
   * @param columns Names of the columns
   * @param given Columns that the caller named
   * @param otherwise Time of rows without one, in milliseconds
   */
  constructor(columns: readonly string[], given: RowColumns, otherwise: number) {
    const pick = (names: readonly string[]): string | undefined =>
      names.map((name) => columns.find((column) => column.toLowerCase() === name))
        .find((found) => found !== undefined);
    this.#names = {
      step: given.step ?? pick(STEP_COLUMNS),
      time: given.time ?? pick(TIME_COLUMNS),
    };
    this.#given = given;
    this.#otherwise = otherwise;
  }

  /** The columns that were taken as step and time. */
  get columns(): RowColumns {
    return { step: this.#names.step, time: this.#hasTime ? this.#names.time : undefined };
  }

  /** Adds the points of a row. */
  add(row: Iterable<readonly [string, unknown]>): void {
    const cells = [...row];
    const { step: stepName, time: timeName } = this.#names;
    const cellOf = (name: string | undefined): unknown =>
      name === undefined ? undefined : cells.find(([column]) => column === name)?.[1];
    const time = timeOf(cellOf(timeName));
    // A column such as "time" may have seconds since the start.
    this.#hasTime ??= this.#given.time !== undefined || time !== undefined;
    const step = numberOf(cellOf(stepName)) ?? NaN;
    const at = this.#hasTime ? time ?? this.#otherwise : this.#otherwise;
    for (const [name, cell] of cells) {
      if (name === stepName || (name === timeName && this.#hasTime)) continue;
      const value = numberOf(cell);
      if (value === null) this.#texts.set(name, (this.#texts.get(name) ?? 0) + 1);
      else if (value !== undefined) this.series.append(name, value, at, step);
    }
  }

  /** Returns the columns with values that are no numbers. */
  get problems(): readonly ImportProblem[] {
    return [...this.#texts].map(([name, count]) => ({
      kind: "metric",
      name,
      count,
      reason: "are no numbers",
    }));
  }
}
