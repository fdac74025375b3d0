/**
 * `runlog list`: lists experiments, or the runs of one.
 *
 * @module
 */
import { listExperiments, type RunRecord, type Session } from "../../../mod.ts";
import { factText, measurementText } from "../../text/numbers.ts";
import type { TypedProperty } from "../../text/property.ts";
import { durationOf, firstValueOf, valueOf } from "../../text/run_values.ts";
import { durationText, utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { findRuns } from "../find_runs.ts";
import { UsageError } from "../usage_error.ts";
import { readOrder } from "../where.ts";

/** Options of `list`. */
export interface ListOptions {
  readonly where?: readonly string[];
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly maxResults?: number;
  readonly includeArchived?: boolean;
  /** Properties to show, separated by commas. */
  readonly columns?: string;
}

/** Most metrics in a table. */
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
  const columns = columnsOf(options.columns);
  if (out.isJson) return out.json(columns ? runs.map((run) => fieldsOf(run, columns)) : runs);
  if (runs.length === 0) messages.line(`No matching runs in "${experimentName}"`);
  if (columns) listColumns(out, runs, columns);
  else listRunsOf(out, runs, sortBy);
}

/** Reads the properties to show. */
function columnsOf(text: string | undefined): readonly TypedProperty[] | undefined {
  const names = text?.split(",").map((name) => name.trim());
  if (names?.includes("")) throw new UsageError("--columns must be names separated by commas");
  return names?.map(readOrder);
}

/** Returns a run with these properties only, which is short enough for scripts and agents. */
function fieldsOf(run: RunRecord, columns: readonly TypedProperty[]): object {
  const values = columns.map((column) => [column.text, firstValueOf(run, column) ?? null]);
  return { runName: run.runName, ...Object.fromEntries(values) };
}

function listColumns(
  out: Context["out"],
  runs: readonly RunRecord[],
  columns: readonly TypedProperty[],
): void {
  out.table(
    ["run", ...columns.map(({ text }) => text)],
    runs.map((run) => [run.runName, ...columns.map((column) => shownValue(run, column))]),
  );
}

function listRunsOf(
  out: Context["out"],
  runs: readonly RunRecord[],
  sortBy: string | undefined,
): void {
  const metrics = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))]
    .filter((name) => !name.startsWith("system/")).slice(0, MOST_METRICS);
  // The property that the runs are sorted by gets a column of its own.
  const order = sortBy === undefined || isShown(sortBy, metrics) ? [] : [readOrder(sortBy)];
  out.table(
    ["run", "status", "started", "took", ...metrics, ...order.map(({ text }) => text)],
    runs.map((run) => [
      run.runName,
      run.status ?? "",
      utcText(run.startTime),
      durationText(durationOf(run)),
      ...metrics.map((name) => measurementText(run.metrics[name]?.last)),
      ...order.map((property) => shownValue(run, property)),
    ]),
  );
}

function isShown(sortBy: string, metrics: readonly string[]): boolean {
  return ["runName", "status", "startTime", "duration"].includes(sortBy) ||
    metrics.some((name) => [name, `metrics.${name}`, `metrics.${name}.last`].includes(sortBy));
}

function shownValue(run: RunRecord, { of }: TypedProperty): string {
  const property = of.find((one) => valueOf(run, one) !== undefined);
  const value = property && valueOf(run, property);
  if (property?.kind === "own" && property.type === "time") return utcText(value);
  return property?.kind === "metric" && typeof value === "number"
    ? measurementText(value)
    : factText(value);
}
