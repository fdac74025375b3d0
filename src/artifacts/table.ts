/**
 * Defines tables, and encodes them as CSV and JSON Lines.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkArgument, readingOf } from "../options.ts";
import { listOf, NAMED_VALUES } from "../kinds.ts";
import { toWord } from "../text/non_finite.ts";

/**
 * One value of a table. `null` and `undefined` are missing values. Text formats write dates as ISO
 * 8601 in UTC.
 */
export type TableCell = string | number | bigint | boolean | Date | null | undefined;

/**
 * A table: an array of rows, each an object of values by column name, or an object of columns, each
 * an array with one value per row. Columns may be typed arrays.
 */
export type Table =
  | readonly Readonly<Record<string, TableCell>>[]
  | Readonly<Record<string, ArrayLike<TableCell>>>;

/** Text formats of tables. */
export type TextFormat = "csv" | "jsonl";

/** Access to a table by column and row. */
export interface Columns {
  /** Names of the columns, in order. */
  readonly names: readonly string[];
  /** Number of rows. */
  readonly rowCount: number;
  /** Returns the value of a column in a row. */
  cell(name: string, row: number): TableCell;
}

const ACTION = "Cannot write table";
const ROWS = listOf(NAMED_VALUES);

/** Number of rows that are encoded at a time. */
const ROWS_A_PIECE = 4096;

/**
 * Encodes a table as text.
 *
 * CSV quotes values that contain commas, quotes or line ends. A missing value is an empty field,
 * and an empty string is `""`. Numbers are written with full precision; NaN and infinities are
 * `NaN`, `Infinity` and `-Infinity`.
 *
 * JSON Lines writes values as JSON, and a missing value as `null`. NaN and infinities become
 * these words as strings, because JSON has no such numbers. It cannot represent bigints.
 *
 * @throws {ArgumentError} If columns differ in length, a value has a type that tables do not
 * support, or the format cannot represent it
 */
export function encodeText(table: Table, format: TextFormat): Blob {
  const columns = columnsOf(table);
  const pieces: string[] = [];
  if (format === "csv") pieces.push(csvLine(columns.names));
  for (let start = 0; start < columns.rowCount; start += ROWS_A_PIECE) {
    const end = Math.min(columns.rowCount, start + ROWS_A_PIECE);
    let piece = "";
    for (let row = start; row < end; row++) piece += rowText(columns, row, format);
    pieces.push(piece);
  }
  return new Blob(pieces);
}

/** Returns access by column and row to a table of either form. */
export function columnsOf(table: Table): Columns {
  return readingOf(ACTION, "table", table, () => readColumns(table));
}

function readColumns(table: Table): Columns {
  if (Array.isArray(table)) {
    // Array.isArray has selected the only array of the union.
    const rows = table as readonly Readonly<Record<string, TableCell>>[];
    checkArgument(ACTION, "table", rows, ROWS);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return { names, rowCount: rows.length, cell: (name, row) => own(rows[row], name) };
  }
  if (typeof table !== "object" || table === null) {
    throw refusal("table", table, "be an array of rows or an object of columns");
  }
  // The other type of the union.
  const columns = table as Readonly<Record<string, ArrayLike<TableCell>>>;
  const names = Object.keys(columns);
  const rowCount = columns[names[0] ?? ""]?.length ?? 0;
  for (const name of names) {
    const length = columns[name]?.length;
    if (length === rowCount && typeof length === "number") continue;
    throw refusal(`table.${name}`, length, `have as many values as the first column (${rowCount})`);
  }
  return { names, rowCount, cell: (name, row) => columns[name]?.[row] };
}

function own(row: Readonly<Record<string, TableCell>> | undefined, name: string): TableCell {
  return row && Object.hasOwn(row, name) ? row[name] : undefined;
}

function rowText({ names, cell }: Columns, row: number, format: TextFormat): string {
  if (format === "csv") return csvLine(names.map((name) => textOf(cell(name, row), name)));
  const entries = names.map((name) => [name, jsonOf(cell(name, row), name)]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

function csvLine(fields: readonly (string | undefined)[]): string {
  const line = fields.map((field) => field === undefined ? "" : quoted(field)).join(",");
  return `${line}\r\n`;
}

function quoted(text: string): string {
  // An empty string would read back as a missing value, and outer spaces may be trimmed.
  const isPlain = text !== "" && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

function textOf(value: TableCell, column: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return dateText(value, column);
  return Object.is(value, -0) ? "-0" : String(checkedCell(value, column));
}

function jsonOf(value: TableCell, column: string): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return dateText(value, column);
  const checked = checkedCell(value, column);
  if (typeof checked === "number") return toWord(checked);
  if (typeof checked !== "bigint") return checked;
  throw refusal(`table.${column}`, value, 'be representable in JSON (format "csv" can store it)');
}

function dateText(date: Date, column: string): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw refusal(`table.${column}`, "Invalid Date", "be a valid date");
}

function checkedCell<Value>(value: Value, column: string): Value {
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return value;
  throw refusal(
    `table.${column}`,
    value,
    "be a string, number, bigint, boolean, valid date, null or undefined",
  );
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
