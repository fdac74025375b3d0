/**
 * Reads runs from MLflow's SQLite database.
 *
 * @module
 */
import { isDatabase, openDatabase, type ReadDatabase, type Row, tablesOf } from "../database.ts";
import type { ForeignArtifact, ReadEntry, RunSource } from "../foreign_run.ts";
import { checkInput, type ImportInput, type InputFile, openInput } from "../input.ts";
import { reasonOf } from "../reason.ts";
import { SeriesBuilder } from "../series_builder.ts";
import { uriIn } from "./dataset_address.ts";
import { artifactFiles, foreignRun, type MlflowRun } from "./run_facts.ts";

/**
 * Returns a source of the runs in MLflow's SQLite database (`mlflow.db`), opened for reading only.
 * What comes of each run is as with {@linkcode mlruns}. MLflow keeps infinite values as the greatest
 * finite ones; they become infinite again. Artifacts are found in the same folder, below the run's ID.
 * Logged data sets become input artifacts with their address.
 *
 * @param input The database, or a folder that contains it and the artifacts
 *
 * @example
 * ```ts
 * import { importRuns, mlflowDatabase } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: mlflowDatabase(folder), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function mlflowDatabase(input: ImportInput): RunSource {
  checkInput(input);
  return { kind: "mlflow", read: (read) => readDatabases(input, read?.signal) };
}

/** Whether a file is a database of MLflow. */
export async function isMlflowDatabase(file: InputFile): Promise<boolean> {
  if (!await isDatabase(file)) return false;
  const tables = tablesOf(file);
  return ["experiments", "runs", "metrics", "params", "tags"].every((name) => tables.has(name));
}

async function* readDatabases(
  input: ImportInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadEntry> {
  const { files } = await openInput(input, signal);
  for (const file of files) {
    signal?.throwIfAborted();
    if (!await isDatabase(file)) continue;
    try {
      const database = openDatabase(file);
      try {
        if (!database.tables.has("experiments")) continue;
        for (const row of database.rows(RUNS)) {
          signal?.throwIfAborted();
          yield readEntry(database, row, files);
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

const RUNS = `SELECT r.*, e.name AS experiment, e.lifecycle_stage AS experiment_stage
  FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
  ORDER BY r.start_time, r.run_uuid`;

function readEntry(database: ReadDatabase, row: Row, files: readonly InputFile[]): ReadEntry {
  const id = String(row["run_uuid"]);
  if (row["lifecycle_stage"] === "deleted" || row["experiment_stage"] === "deleted") {
    return { unread: { path: id, reason: "is deleted at the source" } };
  }
  try {
    return { run: foreignRun(readRun(database, row, files)) };
  } catch (error) {
    return { unread: { path: id, reason: reasonOf(error) } };
  }
}

function readRun(database: ReadDatabase, row: Row, files: readonly InputFile[]): MlflowRun {
  const id = String(row["run_uuid"]);
  const datasets = datasetsOf(database, id);
  return {
    id,
    experiment: String(row["experiment"]),
    name: row["name"] ? String(row["name"]) : undefined,
    status: String(row["status"]),
    startTime: Number(row["start_time"] ?? 0),
    endTime: Number(row["end_time"] ?? 0),
    parameters: textsOf(database, "params", id),
    tags: textsOf(database, "tags", id),
    series: pointsOf(database, id),
    files: filesOf(files, id),
    artifacts: datasets.flatMap(addressOf),
    rest: {
      artifactUri: row["artifact_uri"],
      user: row["user_id"],
      experimentId: row["experiment_id"],
      ...(datasets.length === 0 ? {} : { datasets }),
    },
    problems: [],
  };
}

function textsOf(
  database: ReadDatabase,
  table: "params" | "tags",
  id: string,
): ReadonlyMap<string, string> {
  const rows = database.rows(
    `SELECT key, value FROM ${table} WHERE run_uuid = ? ORDER BY rowid`,
    id,
  );
  return new Map(Array.from(rows, ({ key, value }) => [String(key), String(value ?? "")]));
}

function pointsOf(database: ReadDatabase, id: string): SeriesBuilder {
  const series = new SeriesBuilder();
  const sql =
    "SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? ORDER BY rowid";
  for (const { key, value, timestamp, step, is_nan } of database.rows(sql, id)) {
    const number = Number(is_nan) === 1 ? NaN : infinite(Number(value));
    series.append(String(key), number, Number(timestamp), Number(step));
  }
  return series;
}

/** MLflow stores an infinite value as the greatest finite one. */
function infinite(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;
}

function datasetsOf(database: ReadDatabase, id: string): readonly Row[] {
  if (!["datasets", "inputs"].every((name) => database.tables.has(name))) return [];
  const sql = `SELECT d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema,
      d.dataset_profile
    FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
    WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ?
    ORDER BY i.rowid`;
  return [...database.rows(sql, id)].map((row) => ({ ...row }));
}

function addressOf({ name, dataset_source }: Row): readonly ForeignArtifact[] {
  const uri = uriIn(String(dataset_source ?? ""));
  return uri === undefined ? [] : [{ name: String(name), direction: "input", uri }];
}

/** Artifacts are below the run's ID, in whatever folder the server kept them. */
function filesOf(files: readonly InputFile[], id: string): MlflowRun["files"] {
  const folders = new Set(files.flatMap(({ path }) => {
    const [folder] = new RegExp(`^(?:.*/)?${id}/(?:artifacts/)?`).exec(path) ?? [];
    return folder ?? [];
  }));
  // Of nested folders, the deepest.
  const [folder] = [...folders].toSorted((a, b) => b.length - a.length);
  return folder === undefined ? [] : artifactFiles(files, folder);
}
