/**
 * `runlog import`: imports runs of other tools from their files.
 *
 * @module
 */
import type { Session } from "../../../mod.ts";
import {
  followRuns,
  type ImportedRun,
  importRuns,
  type ImportRunsOptions,
  type ImportSummary,
  mlflowServer,
} from "../../import.ts";
import { countText } from "../../text/numbers.ts";
import type { Context } from "../context.ts";
import { mlflowAddress, mlflowCredentials } from "../mlflow_address.ts";
import { UsageError } from "../usage_error.ts";
import { progressBar } from "./progress_bar.ts";

/** Options of `import`. */
export interface ImportCommandOptions {
  readonly experiment?: string;
  readonly oldTimestamps?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
}

/** Imports the runs in a file or folder, of whatever tool. */
export async function importFiles(
  { out, messages, signal, environment }: Context,
  session: Session,
  path: string,
  { experiment, oldTimestamps = "keep", dryRun = false, watch = false }: ImportCommandOptions,
): Promise<void> {
  if (oldTimestamps !== "keep" && oldTimestamps !== "move") {
    throw new UsageError(`--old-timestamps must be keep or move, got "${oldTimestamps}"`);
  }
  if (watch && dryRun) throw new UsageError("--watch and --dry-run exclude each other");
  const bar = progressBar(messages);
  const options: ImportRunsOptions = {
    from: sourceOf(path, environment),
    to: session,
    experimentName: experiment,
    oldTimestamps,
    onProgress: ({ runs, points, files }) => bar.update(runs, { points, files }),
  };
  const tell = (summary: ImportSummary): void => {
    if (out.isJson) out.json(summary);
    else report(out, summary, dryRun);
  };
  let summary: ImportSummary;
  try {
    summary = watch
      ? await followRuns({ ...options, signal, onImport: tell })
      : await importRuns({ ...options, dryRun, signal });
  } finally {
    bar.stop();
  }
  if (!watch) tell(summary);
  const undone = summary.outcomes.failed;
  if (undone > 0) throw new Error(`Cannot import ${countText(undone, "run")}`);
}

/** Returns the source that a command line names: an MLflow server, or files. */
function sourceOf(
  path: string,
  environment: Context["environment"],
): ImportRunsOptions["from"] {
  const uri = mlflowAddress(path);
  if (uri === undefined) return path;
  return mlflowServer({ uri, credentials: mlflowCredentials(environment) });
}

function report(out: Context["out"], summary: ImportSummary, isPlan: boolean): void {
  const told = summary.runs.filter(({ outcome, problems }) =>
    outcome !== "unchanged" || problems.length > 0
  );
  if (told.length > 0) {
    out.table(
      ["source", "experiment", "run", "outcome", "points", "files", "problems"],
      told.map(rowOf),
    );
  }
  for (const { path, reason } of summary.unread) out.line(`not read: ${path}: ${reason}`);
  const { created, updated, unchanged } = summary.outcomes;
  const [create, update] = isPlan ? ["would create", "update"] : ["created", "updated"];
  out.line(
    `${create} ${created}, ${update} ${updated}, ${unchanged} unchanged; ` +
      `${countText(summary.points, "point")}, ${countText(summary.files, "file")}`,
  );
}

function rowOf(run: ImportedRun): readonly string[] {
  const { source, experimentName, runName, outcome, points, files, problems, error } = run;
  return [
    source,
    experimentName,
    runName,
    outcome,
    String(points),
    String(files),
    error instanceof Error ? error.message : problems.map(problemText).join("; "),
  ];
}

function problemText({ kind, name, count, reason }: ImportedRun["problems"][number]): string {
  return `${kind} ${name}: ${count === 1 ? reason : `${count} ${reason}`}`;
}
