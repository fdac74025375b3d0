/**
 * Reads runs from CSV files: those of Keras, Lightning, Ultralytics, and any other with a header.
 *
 * @module
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { listOf, TEXT } from "../../kinds.ts";
import { checkOptions } from "../../options.ts";
import type { ImportProblem, RunSource } from "../foreign_run.ts";
import { checkInput, type ImportInput, inputVersion } from "../input.ts";
import { LOG_OPTIONS, type LogFormat, type LogOptions, readLogs } from "./log_files.ts";

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
  const format = formatOf(options.columns);
  return {
    kind: "csv",
    read: (read) => readLogs(input, format, options, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of a table. */
export function isCsvFile(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

/** Returns the format with the names of its columns, or with those of the first line. */
function formatOf(given: CsvLogOptions["columns"]): LogFormat {
  return {
    kind: "csv",
    isOwn: isCsvFile,
    async parse(file, isLive) {
      const { rows, problems } = parseRows(await file.read(), file.path, isLive);
      const columns = given ?? rows.shift()?.map((name) => name.trim()) ?? [];
      if (columns.every((name) => name !== "" && !Number.isNaN(Number(name)))) {
        throw new Error("has no header: name its columns with the option columns");
      }
      const own = rows.filter((row) => !row.every((cell, at) => cell.trim() === columns[at]));
      const odd = own.filter((row) => row.length > columns.length).length;
      const reason = "rows have more cells than columns";
      return {
        columns,
        rows: own.map((row) => columns.map((column, at) => [column, row[at]] as const)),
        problems: odd === 0
          ? problems
          : [...problems, { kind: "file", name: file.path, count: odd, reason }],
      };
    },
  };
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
