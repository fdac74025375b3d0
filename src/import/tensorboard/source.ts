/**
 * Reads runs from the event files of TensorBoard, which PyTorch, TensorFlow, Keras, JAX, Lightning
 * and Hugging Face write.
 *
 * @module
 */
import { FLAG } from "../../kinds.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import type { ForeignRun, ReadEntry, ReadOptions, RunSource } from "../foreign_run.ts";
import {
  checkInput,
  type ImportInput,
  type InputFile,
  inputVersion,
  type OpenInput,
  openInput,
} from "../input.ts";
import { reasonOf } from "../reason.ts";
import { SeriesBuilder } from "../series_builder.ts";
import { EventSession } from "./session.ts";

/** Options of {@linkcode tensorboard}. */
export interface TensorBoardOptions {
  /**
   * Whether folders below a folder with event files belong to its run. SummaryWriter's `add_hparams`
   * and `add_scalars` write such folders. Their metrics get the folder's path in front of their names.
   * @default false, as in TensorBoard: each folder is a run
   */
  readonly joinFolders?: boolean | undefined;
}

const OPTIONS: OptionKinds<TensorBoardOptions> = { joinFolders: FLAG };

/**
 * Returns a source of the runs in a folder of event files (`logdir`). Each folder with event files is
 * a run with the folder's path as name; the logdir is the experiment.
 *
 * - Scalars in all forms become metrics, with steps and times. 32-bit floats become their shortest
 *   decimal, so that 0.1 stays 0.1. Negative steps become points without a step.
 * - Hyperparameters become parameters.
 * - Images, sounds, histograms, text and other tensors become files below `tensorboard/`.
 * - After a restart, steps may go back. All points are kept, in the order of the files.
 * - Damaged bytes are passed over, and the run's `problems` contain their positions.
 *
 * @param input Folder or event file
 * @param options Folders that are runs
 *
 * @example
 * ```ts
 * import { importRuns, tensorboard } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const logdir = await Deno.makeTempDir();
 * const { runs } = await importRuns({ from: tensorboard(logdir), to: session });
 * console.log(runs.length); // 0
 * ```
 */
export function tensorboard(input: ImportInput, options: TensorBoardOptions = {}): RunSource {
  checkInput(input);
  checkOptions("Cannot import runs", options, OPTIONS);
  return {
    kind: "tensorboard",
    read: (read) => readLogdir(input, options, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of an event file. */
export function isEventFile(path: string): boolean {
  return /(?:^|\/)[^/]*\.tfevents\.[^/]*$/.test(path) && !/\.profile-empty$/.test(path);
}

async function* readLogdir(
  input: ImportInput,
  options: TensorBoardOptions,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  for (const [path, folders] of groupFolders(opened.files, options.joinFolders ?? false)) {
    try {
      yield { run: await readRun(opened, path, folders, { isLive, signal }) };
    } catch (error) {
      if (signal?.aborted) throw error;
      yield { unread: { path, reason: reasonOf(error) } };
    }
  }
}

/** Event files of a run, by folder. */
type Folders = ReadonlyMap<string, readonly InputFile[]>;

/** Returns the runs of a logdir by path, with their folders. */
function groupFolders(
  files: readonly InputFile[],
  joins: boolean,
): ReadonlyMap<string, Folders> {
  const folders = new Map<string, InputFile[]>();
  for (const file of files.filter(({ path }) => isEventFile(path))) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")));
    folders.set(folder, [...folders.get(folder) ?? [], file]);
  }
  const runs = new Map<string, Map<string, readonly InputFile[]>>();
  for (const [folder, own] of [...folders].sort(([a], [b]) => a < b ? -1 : 1)) {
    const above = joins ? [...runs.keys()].find((run) => isWithin(run, folder)) : undefined;
    const run = runs.get(above ?? folder) ?? new Map<string, readonly InputFile[]>();
    run.set(folder, own.toSorted(byStart));
    runs.set(above ?? folder, run);
  }
  return runs;
}

function isWithin(folder: string, path: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** Files begin with the second of their start. */
function byStart(a: InputFile, b: InputFile): number {
  return startOf(a) - startOf(b) || (a.path < b.path ? -1 : 1);
}

function startOf({ path }: InputFile): number {
  return Number(/\.tfevents\.(\d+)/.exec(path)?.[1] ?? Infinity);
}

async function readRun(
  { name, identity }: OpenInput,
  path: string,
  folders: Folders,
  { isLive = false, signal }: ReadOptions,
): Promise<ForeignRun> {
  const series = new SeriesBuilder();
  const parameters = new Map();
  const sessions: EventSession[] = [];
  for (const [folder, files] of folders) {
    const within = folder.slice(path.length).replace(/^\//, "");
    const session = new EventSession(series, parameters, within === "" ? "" : `${within}/`);
    for (const file of files) await session.read(file, signal);
    session.end();
    sessions.push(session);
  }
  const ended = sessions.find(({ status }) => status !== undefined)?.status ?? "Completed";
  const status = isLive ? "InProgress" : ended;
  const groups = sessions.flatMap(({ group }) => group ? [group] : []);
  return {
    kind: "tensorboard",
    identity: `${identity} ${path}`,
    experiment: name,
    name: path === "" ? name : path,
    status,
    startTime: series.firstTime,
    endTime: status === "InProgress" ? undefined : series.lastTime,
    parameters,
    tags: new Map(),
    series: series.build(),
    files: (await Promise.all(sessions.map((session) => session.files()))).flat(),
    rest: groups.length === 0 ? {} : { groups },
    problems: sessions.flatMap(({ problems }) => problems),
  };
}
