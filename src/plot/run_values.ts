/**
 * Prepares runs for comparison by their values.
 *
 * @module
 */
import { either, type Kind, listOf, mapOf, NUMBER, optional, recordOf, TEXT } from "../kinds.ts";
import { checkArgument } from "../options.ts";

/**
 * A run with its parameters and results as plain values.
 *
 * @example
 * ```ts
 * import type { RunValues } from "@runlog/sagemaker/plot";
 *
 * const run: RunValues = { label: "run-1", values: { rate: 0.1, optimizer: "sgd", loss: 0.4 } };
 * console.log(run.values["loss"]);
 * ```
 */
export interface RunValues {
  /** Name of the run. It is never parsed as HTML. */
  readonly label: string;
  /** Values by name. */
  readonly values: Readonly<Record<string, string | number | undefined>>;
}

const VALUE = optional(either(TEXT, NUMBER));

/** Checks the runs of a chart. */
export const RUNS: Kind = listOf(
  recordOf("have a label, and values that are strings or numbers", {
    label: TEXT,
    values: mapOf(VALUE),
  }),
);

const RECORDS = listOf(
  recordOf("be a run's record", {
    runName: TEXT,
    parameters: mapOf(VALUE),
    metrics: mapOf(recordOf("have a last value", { last: optional(NUMBER) })),
  }),
);

/** Returns a run's own value; `constructor` is a valid name too. */
export function valueOf({ values }: RunValues, name: string): string | number | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/**
 * Returns the parameters of recorded runs, and the last value of each of their metrics. If a metric
 * has the same name as a parameter, it is returned as `name (metric)`.
 *
 * @param runs The records, as `listRuns` and `getRun` return them
 *
 * @example
 * ```ts
 * import { listRuns } from "@runlog/sagemaker";
 * import { runValues } from "@runlog/sagemaker/plot";
 *
 * const runs = [];
 * for await (const run of listRuns({ experimentName: "demo" })) runs.push(run);
 * console.log(runValues(runs).length);
 * ```
 */
export function runValues(
  runs: readonly {
    readonly runName: string;
    readonly parameters: Readonly<Record<string, string | number>>;
    readonly metrics: Readonly<Record<string, { readonly last: number | undefined }>>;
  }[],
): readonly RunValues[] {
  checkArgument("Cannot read values of runs", "runs", runs, RECORDS);
  return runs.map(({ runName, parameters, metrics }) => {
    // Not a literal: a parameter may be named __proto__.
    const values = new Map<string, string | number | undefined>(Object.entries(parameters));
    for (const [name, { last }] of Object.entries(metrics)) {
      values.set(values.has(name) ? `${name} (metric)` : name, last);
    }
    return { label: runName, values: Object.fromEntries(values) };
  });
}
