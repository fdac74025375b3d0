/**
 * Tables as bytes, those for spreadsheets without formulas. Loaded when one is written. Browser-safe.
 *
 * @module
 */
import { columnsOf, type Table } from "../../artifacts/table.ts";

export { encodeTable } from "../../artifacts/table_format.ts";

/** A table whose texts no spreadsheet takes for formulas: column names come from users as well. */
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
