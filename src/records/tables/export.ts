/**
 * Exports runs as tables for other programs.
 *
 * @module
 */
import type { Table, TableCell } from "../../artifacts/table.ts";
import type { RunRecord } from "../runs/record.ts";
import { checkArgument, checkOptions, readingOf } from "../../options.ts";
import { FLAG, listOf, mapOf, NAMED_VALUES, recordOf } from "../../kinds.ts";

const ACTION = "Cannot write table";
/** Runs with the properties that become rows. */
const RUNS = listOf(recordOf("be a run's record", {
  parameters: NAMED_VALUES,
  metrics: mapOf(NAMED_VALUES),
  tags: NAMED_VALUES,
}));

/** A run as a row. Every row of a table has the same columns. `null` marks a missing value. */
export type RunRow = Readonly<Record<string, TableCell>>;

/** Options of {@linkcode toCsv}. */
export interface CsvOptions {
  /**
   * Whether to prefix an apostrophe to strings that a spreadsheet would interpret as a formula.
   * These start with `=`, `+`, `-`, `@`, a tab or a line end. Numbers are unchanged.
   * @default true
   */
  readonly escapeFormulas?: boolean | undefined;
}

/**
 * Converts runs to rows, which Observable Plot, Arquero and DuckDB read directly. The first columns
 * are `experimentName`, `runName`, `displayName`, `status`, `creationTime`, `startTime`, `endTime`
 * (dates) and `commit`. The others are `parameters.<name>`, `metrics.<name>.last`, `.min` and
 * `.max`, and `tags.<key>`, each sorted by name.
 *
 * @param runs The runs to convert
 * @returns The rows, one per run
 *
 * @example
 * ```ts
 * import { listRuns, toTable } from "@runlog/sagemaker";
 *
 * const rows = toTable(await Array.fromAsync(listRuns({ experimentName: "demo" })));
 * console.log(rows[0]?.["parameters.lr"], rows[0]?.["metrics.loss.last"]);
 * ```
 */
export function toTable(runs: readonly RunRecord[]): readonly RunRow[] {
  checkArgument(ACTION, "runs", runs, RUNS);
  const cells = runs.map((run) => new Map(cellsOf(run)));
  const found = cells.flatMap((row) => [...row.keys()]);
  const columns = ["parameters.", "metrics.", "tags."].flatMap((prefix) =>
    [...new Set(found.filter((name) => name.startsWith(prefix)))].sort()
  );
  return runs.map((run, index) => ({
    experimentName: run.experimentName,
    runName: run.runName,
    displayName: run.displayName ?? null,
    status: run.status ?? null,
    creationTime: run.creationTime ?? null,
    startTime: run.startTime ?? null,
    endTime: run.endTime ?? null,
    commit: run.commit ?? null,
    ...Object.fromEntries(columns.map((name) => [name, cells[index]?.get(name) ?? null])),
  }));
}

/** Data to export: runs, with the columns of {@linkcode toTable}, or any table. */
export type Exportable = readonly RunRecord[] | Table;

/**
 * Converts runs or a table to CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), with times
 * in ISO 8601.
 *
 * @param table The runs or table to export
 * @param options Escaping of formulas
 * @returns The CSV text; its first line contains the column names
 *
 * @example
 * ```ts
 * import { listRuns, toCsv } from "@runlog/sagemaker";
 *
 * console.log(await toCsv(await Array.fromAsync(listRuns({ experimentName: "demo" }))));
 * ```
 */
export async function toCsv(table: Exportable, options: CsvOptions = {}): Promise<string> {
  checkOptions("Cannot write CSV", options, { escapeFormulas: FLAG });
  const rows = tableOf(table);
  const { escapeFormulas = true } = options;
  const { encodeTable, withoutFormulas } = await import("./encode_table.ts");
  return await (await encodeTable(escapeFormulas ? withoutFormulas(rows) : rows, "csv")).text();
}

/**
 * Converts runs or a table to [JSON Lines](https://jsonlines.org), with times in ISO 8601. NaN and
 * infinities are the strings `NaN`, `Infinity` and `-Infinity`.
 *
 * @param table The runs or table to export
 * @returns The text, one line per row
 * @throws {ArgumentError} If a value cannot be represented in JSON: a bigint
 *
 * @example
 * ```ts
 * import { listRuns, toJsonLines } from "@runlog/sagemaker";
 *
 * console.log(await toJsonLines(await Array.fromAsync(listRuns({ experimentName: "demo" }))));
 * ```
 */
export async function toJsonLines(table: Exportable): Promise<string> {
  const { encodeTable } = await import("./encode_table.ts");
  return await (await encodeTable(tableOf(table), "jsonl")).text();
}

/**
 * Converts runs or a table to [Parquet](https://parquet.apache.org), compressed with Snappy.
 * Columns of numbers become DOUBLE, columns of dates TIMESTAMP and columns of booleans BOOLEAN. All
 * other columns, including columns with several types, become text.
 *
 * @param table The runs or table to export
 * @returns The file's bytes
 *
 * @example
 * ```ts
 * import { listRuns, toParquet } from "@runlog/sagemaker";
 *
 * const runs = await Array.fromAsync(listRuns({ experimentName: "demo" }));
 * await Deno.writeFile(`${await Deno.makeTempDir()}/runs.parquet`, await toParquet(runs));
 * ```
 */
export async function toParquet(table: Exportable): Promise<Uint8Array<ArrayBuffer>> {
  const { encodeTable } = await import("./encode_table.ts");
  const file = await encodeTable(tableOf(table), "parquet");
  return new Uint8Array(await file.arrayBuffer());
}

function tableOf(table: Exportable): Table {
  // A table's cells are never objects such as a run's parameters.
  return readingOf(ACTION, "table", table, () => isRuns(table) ? toTable(table) : table);
}

function isRuns(table: Exportable): table is readonly RunRecord[] {
  const [first]: readonly Readonly<Record<string, unknown>>[] = Array.isArray(table) ? table : [];
  const parameters = first?.["parameters"];
  return typeof parameters === "object" && parameters !== null && !(parameters instanceof Date);
}

function* cellsOf(run: RunRecord): Generator<[name: string, value: TableCell]> {
  for (const [name, value] of Object.entries(run.parameters)) yield [`parameters.${name}`, value];
  for (const [name, { last, min, max, nonFinite }] of Object.entries(run.metrics)) {
    yield [`metrics.${name}.last`, last];
    yield [`metrics.${name}.max`, max];
    yield [`metrics.${name}.min`, min];
    if (nonFinite !== undefined) yield [`metrics.${name}.nonFinite`, nonFinite];
  }
  for (const [key, value] of Object.entries(run.tags)) yield [`tags.${key}`, value];
}
