/**
 * `runlog list`: experiments, or the runs of one.
 *
 * @module
 */
import { listExperiments, type RunRecord, type Session } from "../../../mod.ts";
import { measurementText } from "../../text/numbers.ts";
import { durationOf } from "../../text/run_values.ts";
import { durationText, utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { findRuns } from "../find_runs.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `list`. */
export interface ListOptions {
  readonly where?: readonly string[];
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly maxResults?: number;
  readonly includeArchived?: boolean;
}

/** Metrics that a table has room for. */
const MOST_METRICS = 4;

/** Lists experiments, or the runs of one. */
export async function list(
  context: Context,
  session: Session,
  experimentName: string | undefined,
  options: ListOptions,
): Promise<void> {
  const { out, messages, signal } = context;
  if (experimentName === undefined) {
    const experiments = await Array.fromAsync(listExperiments({ session, signal }));
    if (out.isJson) return out.json(experiments);
    if (experiments.length === 0) messages.line("There are no experiments");
    return out.table(
      ["experiment", "created", "changed"],
      experiments.map((one) => [
        one.experimentName,
        utcText(one.creationTime),
        utcText(one.lastModifiedTime),
      ]),
    );
  }
  const { where, sortBy, sortOrder = "descending", maxResults, includeArchived } = options;
  if (sortOrder !== "ascending" && sortOrder !== "descending") {
    throw new UsageError(`--sort-order must be ascending or descending, got "${sortOrder}"`);
  }
  const runs = await findRuns(context, session, {
    experimentName,
    where,
    sortBy,
    sortOrder,
    maxResults,
    includeArchived,
  });
  if (out.isJson) return out.json(runs);
  if (runs.length === 0) messages.line(`There are no such runs in "${experimentName}"`);
  listRunsOf(out, runs);
}

function listRunsOf(out: Context["out"], runs: readonly RunRecord[]): void {
  const metrics = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter((name) => !name.startsWith("system/")).slice(0, MOST_METRICS);
  out.table(
    ["run", "status", "started", "took", ...metrics],
    runs.map((run) => [
      run.runName,
      run.status ?? "",
      utcText(run.startTime),
      durationText(durationOf(run)),
      ...metrics.map((name) => measurementText(run.metrics[name]?.last)),
    ]),
  );
}
