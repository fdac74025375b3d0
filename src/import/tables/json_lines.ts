/**
 * Reads runs from files of JSON lines: one object per line.
 *
 * @module
 */
import { checkOptions } from "../../options.ts";
import { flatten } from "../flatten.ts";
import type { ImportProblem, RunSource } from "../foreign_run.ts";
import { checkInput, type ImportInput, inputVersion } from "../input.ts";
import { parsePythonJson } from "../python_json.ts";
import { LOG_OPTIONS, type LogFormat, type LogOptions, readLogs, type Row } from "./log_files.ts";

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
    read: (read) => readLogs(input, FORMAT, options, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of JSON lines. */
export function isJsonLinesFile(path: string): boolean {
  return /\.(?:jsonl|ndjson)$/i.test(path);
}

const FORMAT: LogFormat = {
  kind: "json-lines",
  isOwn: isJsonLinesFile,
  async parse(file, isLive) {
    const { rows, problems } = parseLines(await file.read(), file.path, isLive);
    const columns = [...new Set(rows.flatMap((row) => row.map(([name]) => name)))];
    return { columns, rows, problems };
  },
};

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
