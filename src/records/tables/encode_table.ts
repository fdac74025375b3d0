/**
 * Encodes tables as bytes, and escapes formulas for spreadsheets. Loaded when a table is written.
 *
 * @module
 */
import { columnsOf, type Table } from "../../artifacts/table.ts";

export { encodeTable } from "../../artifacts/table_format.ts";

/** Returns the table with escaped formulas in strings and in column names, which users choose too. */
export function withoutFormulas(table: Table): Table {
  const { names, rowCount, cell } = columnsOf(table);
  return Object.fromEntries(names.map((name) => [
    escaped(name),
    Array.from({ length: rowCount }, (_, row) => {
      const value = cell(name, row);
      return typeof value === "string" ? escaped(value) : value;
    }),
  ]));
}

function escaped(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
