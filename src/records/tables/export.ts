/**
 * Runs as tables for other programs. Browser-safe.
 *
 * @module
 */
import type { Table, TableCell } from "../../artifacts/table.ts";
import type { RunRecord } from "../runs/record.ts";
import { checkOptions } from "../../options.ts";

/** A run as a row. Every row of a table has the same columns; `null` where a run has no value. */
export type RunRow = Readonly<Record<string, TableCell>>;

/** Options of {@linkcode toCsv}. */
export interface CsvOptions {
  /**
   * Whether text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab
   * or a line end) gets an apostrophe in front. Numbers stay as they are.
   * @default true
   */
  readonly escapeFormulas?: boolean | undefined;
}

/**
 * Runs as rows, which Observable Plot, Arquero and DuckDB take as they are. Columns: `experimentName`,
 * `runName`, `displayName`, `status`, `creationTime`, `startTime`, `endTime` (dates), `commit`, then
 * `parameters.<name>`, `metrics.<name>.last`, `.min` and `.max`, and `tags.<key>`, each by name.
 *
 * @param runs The runs
 * @returns A row for each
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

/** What can be exported: runs, with the columns of {@linkcode toTable}, or any table. */
export type Exportable = readonly RunRecord[] | Table;

/**
 * Runs, or a table, as CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), times in ISO 8601.
 *
 * @param data The runs, or the table
 * @param options How text is written
 * @returns The text, a header line first
 *
 * @example
 * ```ts
 * import { listRuns, toCsv } from "@runlog/sagemaker";
 *
 * console.log(await toCsv(await Array.fromAsync(listRuns({ experimentName: "demo" }))));
 * ```
 */
export async function toCsv(data: Exportable, options: CsvOptions = {}): Promise<string> {
  checkOptions("Cannot write CSV", options, { escapeFormulas: true });
  const table = tableOf(data);
  const { escapeFormulas = true } = options;
  const { encodeTable, withoutFormulas } = await import("./encode_table.ts");
  return await (await encodeTable(escapeFormulas ? withoutFormulas(table) : table, "csv")).text();
}

/**
 * Runs, or a table, as [JSON Lines](https://jsonlines.org), times in ISO 8601.
 *
 * @param data The runs, or the table
 * @returns The text, a line for each
 * @throws {ArgumentError} for what JSON cannot hold: NaN, infinities, bigints
 *
 * @example
 * ```ts
 * import { listRuns, toJsonLines } from "@runlog/sagemaker";
 *
 * console.log(await toJsonLines(await Array.fromAsync(listRuns({ experimentName: "demo" }))));
 * ```
 */
export async function toJsonLines(data: Exportable): Promise<string> {
  const { encodeTable } = await import("./encode_table.ts");
  return await (await encodeTable(tableOf(data), "jsonl")).text();
}

/**
 * Runs, or a table, as [Parquet](https://parquet.apache.org), compressed with Snappy. Columns of
 * numbers are DOUBLE, of dates TIMESTAMP, of booleans BOOLEAN; others, those of several kinds among
 * them, are text.
 *
 * @param data The runs, or the table
 * @returns The file
 *
 * @example
 * ```ts
 * import { listRuns, toParquet } from "@runlog/sagemaker";
 *
 * const runs = await Array.fromAsync(listRuns({ experimentName: "demo" }));
 * await Deno.writeFile(`${await Deno.makeTempDir()}/runs.parquet`, await toParquet(runs));
 * ```
 */
export async function toParquet(data: Exportable): Promise<Uint8Array<ArrayBuffer>> {
  const { encodeTable } = await import("./encode_table.ts");
  const file = await encodeTable(tableOf(data), "parquet");
  return new Uint8Array(await file.arrayBuffer());
}

function tableOf(data: Exportable): Table {
  // No cell of a table is an object such as a run's parameters.
  return isRuns(data) ? toTable(data) : data;
}

function isRuns(data: Exportable): data is readonly RunRecord[] {
  const [first]: readonly Readonly<Record<string, unknown>>[] = Array.isArray(data) ? data : [];
  const parameters = first?.["parameters"];
  return typeof parameters === "object" && parameters !== null && !(parameters instanceof Date);
}

function* cellsOf(run: RunRecord): Generator<[name: string, value: TableCell]> {
  for (const [name, value] of Object.entries(run.parameters)) yield [`parameters.${name}`, value];
  for (const [name, { last, min, max }] of Object.entries(run.metrics)) {
    yield [`metrics.${name}.last`, last];
    yield [`metrics.${name}.max`, max];
    yield [`metrics.${name}.min`, min];
  }
  for (const [key, value] of Object.entries(run.tags)) yield [`tags.${key}`, value];
}
