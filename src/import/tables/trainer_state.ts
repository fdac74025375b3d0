/**
 * Reads runs from `trainer_state.json`, which the Trainer of Hugging Face's transformers writes.
 *
 * @module
 */
import { flatten, parameterOf } from "../flatten.ts";
import type {
  ForeignRun,
  ImportProblem,
  ReadEntry,
  ReadOptions,
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
import { parsePythonJson } from "../python_json.ts";
import { reasonOf } from "../reason.ts";
import type { ParameterValue } from "../../rules/parameters.ts";
import { experimentOf, folderOf, rowRun } from "./row_run.ts";
import { RowSeries } from "./row_series.ts";

const FILE = "trainer_state.json";

/**
 * Returns a source of the runs of Hugging Face's Trainer: each output folder is a run. Of the copies
 * in its checkpoints, the one with the most steps counts. `log_history` becomes metrics by step, the
 * other members become parameters. The file has no times: points get that of its last change.
 *
 * @param input A `trainer_state.json`, or a folder that contains some
 *
 * @example
 * ```ts
 * import { importRuns, trainerState } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const state = { global_step: 10, log_history: [{ step: 10, epoch: 0.5, loss: 0.9 }] };
 * const file = new File([JSON.stringify(state)], "trainer_state.json");
 * const { points } = await importRuns({ from: trainerState(file), to: session });
 * console.log(points); // 2
 * ```
 */
export function trainerState(input: ImportInput): RunSource {
  checkInput(input);
  return {
    kind: "trainer-state",
    read: (read) => readStates(input, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of a Trainer's state. */
export function isTrainerStateFile(path: string): boolean {
  return path === FILE || path.endsWith(`/${FILE}`);
}

/** A Trainer's state. */
interface TrainerState {
  readonly file: InputFile;
  readonly steps: number;
  readonly history: readonly unknown[];
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

async function* readStates(
  input: ImportInput,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const isAlone = opened.files.length === 1;
  const runs = new Map<string, TrainerState>();
  for (const file of opened.files.filter(({ path }) => isAlone || isTrainerStateFile(path))) {
    signal?.throwIfAborted();
    try {
      const state = await readState(file);
      const folder = folderOf(file.path).replace(/(?:^|\/)checkpoint-\d+$/, "");
      const known = runs.get(folder);
      if (!known || state.steps > known.steps) runs.set(folder, state);
    } catch (error) {
      yield { unread: { path: file.path, reason: reasonOf(error) } };
    }
  }
  for (const [folder, state] of runs) yield { run: runOf(opened, folder, { ...state, isLive }) };
}

async function readState(file: InputFile): Promise<TrainerState> {
  const value = parsePythonJson(new TextDecoder().decode(await file.read()));
  const members = new Map(
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const history = members.get("log_history");
  if (!Array.isArray(history)) throw new Error("has no log_history");
  const parameters = new Map<string, ParameterValue>();
  for (const [name, member] of members) {
    if (name === "log_history" || member === null) continue;
    for (const [path, part] of flatten(member, name)) parameters.set(path, parameterOf(part));
  }
  const steps = Number(members.get("global_step") ?? 0);
  return { file, steps, history, parameters };
}

function runOf(
  opened: OpenInput,
  folder: string,
  { file, history, parameters, isLive }: TrainerState & { readonly isLive: boolean },
): ForeignRun {
  const rows = history.filter((row) => typeof row === "object" && row !== null)
    .map((row) => [...flatten(row)]);
  const names = [...new Set(rows.flatMap((row) => row.map(([name]) => name)))];
  const series = new RowSeries(names, {}, file.modifiedTime);
  for (const row of rows) series.add(row);
  const odd = history.length - rows.length;
  const problems: readonly ImportProblem[] = odd === 0
    ? []
    : [{ kind: "file", name: file.path, count: odd, reason: "entries are no objects" }];
  return rowRun(series, {
    kind: "trainer-state",
    identity: `${opened.identity} ${folder}`,
    experiment: experimentOf(opened),
    name: folder || opened.name,
    file,
    isLive,
    parameters,
    problems,
  });
}
