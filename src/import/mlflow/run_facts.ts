/**
 * Converts runs as MLflow stores them, in files or in a database.
 *
 * @module
 */
import type { RunStatus } from "../../records/runs/record.ts";
import type { ForeignArtifact, ForeignFile, ForeignRun, ImportProblem } from "../foreign_run.ts";
import type { InputFile } from "../input.ts";
import { inputFile } from "../made_files.ts";
import type { SeriesBuilder } from "../series_builder.ts";

/** Statuses of MLflow, by number in its files and by name in its database. */
const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ["1", "InProgress"],
  ["2", "InProgress"],
  ["3", "Completed"],
  ["4", "Failed"],
  ["5", "Stopped"],
  ["RUNNING", "InProgress"],
  ["SCHEDULED", "InProgress"],
  ["FINISHED", "Completed"],
  ["FAILED", "Failed"],
  ["KILLED", "Stopped"],
]);

/** Tags of MLflow that have a place of their own. */
const PLACED = {
  name: "mlflow.runName",
  notes: "mlflow.note.content",
  commit: "mlflow.source.git.commit",
  repository: "mlflow.source.git.repoURL",
} as const;

/** A run as MLflow stores it. */
export interface MlflowRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string | undefined;
  /** Name or number of the status. */
  readonly status: string;
  /** Milliseconds since 1970; 0 or undefined if unknown. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly series: SeriesBuilder;
  readonly files: readonly ForeignFile[];
  readonly artifacts: readonly ForeignArtifact[];
  readonly rest: Readonly<Record<string, unknown>>;
  readonly problems: readonly ImportProblem[];
}

/** Returns the run in the form of imports. */
export function foreignRun(run: MlflowRun): ForeignRun {
  const tags = new Map(run.tags);
  const placed = (name: keyof typeof PLACED): string | undefined => {
    const value = tags.get(PLACED[name]);
    tags.delete(PLACED[name]);
    return value || undefined;
  };
  const displayName = placed("name") ?? run.name;
  const status = STATUSES.get(run.status);
  const problems = status === undefined
    ? [...run.problems, unknownStatus(run.status)]
    : run.problems;
  const isOpen = status === "InProgress";
  return {
    kind: "mlflow",
    identity: run.id,
    experiment: run.experiment,
    name: run.id,
    displayName,
    status: status ?? "Completed",
    startTime: run.startTime || run.series.firstTime,
    endTime: isOpen ? undefined : run.endTime || run.series.lastTime || run.startTime,
    parameters: run.parameters,
    notes: placed("notes"),
    commit: placed("commit"),
    repository: placed("repository"),
    tags,
    series: run.series.build(),
    files: run.files,
    artifacts: run.artifacts,
    rest: run.rest,
    problems,
  };
}

function unknownStatus(status: string): ImportProblem {
  const reason = `is "${status}", which MLflow does not have: imported as Completed`;
  return { kind: "status", name: "status", count: 1, reason };
}

/** Returns a folder's files as files of the run. */
export function artifactFiles(files: readonly InputFile[], folder: string): readonly ForeignFile[] {
  return files.filter(({ path }) => path.startsWith(folder))
    .map((file) => inputFile(file.path.slice(folder.length), file));
}
