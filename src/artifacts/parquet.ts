/**
 * Encodes tables as [Parquet](https://parquet.apache.org). The encoder is loaded on first use.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { columnsOf, type Table, type TableCell } from "./table.ts";

/** Parquet types of columns. */
type ColumnType = "BOOLEAN" | "DOUBLE" | "INT64" | "TIMESTAMP" | "STRING";

const LARGEST_INT64 = 2n ** 63n;

/**
 * Encodes a table as Parquet, compressed with Snappy. A column of numbers becomes DOUBLE, of
 * bigints INT64, of booleans BOOLEAN, and of dates TIMESTAMP in milliseconds. Any other column
 * becomes text, including one with values of several types. Missing values become null.
 *
 * @throws {ArgumentError} If columns differ in length, or a value has a type that tables do not
 * support
 */
export async function encodeParquet(table: Table): Promise<Blob> {
  const { names, rowCount, cell } = columnsOf(table);
  const columnData = names.map((name) => {
    const cells = Array.from({ length: rowCount }, (_, row) => cell(name, row) ?? null);
    const type = typeOf(cells, name);
    const data = type === "STRING" ? cells.map(textOf) : cells;
    return { name, type, data, nullable: true };
  });
  const { parquetWriteBuffer } = await import("hyparquet-writer/src/write.js");
  return new Blob([parquetWriteBuffer({ columnData, createdBy: "runlog" })]);
}

function typeOf(cells: readonly TableCell[], column: string): ColumnType {
  const kinds = new Set<ColumnType>();
  for (const cell of cells) {
    const kind = kindOf(cell, column);
    if (kind) kinds.add(kind);
  }
  const [only = "STRING"] = kinds;
  return kinds.size === 1 ? only : "STRING";
}

function kindOf(cell: TableCell, column: string): ColumnType | undefined {
  switch (typeof cell) {
    case "string":
      return "STRING";
    case "number":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "bigint":
      return cell >= -LARGEST_INT64 && cell < LARGEST_INT64 ? "INT64" : "STRING";
    case "undefined":
      return undefined;
  }
  if (cell === null) return undefined;
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return "TIMESTAMP";
  throw new ArgumentError("Cannot write table", {
    argument: `table.${column}`,
    value: cell,
    rule: "be a string, number, bigint, boolean, valid date, null or undefined",
  });
}

function textOf(cell: TableCell): string | null {
  if (cell === null || cell === undefined) return null;
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
