/**
 * Restores a run that `syncRuns` copied to MLflow, from the record that it left there.
 *
 * @module
 */
import { PARAMETERS_FILE, type ParametersFile } from "../../rules/parameters.ts";
import type { ForeignFile, ForeignRun } from "../foreign_run.ts";

/** The file with the record of a run. */
const RUN_FILE = "runlog/run.json";

/** The file with parameters that the run itself holds shortened, or not at all. */
const WHOLE_PARAMETERS = `outputs/${PARAMETERS_FILE}`;

type Values = Readonly<Record<string, string | number>>;

/** The record of a run as the file has it. Members that were undefined are absent. */
export interface OwnRun {
  readonly run: {
    readonly experimentName: string;
    readonly runName: string;
    readonly displayName?: string;
    readonly status?: string;
    readonly statusMessage?: string;
    readonly parameters?: Values;
    readonly tags?: Readonly<Record<string, string>>;
    readonly description?: string;
    readonly notes?: string;
  };
  /** Original names by the names that MLflow has instead. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Reads the record of a run; undefined without a record. */
export async function readRunFile(files: readonly ForeignFile[]): Promise<OwnRun | undefined> {
  const found = await readJson(files, RUN_FILE);
  const isOwn = typeof found === "object" && found !== null && "run" in found &&
    typeof found.run === "object" && found.run !== null &&
    "runName" in found.run && "experimentName" in found.run;
  if (!isOwn) return undefined;
  // Its members are those of a record, which the sync wrote.
  const own = found as OwnRun;
  const whole = await readJson(files, WHOLE_PARAMETERS);
  if (typeof whole !== "object" || whole === null) return own;
  // As the recorder wrote it.
  const { shortened = {}, further = {} } = whole as Partial<ParametersFile>;
  const parameters = { ...own.run.parameters, ...shortened, ...further };
  return { ...own, run: { ...own.run, parameters } };
}

async function readJson(files: readonly ForeignFile[], path: string): Promise<unknown> {
  const file = files.find((one) => one.path === path);
  if (!file) return undefined;
  return await new Response(await file.read()).json().catch(() => undefined);
}

/** Returns a run with the names, types and facts of its record. */
export function ownRun(found: ForeignRun, { run, keys = {} }: OwnRun): ForeignRun {
  const nameOf = (key: string): string => Object.hasOwn(keys, key) ? keys[key] ?? key : key;
  return {
    ...found,
    experiment: run.experimentName,
    name: run.runName,
    displayName: run.displayName ?? run.runName,
    status: run.status === "Stopping" ? "Stopping" : found.status,
    statusMessage: run.statusMessage,
    parameters: new Map(Object.entries(run.parameters ?? {})),
    tags: new Map(Object.entries(run.tags ?? {})),
    description: run.description,
    notes: run.notes,
    series: new Map([...found.series].map(([key, points]) => [nameOf(key), points])),
    files: found.files.flatMap(placed),
  };
}

/** Input files are in a folder of their own, and the record is no file of the run. */
function placed(file: ForeignFile): readonly ForeignFile[] {
  const { path } = file;
  if (path.startsWith("runlog/") || path === WHOLE_PARAMETERS) return [];
  if (path.startsWith("inputs/")) {
    return [{ ...file, path: path.slice("inputs/".length), direction: "input" }];
  }
  return [path.startsWith("outputs/") ? { ...file, path: path.slice("outputs/".length) } : file];
}
