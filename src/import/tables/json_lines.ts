/**
 * Reads runs from files of JSON lines: one object per line.
 *
 * @module
 */
import { checkOptions } from "../../options.ts";
import { flatten } from "../flatten.ts";
import type { ImportProblem, ReadEntry, ReadOptions, RunSource } from "../foreign_run.ts";
import {
  checkInput,
  type ImportInput,
  type InputFile,
  inputVersion,
  type OpenInput,
  openInput,
} from "../input.ts";
import { parsePythonJson } from "../python_json.ts";
import { reasonOf } from "../reason.ts";
import { parametersBeside } from "./beside.ts";
import { LOG_OPTIONS, type LogOptions } from "./csv_log.ts";
import { experimentOf, folderOf, rowRun, withoutExtension } from "./row_run.ts";
import { RowSeries } from "./row_series.ts";

/**
 * Returns a source of the runs in files of JSON lines (`.jsonl`, `.ndjson`): each file is a run.
 * Members of nested objects become metrics with dots in their names. `NaN` and `Infinity`, which
 * Python writes, are understood. A line that is no object is a problem of the run.
 *
 * @param input File or folder
 * @param options Members with step, time and run
 *
 * @example
 * ```ts
 * import { importRuns, jsonLines } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const log = new File(['{"step":0,"loss":0.9}\n{"step":1,"loss":NaN}\n'], "train.jsonl");
 * const { points } = await importRuns({ from: jsonLines(log), to: session });
 * console.log(points); // 2
 * ```
 */
export function jsonLines(input: ImportInput, options: LogOptions = {}): RunSource {
  checkInput(input);
  checkOptions("Cannot import runs", options, LOG_OPTIONS);
  return {
    kind: "json-lines",
    read: (read) => readFiles(input, options, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of JSON lines. */
export function isJsonLinesFile(path: string): boolean {
  return /\.(?:jsonl|ndjson)$/i.test(path);
}

async function* readFiles(
  input: ImportInput,
  options: LogOptions,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const isAlone = opened.files.length === 1;
  for (const file of opened.files.filter(({ path }) => isAlone || isJsonLinesFile(path))) {
    signal?.throwIfAborted();
    try {
      yield* await readFile(opened, file, { ...options, isLive });
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
}

type Row = readonly (readonly [string, unknown])[];

async function readFile(
  opened: OpenInput,
  file: InputFile,
  options: LogOptions & { readonly isLive: boolean },
): Promise<readonly ReadEntry[]> {
  const { isLive } = options;
  const { rows, problems } = parseLines(await file.read(), file.path, isLive);
  const { parameters, problems: faults, isRunFolder } = await parametersBeside(
    file.path,
    opened.files,
  );
  const names = [...new Set(rows.flatMap((row) => row.map(([name]) => name)))];
  const byRun = new Map<string | undefined, RowSeries>();
  for (const row of rows) {
    const run = options.run === undefined
      ? undefined
      : String(row.find(([name]) => name === options.run)?.[1] ?? "");
    let series = byRun.get(run);
    if (!series) byRun.set(run, series = new RowSeries(names, options, file.modifiedTime));
    series.add(row.filter(([name]) => name !== options.run));
  }
  if (byRun.size === 0) byRun.set(undefined, new RowSeries([], options, file.modifiedTime));
  return [...byRun].map(([run, series]) => ({
    run: rowRun(series, {
      kind: "json-lines",
      identity: `${opened.identity} ${file.path} ${run ?? ""}`,
      experiment: experimentOf(opened),
      name: run ?? (isRunFolder ? folderOf(file.path) || opened.name : withoutExtension(file.path)),
      file,
      isLive,
      parameters,
      problems: [...problems, ...faults],
    }),
  }));
}

function parseLines(
  bytes: Uint8Array,
  path: string,
  isLive: boolean,
): { readonly rows: readonly Row[]; readonly problems: readonly ImportProblem[] } {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split("\n");
  if (isLive) lines.pop();
  const rows: Row[] = [];
  let odd = 0;
  let firstOdd = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const row = rowOf(line);
    if (row) rows.push(row);
    else {
      if (odd === 0) firstOdd = index + 1;
      odd++;
    }
  }
  if (odd === 0) return { rows, problems: [] };
  const reason = `lines are no JSON objects, from line ${firstOdd} on`;
  return { rows, problems: [{ kind: "file", name: path, count: odd, reason }] };
}

function rowOf(line: string): Row | undefined {
  try {
    const value = parsePythonJson(line);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? [...flatten(value)].filter(([name]) => name !== "") : undefined;
  } catch {
    return undefined;
  }
}
