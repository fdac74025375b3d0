/**
 * Runs as tables for other programs. Browser-safe.
 *
 * @module
 */
import { encodeTable, type TableCell } from "../artifacts/table.ts";
import type { RunRecord } from "./record.ts";

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

/**
 * Runs as CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), with the columns of
 * {@linkcode toTable}, times in ISO 8601.
 *
 * @param runs The runs
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
export function toCsv(runs: readonly RunRecord[], options: CsvOptions = {}): Promise<string> {
  const rows = toTable(runs);
  const { escapeFormulas = true } = options;
  return encodeTable(escapeFormulas ? rows.map(withoutFormulas) : rows, "csv").text();
}

/**
 * Runs as [JSON Lines](https://jsonlines.org), with the columns of {@linkcode toTable}, times in
 * ISO 8601.
 *
 * @param runs The runs
 * @returns The text, a line for each run
 *
 * @example
 * ```ts
 * import { listRuns, toJsonLines } from "@runlog/sagemaker";
 *
 * console.log(await toJsonLines(await Array.fromAsync(listRuns({ experimentName: "demo" }))));
 * ```
 */
export function toJsonLines(runs: readonly RunRecord[]): Promise<string> {
  return encodeTable(toTable(runs), "jsonl").text();
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

/** Column names come from users as much as values do. */
function withoutFormulas(row: RunRow): RunRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      escaped(name),
      typeof value === "string" ? escaped(value) : value,
    ]),
  );
}

function escaped(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
