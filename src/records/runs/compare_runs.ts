/**
 * Compares runs. Pure.
 *
 * @module
 */
import type { MetricSummary, RunRecord } from "./record.ts";
import { checkArgument } from "../../options.ts";
import { listOf, mapOf, NAMED_VALUES, recordOf } from "../../kinds.ts";

/** A property that differs between runs. */
export interface RunDifference {
  /** Kind of property. `environment` covers the code's commit and the `env/…` parameters. */
  readonly kind: "status" | "environment" | "parameter" | "metric";
  /** Name of the property, such as a parameter's or metric's. Metrics are compared by last value. */
  readonly name: string;
  /** Value in each run, in the order of the runs; undefined for a run without a value. */
  readonly values: readonly (string | number | undefined)[];
}

/** The properties of a run that are compared. A record has all of them. */
export type ComparableRun =
  & Pick<RunRecord, "status" | "commit" | "repository" | "parameters">
  & { readonly metrics: Readonly<Record<string, Pick<MetricSummary, "last" | "nonFinite">>> };

const RUNS = listOf(recordOf("be a run's record", {
  parameters: NAMED_VALUES,
  metrics: mapOf(NAMED_VALUES),
}));

/**
 * Returns the differences between runs in status, environment, parameters and last values of
 * metrics. Properties that are equal in all runs are omitted. A metric with as many NaN and infinite
 * points in each run as in the others, and the same last value, is equal.
 *
 * @param runs The runs to compare
 * @returns The differences in status, environment, parameters and metrics, each sorted by name
 *
 * @example
 * ```ts
 * import { compareRuns, listRuns } from "@runlog/sagemaker";
 *
 * const runs = await Array.fromAsync(listRuns({ experimentName: "demo", maxResults: 2 }));
 * for (const { kind, name, values } of compareRuns(runs)) console.log(kind, name, ...values);
 * ```
 */
export function compareRuns(runs: readonly ComparableRun[]): readonly RunDifference[] {
  checkArgument("Cannot compare runs", "runs", runs, RUNS);
  const parameters = namesIn(runs.map((run) => run.parameters));
  const environment = parameters.filter((name) => name.startsWith("env/"));
  const others = parameters.filter((name) => !name.startsWith("env/"));
  const row = (
    kind: RunDifference["kind"],
    name: string,
    valueOf: (run: ComparableRun) => string | number | undefined,
  ): RunDifference => ({ kind, name, values: runs.map(valueOf) });
  const metrics = namesIn(runs.map((run) => run.metrics));
  const hasMore = (name: string): boolean =>
    differ(runs.map((run) => own(run.metrics, name)?.nonFinite ?? 0));
  return [
    row("status", "status", (run) => run.status),
    row("environment", "commit", (run) => run.commit),
    row("environment", "repository", (run) => run.repository),
    ...environment.map((name) => row("environment", name, (run) => own(run.parameters, name))),
    ...others.map((name) => row("parameter", name, (run) => own(run.parameters, name))),
    ...metrics.map((name) => row("metric", name, (run) => own(run.metrics, name)?.last)),
  ].filter(({ kind, name, values }) => differ(values) || (kind === "metric" && hasMore(name)));
}

function differ(values: readonly unknown[]): boolean {
  return values.some((value) => value !== values[0]);
}

function namesIn(maps: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(maps.flatMap(Object.keys))].sort();
}

function own<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
