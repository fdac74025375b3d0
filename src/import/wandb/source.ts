/**
 * Reads runs that Weights & Biases has recorded offline.
 *
 * @module
 */
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
import { WandbHistory } from "./history.ts";
import { readLogRecords } from "./log_records.ts";
import { readWandbRecord } from "./record.ts";

const RUN_FILE = /(?:^|\/)run-([^/]+)\.wandb$/;

/**
 * Returns a source of the runs in a folder of W&B (`wandb/`), recorded offline or kept after a sync.
 * Everything is read from each run's `.wandb` file, which is the only complete one.
 *
 * - The project is the experiment, the run's ID is its name, and its name is the display name.
 * - The configuration becomes parameters, with dots for nested names.
 * - Numbers of the history become metrics. Where `define_metric` names a step metric, its value is
 *   the step, else W&B's own step. System metrics begin with `system/`. A number of the summary that
 *   was never logged becomes a metric of one point.
 * - Strings, tables, media and histograms are in `wandb/values.json`; the run's files are in the same
 *   folder, with its output in `wandb/output.log`.
 * - Tags, group and job type become tags; notes stay notes.
 * - Exit code 0 means `Completed`, another one `Failed`. Without an exit the run is `InProgress`: it
 *   crashed or is still running.
 * - A damaged or half-written file yields its whole records, and the run's `problems` contain the position of its end.
 *
 * @param input Folder, or a `.wandb` file
 *
 * @example
 * ```ts
 * import { importRuns, wandbOffline } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: wandbOffline(folder), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function wandbOffline(input: ImportInput): RunSource {
  checkInput(input);
  return {
    kind: "wandb",
    read: (read) => readRuns(input, read?.signal),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of a W&B run. */
export function isWandbFile(path: string): boolean {
  return path.endsWith(".wandb");
}

async function* readRuns(
  input: ImportInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  // A run that was resumed has several files.
  const runs = new Map<string, InputFile[]>();
  for (const file of opened.files.filter(({ path }) => isWandbFile(path))) {
    signal?.throwIfAborted();
    try {
      const id = await idOf(file);
      runs.set(id, [...runs.get(id) ?? [], file]);
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
  for (const [id, files] of runs) {
    signal?.throwIfAborted();
    try {
      yield { run: await readRun(opened, id, files) };
    } catch (error) {
      if (signal?.aborted) throw error;
      yield { unread: { path: files[0]?.path ?? id, reason: reasonOf(error) } };
    }
  }
}

/** Returns the ID of a file's run, which its first records state. */
async function idOf(file: InputFile): Promise<string> {
  for await (const { record } of readLogRecords(file)) {
    try {
      const decoded = record && readWandbRecord(record);
      if (decoded?.kind === "run") return decoded.run.id;
    } catch {
      // A later record may be sound.
    }
  }
  return RUN_FILE.exec(file.path)?.[1] ?? file.path;
}

async function readRun(
  opened: OpenInput,
  id: string,
  files: readonly InputFile[],
): Promise<ForeignRun> {
  const history = new WandbHistory();
  const problems: ImportProblem[] = [];
  for (const file of files) {
    history.beginFile();
    problems.push(...await readFile(file, history));
  }
  const { run, exit, series, parameters } = history;
  const isOver = exit !== undefined;
  const startTime = run?.startTime ? run.startTime * 1000 : series.firstTime;
  const endOfRun = startTime !== undefined && exit ? startTime + exit.runtime * 1000 : undefined;
  const endTime = Math.max(series.lastTime ?? -Infinity, endOfRun ?? -Infinity);
  addSummary(history, endTime);
  const runId = run?.id || id;
  const project = run?.project || opened.name;
  return {
    kind: "wandb",
    identity: `${run?.entity ?? ""}/${project}/${runId}`,
    experiment: project,
    name: runId,
    displayName: run?.displayName || undefined,
    status: exit === undefined ? "InProgress" : exit.code === 0 ? "Completed" : "Failed",
    statusMessage: exit && exit.code !== 0 ? `Exit code ${exit.code}` : undefined,
    startTime,
    endTime: isOver && Number.isFinite(endTime) ? endTime : undefined,
    parameters,
    tags: tagsOf(history),
    notes: run?.notes || undefined,
    commit: run?.commit || undefined,
    repository: run?.repository || undefined,
    series: series.build(),
    files: await filesOf(opened, files, history),
    rest: { summary: Object.fromEntries(history.summary), host: run?.host, entity: run?.entity },
    problems,
  };
}

async function readFile(
  file: InputFile,
  history: WandbHistory,
): Promise<readonly ImportProblem[]> {
  const problems: ImportProblem[] = [];
  let unreadable = 0;
  const note = (count: number, reason: string): void => {
    problems.push({ kind: "file", name: file.path, count, reason });
  };
  for await (const { record, damage } of readLogRecords(file)) {
    if (damage) {
      const { kind, offset } = damage;
      note(1, `${kind === "cut" ? "ends within a record" : "is damaged"} at byte ${offset}`);
      continue;
    }
    try {
      history.add(readWandbRecord(record));
    } catch {
      unreadable++;
    }
  }
  if (unreadable > 0) note(unreadable, "records cannot be decoded");
  return problems;
}

/** A number that was set in the summary only is a metric of one point. */
function addSummary({ series, summary, exit }: WandbHistory, endTime: number): void {
  if (!exit || !Number.isFinite(endTime)) return;
  const known = series.build();
  for (const [name, value] of summary) {
    if (typeof value !== "number" || name.startsWith("_") || known.has(name)) continue;
    series.append(name, value, endTime, NaN);
  }
}

function tagsOf({ run }: WandbHistory): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of run?.tags ?? []) tags.set(`wandb.tag.${tag}`, tag);
  if (run?.group) tags.set("wandb.group", run.group);
  if (run?.jobType) tags.set("wandb.jobType", run.jobType);
  return tags;
}

/** Returns the run's files, its output and its values that are no numbers. */
async function filesOf(
  { files }: OpenInput,
  own: readonly InputFile[],
  { others, output }: WandbHistory,
): Promise<readonly ForeignFile[]> {
  const made: ForeignFile[] = [];
  if (others.length > 0) made.push(await jsonFile("wandb/values.json", others));
  if (output.length > 0) made.push(await textFile("wandb/output.log", output.join("")));
  const paths = new Set(made.map(({ path }) => path));
  for (const { path } of own) {
    const folder = `${path.slice(0, Math.max(0, path.lastIndexOf("/") + 1))}files/`;
    for (const file of files) {
      const within = `wandb/${file.path.slice(folder.length)}`;
      if (!file.path.startsWith(folder) || paths.has(within)) continue;
      paths.add(within);
      made.push(inputFile(within, file));
    }
  }
  return made;
}
