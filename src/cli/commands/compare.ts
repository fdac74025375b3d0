/**
 * `runlog compare` and `runlog best`.
 *
 * @module
 */
import { compareRuns, getRun, type RunRecord, searchRuns, type Session } from "../../../mod.ts";
import { lastText } from "../../text/non_finite.ts";
import { factText, measurementText } from "../../text/numbers.ts";
import { isStatistic, STATISTICS } from "../../text/statistics.ts";
import type { Context } from "../context.ts";
import { findRuns } from "../find_runs.ts";
import { UsageError } from "../usage_error.ts";

/** Number of runs to compare if none are named. */
const MOST_RUNS = 20;

/** Prints the differences between runs: those named, or the latest of an experiment. */
export async function compare(
  { out, messages, signal }: Context,
  session: Session,
  experimentName: string,
  runNames: readonly string[],
): Promise<void> {
  const options = { session, signal };
  const found = runNames.length > 0
    ? runNames.map((runName) => ({ experimentName, runName }))
    : await Array.fromAsync(searchRuns({ experimentName, maxResults: MOST_RUNS, ...options }));
  // A listing has no parameters beyond the limits of AWS; reading a run of a store takes no request.
  const isWhole = runNames.length === 0 && !session.metrics?.countNonFinite;
  const runs = isWhole
    ? found as readonly RunRecord[]
    : await Promise.all(found.map((run) => getRun(run, options)));
  const differences = compareRuns(runs);
  if (out.isJson) return out.json({ runs: runs.map(({ runName }) => runName), differences });
  if (differences.length === 0) messages.line(`These ${runs.length} runs do not differ`);
  out.table(
    ["", ...runs.map(({ runName }) => runName)],
    differences.map(({ kind, name, values }) => [
      kind === name ? name : `${kind} ${name}`,
      ...values.map((value, index) =>
        kind === "metric" ? lastText(value, runs[index]?.metrics[name]?.nonFinite) : factText(value)
      ),
    ]),
  );
}

/** Options of `best`. */
export interface BestOptions {
  readonly metric: string;
  readonly goal: string;
  readonly statistic?: string;
  readonly where?: readonly string[];
}

/** Prints the run with the smallest or largest value of a metric. */
export async function best(
  context: Context,
  session: Session,
  experimentName: string,
  { metric, goal, statistic = "last", where = [] }: BestOptions,
): Promise<void> {
  if (goal !== "minimize" && goal !== "maximize") {
    throw new UsageError(`--goal must be "minimize" or "maximize", got "${goal}"`);
  }
  if (!isStatistic(statistic)) {
    throw new UsageError(`--statistic must be one of ${STATISTICS.join(", ")}, got "${statistic}"`);
  }
  const path = `${metric}.${statistic}`;
  const [run] = await findRuns(context, session, {
    experimentName,
    where,
    condition: { kind: "exists", property: { kind: "metric", path }, exists: true },
    sortBy: `metrics.${path}`,
    sortOrder: goal === "minimize" ? "ascending" : "descending",
    maxResults: 1,
  });
  const { out } = context;
  if (!run) {
    throw new Error(
      `Cannot find the best run: no matching run of experiment "${experimentName}" has metric "${metric}"`,
    );
  }
  if (out.isJson) return out.json(run);
  const value = run.metrics[metric]?.[statistic];
  out.table(["run", `${metric} (${statistic})`, "status"], [[
    run.runName,
    measurementText(value),
    run.status ?? "",
  ]]);
  if (Object.keys(run.parameters).length === 0) return;
  out.line();
  const parameters = Object.entries(run.parameters).map(([name, value]) => [name, factText(value)]);
  out.table(["parameter", "value"], parameters);
}
