/**
 * Tables, and their forms as text: CSV and JSON Lines. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/** One value of a table. Dates become ISO 8601 in UTC; `null` and `undefined` stand for no value. */
export type TableCell = string | number | bigint | boolean | Date | null | undefined;

/**
 * A table: rows, each with its values by column name, or columns, each with a value for every row.
 * Columns may be typed arrays.
 */
export type Table =
  | readonly Readonly<Record<string, TableCell>>[]
  | Readonly<Record<string, ArrayLike<TableCell>>>;

/** Formats that are text. */
export type TextFormat = "csv" | "jsonl";

/** A table's columns by name, in order, and how many rows they have. */
export interface Columns {
  /** The columns' names. */
  readonly names: readonly string[];
  /** How many rows there are. */
  readonly rowCount: number;
  /** The value of a column in a row. */
  cell(name: string, row: number): TableCell;
}

/** Rows are brought to text this many at a time. */
const ROWS_A_PIECE = 4096;

/**
 * A table as text. CSV: values with commas, quotes or line ends are quoted, no value is an empty
 * field and the empty text `""`, numbers are written so that they read back alike, NaN and infinities
 * as `NaN`, `Infinity` and `-Infinity`. JSON Lines: as JSON has them, no value as `null`; it has no
 * NaN, no infinities and no bigints.
 *
 * @throws {ArgumentError} when columns differ in length, a value is of no kind that a table holds, or
 * the format cannot hold it
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

/** Any table by its columns. */
export function columnsOf(table: Table): Columns {
  if (Array.isArray(table)) {
    // What Array.isArray has told of a union that has one array.
    const rows = table as readonly Readonly<Record<string, TableCell>>[];
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return { names, rowCount: rows.length, cell: (name, row) => own(rows[row], name) };
  }
  if (typeof table !== "object" || table === null) {
    throw refusal("table", table, "be rows or columns");
  }
  // The other kind of the union.
  const columns = table as Readonly<Record<string, ArrayLike<TableCell>>>;
  const names = Object.keys(columns);
  const rowCount = columns[names[0] ?? ""]?.length ?? 0;
  for (const name of names) {
    const length = columns[name]?.length;
    if (length === rowCount) continue;
    throw refusal(`table.${name}`, length, `have as many values as the first column: ${rowCount}`);
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
  // An empty text would read back as no value, and spaces at the ends may be trimmed.
  const isPlain = text !== "" && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

function textOf(value: TableCell, column: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return value instanceof Date ? dateText(value, column) : String(checkedCell(value, column));
}

function jsonOf(value: TableCell, column: string): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return dateText(value, column);
  const checked = checkedCell(value, column);
  const isHeld = typeof checked === "number"
    ? Number.isFinite(checked)
    : typeof checked !== "bigint";
  // What JSON cannot hold was told apart just now.
  if (isHeld) return checked as string | number | boolean;
  throw refusal(`table.${column}`, value, 'be held by JSON: format "csv" takes it');
}

function dateText(date: Date, column: string): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw refusal(`table.${column}`, "Invalid Date", "be a date that is one");
}

function checkedCell<Value>(value: Value, column: string): Value {
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return value;
  throw refusal(`table.${column}`, value, "be text, a number, a boolean, a date or nothing");
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot log table", { argument, value, rule });
}
