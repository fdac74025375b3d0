/**
 * Imports runs that other tools have recorded: from files of TensorBoard, W&B, MLflow, Trackio, Neptune,
 * DVCLive and Hugging Face's Trainer, from CSV files and JSON lines.
 *
 * @module
 */
export { followRuns, type FollowRunsOptions } from "./import/follow_runs.ts";
export { importRuns } from "./import/import_runs.ts";
export { mlflowDatabase } from "./import/mlflow/database.ts";
export { mlflowServer, type MlflowSourceOptions } from "./import/mlflow/server.ts";
export { mlruns } from "./import/mlflow/folder.ts";
export { neptuneExport } from "./import/neptune/source.ts";
export { trackio } from "./import/trackio.ts";
export { csvLog, type CsvLogOptions } from "./import/tables/csv_log.ts";
export type { LogOptions } from "./import/tables/log_files.ts";
export { dvclive } from "./import/tables/dvclive.ts";
export { jsonLines } from "./import/tables/json_lines.ts";
export type { RowColumns } from "./import/tables/row_series.ts";
export { trainerState } from "./import/tables/trainer_state.ts";
export { tensorboard, type TensorBoardOptions } from "./import/tensorboard/source.ts";
export { wandbOffline } from "./import/wandb/source.ts";
export {
  exportTensorBoard,
  type TensorBoardExport,
} from "./import/tensorboard/export_tensorboard.ts";
export { ImportNameError } from "./import/errors.ts";
export type {
  ImportedRun,
  ImportOutcome,
  ImportProgress,
  ImportRunsOptions,
  ImportSummary,
} from "./import/summary.ts";
export type {
  ForeignArtifact,
  ForeignFile,
  ForeignRun,
  ImportKind,
  ImportProblem,
  ReadEntry,
  ReadOptions,
  RunSource,
  UnreadPart,
} from "./import/foreign_run.ts";
export type { DirectoryHandle, FileHandle, ImportInput } from "./import/input.ts";
