/**
 * Sends points to a run of an MLflow server.
 *
 * @module
 */
import type { MetricBatch, MetricsClient, PointRefusal } from "../ports/metrics_client.ts";
import { loggedName } from "../rules/metric_name.ts";
import type { MlflowClient } from "./client.ts";
import { keyOf } from "./keys.ts";

/** Most points in a request. */
const LARGEST_BATCH = 1_000;

/** Requests at a time for one run: more make a server over SQLite answer that it is locked. */
const CONCURRENCY = 4;

/** Code of a point that MLflow would store as the largest number. */
const INFINITE = "INFINITE_VALUE_NOT_HELD";

/**
 * Returns what sends points to a run. MLflow stores a repeated point once, so requests may be
 * repeated.
 *
 * @param runId Returns the run's ID, once it exists
 */
export function pointsClient(client: MlflowClient, runId: () => string): MetricsClient {
  return {
    largestBatch: LARGEST_BATCH,
    concurrency: CONCURRENCY,
    holdsEveryPoint: true,
    async put(batch, { signal } = {}) {
      const metrics = toMetrics(batch);
      if (metrics.length > 0) {
        await client.post("runs/log-batch", { run_id: runId(), metrics }, { signal });
      }
      return refusalsOf(batch);
    },
  };
}

function toMetrics({ names, series, values, timestamps, steps }: MetricBatch): readonly object[] {
  const keys = names.map((name) => keyOf(loggedName(name)));
  return [...values.entries()]
    .filter(([, value]) => !isInfinite(value))
    .map(([row, value]) => ({
      key: keys[series[row] ?? 0],
      // JSON has no NaN, and MLflow stores a bare one as 0.
      value: Number.isNaN(value) ? "NaN" : value,
      // MLflow stores a fraction as 0.
      timestamp: Math.trunc(timestamps[row] ?? 0),
      step: stepOf(steps[row] ?? NaN),
    }));
}

function refusalsOf({ values }: MetricBatch): readonly PointRefusal[] {
  return [...values.entries()]
    .filter(([, value]) => isInfinite(value))
    .map(([index]) => ({ index, verdict: "refuse", code: INFINITE }));
}

/** MLflow has a step for each point: −1, which no run of this library uses, stands for none. */
function stepOf(step: number): number {
  return Number.isNaN(step) ? -1 : step;
}

function isInfinite(value: number): boolean {
  return Math.abs(value) === Infinity;
}
