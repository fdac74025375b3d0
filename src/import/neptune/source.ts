/**
 * Reads runs from exports of Neptune: the Parquet files that its exporter wrote.
 *
 * @module
 */
import { Attributes, type Row } from "./attributes.ts";
import type {
  ForeignFile,
  ForeignRun,
  ImportProblem,
  ReadEntry,
  RunSource,
} from "../foreign_run.ts";
import {
  checkInput,
  type ImportInput,
  type InputFile,
  inputVersion,
  type OpenInput,
  openInput,
} from "../input.ts";
import { inputFile, jsonFile, textFile } from "../made_files.ts";
import { reasonOf } from "../reason.ts";

/**
 * Returns a source of the runs in an export of Neptune: a folder with Parquet files, one or several
 * per run.
 *
 * - The project is the experiment, the run's ID is its name, and `sys/name` the display name.
 * - Single values become parameters; `sys/tags` become tags, `sys/description` the notes.
 * - Series of numbers become metrics. Neptune's steps may have fractions, which runlog's cannot: such
 *   points have no step, and the run's problems count them.
 * - Series of strings become text files, histograms JSON files. Files of the export are found
 *   beside the tables.
 * - `sys/failed` means `Failed`.
 *
 * @param input Folder of the export
 *
 * @example
 * ```ts
 * import { importRuns, neptuneExport } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: neptuneExport(folder), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function neptuneExport(input: ImportInput): RunSource {
  checkInput(input);
  return {
    kind: "neptune",
    read: (read) => readExport(input, read?.signal),
    version: (read) => inputVersion(input, read?.signal),
  };
}

const PART = /^(.*?)(?:_part_(\d+))?\.parquet$/;

/** Columns that distinguish an export from other tables. */
const COLUMNS = ["project_id", "run_id", "attribute_path", "attribute_type"];

/** Whether a file is a table of an export. */
export async function isNeptuneFile(file: InputFile): Promise<boolean> {
  if (!file.path.endsWith(".parquet")) return false;
  try {
    const { parquetMetadataAsync } = await import("hyparquet");
    const { schema } = await parquetMetadataAsync(bufferOf(file));
    const names = new Set(schema.map(({ name }) => name));
    return COLUMNS.every((name) => names.has(name));
  } catch {
    return false;
  }
}

async function* readExport(
  input: ImportInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const runs = new Map<string, InputFile[]>();
  for (const file of opened.files) {
    const name = PART.exec(file.path)?.[1];
    if (name !== undefined) runs.set(name, [...runs.get(name) ?? [], file]);
  }
  for (const [path, parts] of runs) {
    signal?.throwIfAborted();
    try {
      const rows = (await Promise.all(parts.toSorted(byPart).map(readRows))).flat();
      for (const own of byRun(rows)) yield { run: await runOf(opened, own) };
    } catch (error) {
      if (signal?.aborted) throw error;
      yield { unread: { path, reason: reasonOf(error) } };
    }
  }
}

function byPart(a: InputFile, b: InputFile): number {
  const part = ({ path }: InputFile): number => Number(PART.exec(path)?.[2] ?? 0);
  return part(a) - part(b);
}

function bufferOf(file: InputFile) {
  return {
    byteLength: file.size,
    slice: async (from: number, to: number = file.size): Promise<ArrayBuffer> => {
      const bytes = await file.read(from, to);
      return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
    },
  };
}

async function readRows(input: InputFile): Promise<readonly Row[]> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const file = bufferOf(input);
  const metadata = await parquetMetadataAsync(file);
  checkColumns(new Set(leavesOf(parquetSchema(metadata))), metadata.row_groups);
  return await parquetReadObjects({ file, metadata });
}

/** A column, or one within another. */
interface Column {
  readonly path: readonly string[];
  readonly children: readonly Column[];
}

/** Returns the paths of the columns that contain no others. */
function leavesOf({ path, children }: Column): readonly string[] {
  return children.length === 0 ? [path.join(".")] : children.flatMap(leavesOf);
}

/**
 * Checks that all data of a table are of one column each. The library would drop the others while they
 * are being read, and an error in them would then end the process.
 */
function checkColumns(
  leaves: ReadonlySet<string>,
  groups: readonly { readonly columns: readonly { readonly meta_data?: ColumnPath }[] }[],
): void {
  for (const { columns } of groups) {
    const paths = columns.map(({ meta_data }) => meta_data?.path_in_schema.join(".") ?? "");
    if (new Set(paths).size === paths.length && paths.every((path) => leaves.has(path))) continue;
    throw new Error("is a damaged table: its columns and their data differ");
  }
}

interface ColumnPath {
  readonly path_in_schema: readonly string[];
}

function byRun(rows: readonly Row[]): Iterable<readonly Row[]> {
  const runs = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row["project_id"], row["run_id"]]);
    const own = runs.get(key);
    if (own) own.push(row);
    else runs.set(key, [row]);
  }
  return runs.values();
}

async function runOf(opened: OpenInput, rows: readonly Row[]): Promise<ForeignRun> {
  const attributes = new Attributes();
  for (const row of rows) attributes.add(row);
  const { series, parameters, tags, unknown, fractions } = attributes;
  const project = String(rows[0]?.["project_id"] ?? opened.name);
  const id = String(rows[0]?.["run_id"] ?? "");
  const text = (name: string): string | undefined => {
    const value = parameters.get(name);
    return value === undefined || value === "" ? undefined : String(value);
  };
  const time = (name: string): number | undefined => {
    const at = Date.parse(text(name) ?? "");
    return Number.isNaN(at) ? undefined : at;
  };
  const { files, missing } = await filesOf(opened, attributes);
  const note = (all: ReadonlyMap<string, number>, reason: string): readonly ImportProblem[] =>
    [...all].map(([name, count]) => ({ kind: "metric", name, count, reason }));
  return {
    kind: "neptune",
    identity: `${project}/${id}`,
    experiment: project,
    name: id,
    displayName: text("sys/name"),
    status: parameters.get("sys/failed") === true ? "Failed" : "Completed",
    startTime: time("sys/creation_time") ?? series.firstTime,
    endTime: time("sys/modification_time") ?? series.lastTime,
    parameters,
    tags,
    notes: text("sys/description"),
    series: series.build(),
    files,
    rest: {},
    problems: [
      ...note(fractions, "have steps that are not whole: imported without a step"),
      ...note(unknown, "are of a kind of data that is not imported"),
      ...missing.map((name): ImportProblem => ({
        kind: "file",
        name,
        count: 1,
        reason: "is not in the folder",
      })),
    ],
  };
}

async function filesOf(
  { files }: OpenInput,
  { texts, histograms, filePaths }: Attributes,
): Promise<{ readonly files: readonly ForeignFile[]; readonly missing: readonly string[] }> {
  const made = await Promise.all([
    ...[...texts].map(([path, lines]) => textFile(`neptune/${path}.txt`, `${lines.join("\n")}\n`)),
    ...[...histograms].map(([path, all]) => jsonFile(`neptune/${path}.json`, all)),
  ]);
  const missing: string[] = [];
  for (const path of filePaths) {
    const file = files.find((one) => `/${one.path}`.endsWith(`/${path}`));
    if (file) made.push(inputFile(`neptune/${path}`, file));
    else missing.push(path);
  }
  return { files: made, missing };
}
