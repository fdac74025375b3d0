/**
 * Finds out by their content which tools wrote some files.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { ReadOptions, RunSource } from "./foreign_run.ts";
import { type ImportInput, type InputFile, openInput } from "./input.ts";
import { isMlflowDatabase, mlflowDatabase } from "./mlflow/database.ts";
import { isMlrunsFile, mlruns } from "./mlflow/folder.ts";
import { isNeptuneFile, neptuneExport } from "./neptune/source.ts";
import { csvLog, isCsvFile } from "./tables/csv_log.ts";
import { dvclive, isDvcliveFile } from "./tables/dvclive.ts";
import { isJsonLinesFile, jsonLines } from "./tables/json_lines.ts";
import { isTrainerStateFile, trainerState } from "./tables/trainer_state.ts";
import { isEventFile, tensorboard } from "./tensorboard/source.ts";
import { isTrackioDatabase, trackio } from "./trackio.ts";
import { isWandbFile, wandbOffline } from "./wandb/source.ts";

/** A kind of source, and how its files are recognized. */
interface Detector {
  readonly isOwn: (file: InputFile) => boolean | Promise<boolean>;
  readonly open: (input: ImportInput) => RunSource;
}

const DETECTORS: readonly Detector[] = [
  { isOwn: ({ path }) => isEventFile(path), open: (input) => tensorboard(input) },
  { isOwn: ({ path }) => isWandbFile(path), open: (input) => wandbOffline(input) },
  { isOwn: isMlrunsFile, open: (input) => mlruns(input) },
  { isOwn: isMlflowDatabase, open: (input) => mlflowDatabase(input) },
  { isOwn: isTrackioDatabase, open: (input) => trackio(input) },
  { isOwn: isNeptuneFile, open: (input) => neptuneExport(input) },
  { isOwn: ({ path }) => isTrainerStateFile(path), open: (input) => trainerState(input) },
  { isOwn: ({ path }) => isDvcliveFile(path), open: (input) => dvclive(input) },
  { isOwn: ({ path }) => isCsvFile(path) && !isDvcliveFile(path), open: (input) => csvLog(input) },
  { isOwn: ({ path }) => isJsonLinesFile(path), open: (input) => jsonLines(input) },
];

/**
 * Returns the sources of an input. A folder may contain files of several tools.
 *
 * @throws {ArgumentError} If no file is of a known kind
 */
export async function detectSources(
  input: ImportInput,
  { signal }: ReadOptions = {},
): Promise<readonly RunSource[]> {
  const { files } = await openInput(input, signal);
  const found = new Set<Detector>();
  for (const file of files) {
    signal?.throwIfAborted();
    for (const detector of DETECTORS) {
      if (!found.has(detector) && await detector.isOwn(file)) found.add(detector);
    }
  }
  if (found.size > 0) return [...found].map((detector) => detector.open(input));
  throw new ArgumentError("Cannot import runs", {
    argument: "from",
    value: typeof input === "string" ? input : "these files",
    rule:
      "be, or contain, files of TensorBoard, W&B, MLflow, Trackio, Neptune, DVCLive or Hugging Face's " +
      "Trainer, CSV files or JSON lines",
  });
}
