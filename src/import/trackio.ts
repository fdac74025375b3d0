/**
 * Reads runs from the databases of Trackio.
 *
 * @module
 */
import type { ParameterValue } from "../rules/parameters.ts";
import { isDatabase, openDatabase, type ReadDatabase, type Row, tablesOf } from "./database.ts";
import { flatten, parametersIn } from "./flatten.ts";
import type { ForeignFile, ForeignRun, ReadEntry, ReadOptions, RunSource } from "./foreign_run.ts";
import { checkInput, type ImportInput, type InputFile, openInput } from "./input.ts";
import { inputFile, jsonFile } from "./made_files.ts";
import { parsePythonJson } from "./python_json.ts";
import { reasonOf } from "./reason.ts";
import { SeriesBuilder } from "./series_builder.ts";
import { baseName, withoutExtension } from "./tables/row_run.ts";

/**
 * Returns a source of the runs in Trackio's databases (`{project}.db`), opened for reading only.
 *
 * - The project is the experiment, and the run's name its name.
 * - Numbers become metrics with the step and time of their row; system metrics begin with `system/`.
 * - The configuration becomes parameters, without Trackio's own members, which begin with `_`.
 * - Alerts are the run's notes. Strings and media are in `trackio/values.json`; the media's files are in
 *   the same folder, if they were found.
 * - Trackio does not store whether a run has ended: it is imported as `Completed`, unless `isLive`.
 *
 * @param input A database, or Trackio's folder with databases and media
 *
 * @example
 * ```ts
 * import { importRuns, trackio } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: trackio(folder), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function trackio(input: ImportInput): RunSource {
  checkInput(input);
  return { kind: "trackio", read: (read) => readDatabases(input, read) };
}

/** Whether a file is a database of Trackio. */
export async function isTrackioDatabase(file: InputFile): Promise<boolean> {
  if (!await isDatabase(file)) return false;
  const tables = tablesOf(file);
  return ["metrics", "configs"].every((name) => tables.has(name)) && !tables.has("experiments");
}

async function* readDatabases(
  input: ImportInput,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const { files } = await openInput(input, signal);
  for (const file of files) {
    signal?.throwIfAborted();
    if (!await isDatabase(file)) continue;
    try {
      const database = openDatabase(file);
      try {
        if (!database.tables.has("configs") || database.tables.has("experiments")) continue;
        const project = withoutExtension(baseName(file.path));
        for (const run of runsOf(database)) {
          signal?.throwIfAborted();
          yield { run: await readRun(database, project, run, { files, isLive }) };
        }
      } finally {
        database.close();
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
}

/** A run, and the column that identifies its rows. */
interface RunKey {
  readonly column: "run_id" | "run_name";
  readonly key: string;
  readonly name: string;
}

/** Databases of earlier versions identify runs by name. */
function runsOf(database: ReadDatabase): readonly RunKey[] {
  const columns = [...database.rows("SELECT name FROM pragma_table_info('metrics')")];
  const column = columns.some(({ name }) => name === "run_id") ? "run_id" : "run_name";
  const sql = ["metrics", "configs"].map((table) =>
    `SELECT ${column} AS key, max(run_name) AS name, 1 AS one FROM ${table} GROUP BY ${column}`
  ).join(" UNION ");
  const runs = new Map<string, RunKey>();
  for (const { key, name } of database.rows(sql)) {
    const text = String(key ?? "");
    runs.set(text, { column, key: text, name: String(name ?? text) });
  }
  return [...runs.values()];
}

/** Contents of a run's rows. */
interface RunRows {
  readonly series: SeriesBuilder;
  readonly others: { readonly step: number; readonly name: string; readonly value: unknown }[];
}

async function readRun(
  database: ReadDatabase,
  project: string,
  run: RunKey,
  { files, isLive }: { readonly files: readonly InputFile[]; readonly isLive: boolean },
): Promise<ForeignRun> {
  const rows: RunRows = { series: new SeriesBuilder(), others: [] };
  for (const row of rowsOf(database, "metrics", run)) {
    addRow(rows, row, Number(row["step"]), "");
  }
  for (const row of rowsOf(database, "system_metrics", run)) addRow(rows, row, NaN, "system/");
  const alerts = [...rowsOf(database, "alerts", run)];
  const { series, others } = rows;
  return {
    kind: "trackio",
    identity: `${project} ${run.key}`,
    experiment: project,
    name: run.name,
    status: isLive ? "InProgress" : "Completed",
    startTime: series.firstTime,
    endTime: isLive ? undefined : series.lastTime,
    parameters: configOf(database, run),
    tags: new Map(),
    notes: alerts.length === 0 ? undefined : alerts.map(alertText).join("\n"),
    series: series.build(),
    files: await filesOf(others, files),
    rest: { runId: run.key },
    problems: [],
  };
}

function rowsOf(database: ReadDatabase, table: string, { column, key }: RunKey): Iterable<Row> {
  if (!database.tables.has(table)) return [];
  return database.rows(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY id`, key);
}

function addRow({ series, others }: RunRows, row: Row, step: number, prefix: string): void {
  const time = Date.parse(String(row["timestamp"]));
  for (const [name, value] of membersOf(row["metrics"])) {
    const number = numberOf(value);
    if (number === undefined) others.push({ step, name: prefix + name, value });
    else series.append(prefix + name, number, Number.isNaN(time) ? 0 : time, step);
  }
}

/** Trackio stores values that are not finite as strings. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return value === "NaN" || value === "Infinity" || value === "-Infinity"
    ? Number(value)
    : undefined;
}

/** Yields the members of a JSON document; media stay whole. */
function* membersOf(document: unknown): Generator<readonly [string, unknown]> {
  const value = parsePythonJson(textOf(document));
  for (const [name, member] of Object.entries(value ?? {})) {
    const isMedia = typeof member === "object" && member !== null && "_type" in member;
    if (isMedia) yield [name, member];
    else yield* flatten(member, name);
  }
}

/** Documents are stored as bytes. */
function textOf(document: unknown): string {
  return document instanceof Uint8Array
    ? new TextDecoder().decode(document)
    : String(document ?? "{}");
}

function configOf(database: ReadDatabase, run: RunKey): ReadonlyMap<string, ParameterValue> {
  const [row] = rowsOf(database, "configs", run);
  const config = parsePythonJson(textOf(row?.["config"]));
  const own = Object.entries(config ?? {}).filter(([name]) => !name.startsWith("_"));
  return parametersIn(Object.fromEntries(own));
}

function alertText({ timestamp, level, title, text }: Row): string {
  const head = `${String(timestamp)} ${String(level)}: ${String(title)}`;
  return text ? `${head}: ${String(text)}` : head;
}

/** Returns the values that are no numbers, and the files of media. */
async function filesOf(
  others: RunRows["others"],
  files: readonly InputFile[],
): Promise<readonly ForeignFile[]> {
  if (others.length === 0) return [];
  const made = [await jsonFile("trackio/values.json", others)];
  for (const { value } of others) {
    const path = typeof value === "object" && value !== null && "file_path" in value
      ? String(value.file_path)
      : undefined;
    const file = path && files.find((one) => `/${one.path}`.endsWith(`/${path}`));
    if (file) made.push(inputFile(`trackio/media/${path}`, file));
  }
  return made;
}
