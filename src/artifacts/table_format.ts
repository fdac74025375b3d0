/**
 * The formats in which tables are stored. Browser-safe.
 *
 * @module
 */
import { encodeParquet } from "./parquet.ts";
import { encodeText, type Table, type TextFormat } from "./table.ts";

/**
 * How a table is stored: `csv` is [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) with a header
 * line, `jsonl` is [JSON Lines](https://jsonlines.org), one object a row, and `parquet` is
 * [Apache Parquet](https://parquet.apache.org), compressed columns with their types.
 */
export type TableFormat = TextFormat | "parquet";

/** Media types of the formats. AWS takes none with a dot, as Parquet's registered one has. */
export const TABLE_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: "text/csv",
  jsonl: "application/jsonl",
  parquet: "application/parquet",
};

/** The format that a file's name tells: CSV if none. */
export function formatOf(name: string): TableFormat {
  if (/\.(jsonl|ndjson)$/i.test(name)) return "jsonl";
  return /\.parquet$/i.test(name) ? "parquet" : "csv";
}

/**
 * A table in a format.
 *
 * @throws {ArgumentError} when columns differ in length, a value is of no kind that a table holds, or
 * the format cannot hold it
 */
export async function encodeTable(table: Table, format: TableFormat): Promise<Blob> {
  const encoded = format === "parquet" ? await encodeParquet(table) : encodeText(table, format);
  return encoded.slice(0, encoded.size, TABLE_TYPES[format]);
}
