/**
 * Reads runs from a `mlruns` folder, the file store of MLflow.
 *
 * @module
 */
import { parse } from "yaml";
import type { ImportProblem, ReadEntry, RunSource } from "../foreign_run.ts";
import { checkInput, type ImportInput, type InputFile, inputVersion, openInput } from "../input.ts";
import { reasonOf } from "../reason.ts";
import { SeriesBuilder } from "../series_builder.ts";
import { artifactFiles, foreignRun, type MlflowRun } from "./run_facts.ts";

/**
 * Returns a source of the runs in a `mlruns` folder, which MLflow itself no longer reads by default
 * since 3.13.
 *
 * - The experiment's name is the experiment, the run's ID is its name, and its name is the display
 *   name.
 * - Parameters stay text, as MLflow has them.
 * - All points come in the order of their files, with duplicates, NaN and infinite values. Negative
 *   steps become points without a step.
 * - Tags stay tags; notes, commit and repository are those of the run. A parent is the tag
 *   `mlflow.parentRunId`.
 * - Artifacts are found next to the run, wherever the folder was moved to.
 * - Deleted runs and experiments are not imported, and `unread` names them.
 *
 * @param input The folder
 *
 * @example
 * ```ts
 * import { importRuns, mlruns } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: mlruns(folder), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function mlruns(input: ImportInput): RunSource {
  checkInput(input);
  return {
    kind: "mlflow",
    read: (read) => readStore(input, read?.signal),
    version: (read) => inputVersion(input, read?.signal),
  };
}

const META = /^(.*?)([^/]+)\/meta\.yaml$/;

/** Whether a file is a description that MLflow writes of runs and experiments. */
export async function isMlrunsFile(file: InputFile): Promise<boolean> {
  if (!META.test(file.path)) return false;
  return /^(?:experiment_id|run_id|run_uuid):/m.test(new TextDecoder().decode(await file.read()));
}

/** A description with the folder that it stands for. */
interface Described {
  /** Path of the folder, with a slash at its end. */
  readonly folder: string;
  readonly members: ReadonlyMap<string, unknown>;
}

async function* readStore(
  input: ImportInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadEntry> {
  const { files } = await openInput(input, signal);
  const experiments = new Map<string, string>();
  const deleted = new Set<string>();
  const runs: Described[] = [];
  for (const file of files.filter(({ path }) => META.test(path))) {
    signal?.throwIfAborted();
    try {
      const described = await describe(file);
      const { folder, members } = described;
      const isDeleted = members.get("lifecycle_stage") === "deleted" ||
        /(?:^|\/)\.trash\//.test(folder);
      const isRun = members.has("run_id") || members.has("run_uuid");
      if (isDeleted) yield { unread: { path: folder, reason: "is deleted at the source" } };
      if (isRun && !isDeleted) runs.push(described);
      if (!isRun && isDeleted) deleted.add(folder);
      if (!isRun && members.has("name")) experiments.set(folder, String(members.get("name")));
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
  const kept = runs.filter(({ folder }) => ![...deleted].some((above) => folder.startsWith(above)));
  for (const run of kept) {
    signal?.throwIfAborted();
    try {
      yield { run: foreignRun(await readRun(run, files, experiments)) };
    } catch (error) {
      yield { unread: { path: run.folder, reason: reasonOf(error) } };
    }
  }
}

async function describe(file: InputFile): Promise<Described> {
  const value: unknown = parse(await textOf(file), { logLevel: "silent", intAsBigInt: true });
  if (typeof value !== "object" || value === null) throw new Error("is no description of a run");
  return {
    folder: file.path.slice(0, -"meta.yaml".length),
    members: new Map(Object.entries(value)),
  };
}

async function readRun(
  { folder, members }: Described,
  files: readonly InputFile[],
  experiments: ReadonlyMap<string, string>,
): Promise<MlflowRun> {
  const own = files.filter(({ path }) => path.startsWith(folder));
  const [, above = "", name = ""] = /^(.*?)([^/]+)\/$/.exec(folder) ?? [];
  const text = (member: string): string => String(members.get(member) ?? "");
  const problems: ImportProblem[] = [];
  const series = new SeriesBuilder();
  for (const file of within(own, `${folder}metrics/`)) {
    problems.push(...readMetric(await textOf(file.file), file.name, series));
  }
  return {
    id: text("run_id") || text("run_uuid") || name,
    experiment: experiments.get(above) ?? (above.replace(/\/$/, "") || "mlflow"),
    name: text("run_name") || undefined,
    status: text("status"),
    startTime: Number(members.get("start_time") ?? 0),
    endTime: Number(members.get("end_time") ?? 0),
    parameters: await textsIn(own, `${folder}params/`),
    tags: await textsIn(own, `${folder}tags/`),
    series,
    files: artifactFiles(own, `${folder}artifacts/`),
    artifacts: [],
    rest: {
      artifactUri: text("artifact_uri"),
      user: text("user_id"),
      experimentId: text("experiment_id"),
    },
    problems,
  };
}

/** Reads one metric: lines with time in milliseconds, value, step and perhaps a data set. */
function readMetric(text: string, name: string, series: SeriesBuilder): readonly ImportProblem[] {
  let odd = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const [time, value, step = ""] = line.split(" ");
    const number = numberOf(value);
    const at = Number(time);
    if (number === undefined || !Number.isFinite(at)) odd++;
    else series.append(name, number, at, step === "" ? NaN : Number(step));
  }
  if (odd === 0) return [];
  return [{ kind: "metric", name, count: odd, reason: "lines are no points" }];
}

function numberOf(text: string | undefined): number | undefined {
  switch (text) {
    case undefined:
    case "":
      return undefined;
    case "nan":
      return NaN;
    case "inf":
      return Infinity;
    case "-inf":
      return -Infinity;
    default: {
      const number = Number(text);
      return Number.isNaN(number) ? undefined : number;
    }
  }
}

async function textsIn(
  files: readonly InputFile[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, name } of within(files, folder)) texts.set(name, await textOf(file));
  return texts;
}

function within(
  files: readonly InputFile[],
  folder: string,
): readonly { readonly file: InputFile; readonly name: string }[] {
  return files.filter(({ path }) => path.startsWith(folder))
    .map((file) => ({ file, name: file.path.slice(folder.length) }));
}

async function textOf(file: InputFile): Promise<string> {
  return new TextDecoder().decode(await file.read());
}
