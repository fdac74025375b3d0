/**
 * Reads runs from files of rows: those of CSV and of JSON lines, each parsed in its own way.
 *
 * @module
 */
import { TEXT } from "../../kinds.ts";
import type { OptionKinds } from "../../options.ts";
import type { ImportKind, ImportProblem, ReadEntry, ReadOptions } from "../foreign_run.ts";
import { type ImportInput, type InputFile, type OpenInput, openInput } from "../input.ts";
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

/** The kinds of these options. */
export const LOG_OPTIONS: OptionKinds<LogOptions> = { step: TEXT, time: TEXT, run: TEXT };

/** A row: values by the names of their columns. */
export type Row = readonly (readonly [string, unknown])[];

/** Rows of a file. */
export interface LogRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly problems: readonly ImportProblem[];
}

/** A format of files with rows. */
export interface LogFormat {
  readonly kind: ImportKind;
  /** Whether a path of a folder is that of such a file. */
  readonly isOwn: (path: string) => boolean;
  /**
   * Parses a file. Without the end of its last line, that line waits while the file is written.
   *
   * @throws {Error} If the file has another form
   */
  readonly parse: (file: InputFile, isLive: boolean) => Promise<LogRows>;
}

/** Reads the runs of all files of a format. A file alone may have any name. */
export async function* readLogs(
  input: ImportInput,
  format: LogFormat,
  options: LogOptions,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const isAlone = opened.files.length === 1;
  for (const file of opened.files.filter(({ path }) => isAlone || format.isOwn(path))) {
    signal?.throwIfAborted();
    try {
      const parsed = await format.parse(file, isLive);
      yield* await runsOf(opened, file, parsed, { ...options, kind: format.kind, isLive });
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
}

async function runsOf(
  opened: OpenInput,
  file: InputFile,
  { columns, rows, problems }: LogRows,
  options: LogOptions & Pick<LogFormat, "kind"> & { readonly isLive: boolean },
): Promise<readonly ReadEntry[]> {
  const { kind, isLive } = options;
  const { parameters, problems: faults, isRunFolder } = await parametersBeside(
    file.path,
    opened.files,
  );
  const name = isRunFolder ? folderOf(file.path) || opened.name : withoutExtension(file.path);
  const byRun = new Map<string | undefined, RowSeries>();
  const seriesOf = (run: string | undefined): RowSeries => {
    const known = byRun.get(run);
    if (known) return known;
    const made = new RowSeries(columns, options, file.modifiedTime);
    byRun.set(run, made);
    return made;
  };
  for (const row of rows) {
    const run = options.run === undefined
      ? undefined
      : String(row.find(([column]) => column === options.run)?.[1] ?? "").trim();
    seriesOf(run).add(row.filter(([column]) => column !== "" && column !== options.run));
  }
  if (byRun.size === 0) seriesOf(undefined);
  return [...byRun].map(([run, series]) => ({
    run: rowRun(series, {
      kind,
      identity: `${opened.identity} ${file.path} ${run ?? ""}`,
      experiment: experimentOf(opened),
      name: run ?? name,
      file,
      isLive,
      parameters,
      problems: [...problems, ...faults],
    }),
  }));
}
