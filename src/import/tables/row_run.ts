/**
 * Makes a run of rows, of the parameters beside them and of the file that has them.
 *
 * @module
 */
import type { ParameterValue } from "../../rules/parameters.ts";
import type { ForeignRun, ImportKind, ImportProblem } from "../foreign_run.ts";
import type { InputFile, OpenInput } from "../input.ts";
import { inputFile } from "../made_files.ts";
import type { RowSeries } from "./row_series.ts";

/** Facts about the run of a file. */
export interface RowRunFacts {
  readonly kind: ImportKind;
  readonly identity: string;
  readonly experiment: string;
  readonly name: string;
  readonly file: InputFile;
  readonly isLive: boolean;
  readonly parameters?: ReadonlyMap<string, ParameterValue>;
  readonly problems?: readonly ImportProblem[];
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** Returns the run of some rows. */
export function rowRun(rows: RowSeries, facts: RowRunFacts): ForeignRun {
  const { kind, identity, experiment, name, file, isLive } = facts;
  const { parameters = new Map(), problems = [], rest = {} } = facts;
  return {
    kind,
    identity,
    experiment,
    name,
    status: isLive ? "InProgress" : "Completed",
    startTime: rows.series.firstTime ?? file.modifiedTime,
    endTime: isLive ? undefined : rows.series.lastTime ?? file.modifiedTime,
    parameters,
    tags: new Map(),
    series: rows.series.build(),
    files: [inputFile(baseName(file.path), file)],
    rest: { columns: rows.columns, ...rest },
    problems: [...problems, ...rows.problems],
  };
}

/** Returns the last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Returns a path without the extension of its file. */
export function withoutExtension(path: string): string {
  return path.replace(/(?<=[^/])\.[^./]+$/, "");
}

/** Returns the folder of a path, empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Returns the experiment of an input: its folder. */
export function experimentOf({ name, identity, files }: OpenInput): string {
  return files.length === 1 && files[0]?.path === name
    ? baseName(folderOf(identity)) || "import"
    : name;
}
