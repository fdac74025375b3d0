/**
 * `runlog list`: experiments, or the runs of one.
 *
 * @module
 */
import { listExperiments, type RunRecord, searchRuns, type Session } from "../../../mod.ts";
import type { Context } from "../context.ts";
import { duration, number, time } from "../format.ts";
import { readOrder, readWhere } from "../where.ts";

/** Options of `list`. */
export interface ListOptions {
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly ascending?: boolean;
  readonly limit?: number;
  readonly archived?: boolean;
}

/** Metrics that a table has room for. */
const MOST_METRICS = 4;

/** Lists experiments, or the runs of one. */
export async function list(
  { out, messages, signal }: Context,
  session: Session,
  experimentName: string | undefined,
  options: ListOptions,
): Promise<void> {
  if (experimentName === undefined) {
    const experiments = await Array.fromAsync(listExperiments({ session, signal }));
    if (out.isJson) return out.json(experiments);
    if (experiments.length === 0) messages.line("There are no experiments");
    return out.table(
      ["experiment", "created", "changed"],
      experiments.map((one) => [
        one.experimentName,
        time(one.creationTime),
        time(one.lastModifiedTime),
      ]),
    );
  }
  const runs = await Array.fromAsync(searchRuns({
    experimentName,
    where: readWhere(options.where ?? []),
    sortBy: readOrder(options.sort),
    sortOrder: options.ascending ? "ascending" : "descending",
    maxResults: options.limit,
    includeArchived: options.archived ?? false,
    session,
    signal,
  }));
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
      time(run.startTime),
      duration(run.startTime, run.endTime),
      ...metrics.map((name) => number(run.metrics[name]?.last)),
    ]),
  );
}
