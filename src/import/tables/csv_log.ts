/**
 * Reads runs from CSV files: those of Keras, Lightning, Ultralytics, and any other with a header.
 *
 * @module
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { listOf, TEXT } from "../../kinds.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import type { ImportProblem, ReadEntry, ReadOptions, RunSource } from "../foreign_run.ts";
import {
  checkInput,
  type ImportInput,
  type InputFile,
  inputVersion,
  type OpenInput,
  openInput,
} from "../input.ts";
import { reasonOf } from "../reason.ts";
import { parametersBeside } from "./beside.ts";
import { experimentOf, folderOf, rowRun, withoutExtension } from "./row_run.ts";
import { type RowColumns, RowSeries } from "./row_series.ts";

/** Options of {@linkcode csvLog} and {@linkcode jsonLines}. */
export interface LogOptions extends RowColumns {
  /**
   * Column that names the run of each row.
   * @default none: a file is a run
   */
  readonly run?: string | undefined;
}

/** The kinds of the options that logs share. */
export const LOG_OPTIONS: OptionKinds<LogOptions> = { step: TEXT, time: TEXT, run: TEXT };

/** Options of {@linkcode csvLog}. */
export interface CsvLogOptions extends LogOptions {
  /**
   * Names of the columns, for files without a header.
   * @default the first line
   */
  readonly columns?: readonly string[] | undefined;
}

/**
 * Returns a source of the runs in CSV files: each file is a run with the file's path as name. Beside
 * a `hparams.yaml`, `args.yaml` or `params.yaml`, as Lightning and Ultralytics write them, the folder
 * is the run, and the file has its parameters.
 *
 * - Commas, semicolons, tabs and pipes separate columns; blanks around names and values do not count.
 * - Each column of numbers becomes a metric. Empty cells and `NA` are no points. `nan` and `inf` are
 *   points that are not finite.
 * - Rows without a time get that of the file's last change.
 * - Headers that are repeated within a file are passed over.
 * - The file becomes an artifact of the run.
 *
 * @param input File or folder
 * @param options Columns of step, time and run
 *
 * @example
 * ```ts
 * import { csvLog, importRuns } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const log = new File(["epoch;loss;val_loss\n0;0.9;1.1\n1;0.5;NA\n"], "mnist.csv");
 * const { points } = await importRuns({ from: csvLog(log), to: session, experimentName: "demo" });
 * console.log(points); // 3
 * ```
 */
export function csvLog(input: ImportInput, options: CsvLogOptions = {}): RunSource {
  checkInput(input);
  checkOptions("Cannot import runs", options, { ...LOG_OPTIONS, columns: listOf(TEXT) });
  return {
    kind: "csv",
    read: (read) => readFiles(input, options, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of a table. */
export function isCsvFile(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

async function* readFiles(
  input: ImportInput,
  options: CsvLogOptions,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const isAlone = opened.files.length === 1;
  for (const file of opened.files.filter(({ path }) => isAlone || isCsvFile(path))) {
    signal?.throwIfAborted();
    try {
      yield* await readFile(opened, file, { ...options, isLive });
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
}

async function readFile(
  opened: OpenInput,
  file: InputFile,
  options: CsvLogOptions & { readonly isLive: boolean },
): Promise<readonly ReadEntry[]> {
  const { isLive } = options;
  const { rows, problems } = parseRows(await file.read(), file.path, isLive);
  const columns = options.columns ?? rows.shift()?.map((name) => name.trim()) ?? [];
  if (columns.every((name) => name !== "" && !Number.isNaN(Number(name)))) {
    const reason = "has no header: name its columns with the option columns";
    return [{ unread: { path: file.path, reason } }];
  }
  const { parameters, problems: faults, isRunFolder } = await parametersBeside(
    file.path,
    opened.files,
  );
  const name = isRunFolder ? folderOf(file.path) || opened.name : withoutExtension(file.path);
  const byRun = new Map<string | undefined, RowSeries>();
  let odd = 0;
  for (const row of rows) {
    if (row.every((cell, index) => cell.trim() === columns[index])) continue;
    if (row.length > columns.length) odd++;
    const cells = columns.map((column, index) => [column, row[index]] as const);
    const run = options.run === undefined
      ? undefined
      : cells.find(([column]) => column === options.run)?.[1]?.trim() ?? "";
    let series = byRun.get(run);
    if (!series) byRun.set(run, series = new RowSeries(columns, options, file.modifiedTime));
    series.add(cells.filter(([column]) => column !== "" && column !== options.run));
  }
  if (byRun.size === 0) byRun.set(undefined, new RowSeries(columns, options, file.modifiedTime));
  const extra: readonly ImportProblem[] = odd === 0
    ? []
    : [{ kind: "file", name: file.path, count: odd, reason: "rows have more cells than columns" }];
  return [...byRun].map(([run, series]) => ({
    run: rowRun(series, {
      kind: "csv",
      identity: `${opened.identity} ${file.path} ${run ?? ""}`,
      experiment: experimentOf(opened),
      name: run ?? name,
      file,
      isLive,
      parameters,
      problems: [...problems, ...extra, ...faults],
    }),
  }));
}

/** Parses the rows of a file. */
function parseRows(
  bytes: Uint8Array,
  path: string,
  isLive: boolean,
): { readonly rows: string[][]; readonly problems: readonly ImportProblem[] } {
  const text = new TextDecoder().decode(bytes);
  const whole = isLive ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  const { data, errors } = Papa.parse<string[]>(whole, {
    skipEmptyLines: "greedy",
    delimitersToGuess: [",", ";", "\t", "|"],
  });
  const quotes = errors.filter(({ type }) => type === "Quotes");
  const [first] = quotes;
  if (!first) return { rows: data, problems: [] };
  const reason = `has quotes that do not match, from row ${first.row ?? 0} on`;
  return { rows: data, problems: [{ kind: "file", name: path, count: quotes.length, reason }] };
}
