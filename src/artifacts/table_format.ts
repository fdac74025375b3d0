/**
 * Encodes tables in the formats in which they are stored.
 *
 * @module
 */
import { encodeParquet } from "./parquet.ts";
import { encodeText, type Table, type TextFormat } from "./table.ts";

/**
 * Format of a stored table. `csv` is [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) with a
 * header line. `jsonl` is [JSON Lines](https://jsonlines.org), one object per row. `parquet` is
 * [Apache Parquet](https://parquet.apache.org), compressed and typed columns.
 */
export type TableFormat = TextFormat | "parquet";

/** Media types by format. AWS accepts no dots, which the registered media type of Parquet has. */
export const TABLE_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: "text/csv",
  jsonl: "application/jsonl",
  parquet: "application/parquet",
};

/** Returns the format for a file name's extension; CSV if the extension is unknown. */
export function formatOf(name: string): TableFormat {
  if (/\.(jsonl|ndjson)$/i.test(name)) return "jsonl";
  return /\.parquet$/i.test(name) ? "parquet" : "csv";
}

/**
 * Encodes a table in a format.
 *
 * @throws {ArgumentError} If columns differ in length, a value has a type that tables do not
 * support, or the format cannot represent it
 */
export async function encodeTable(table: Table, format: TableFormat): Promise<Blob> {
  const encoded = format === "parquet" ? await encodeParquet(table) : encodeText(table, format);
  return encoded.slice(0, encoded.size, TABLE_TYPES[format]);
}
