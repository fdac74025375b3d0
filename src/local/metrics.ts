/**
 * Metric points, written to the store directly instead of over HTTP: thousands per transaction, and
 * each batch only once, by its token.
 *
 * @module
 */
import type { MetricBatch, MetricsClient, PointRefusal } from "../ports/metrics_client.ts";
import { refusal } from "./store/batch_answer.ts";
import type { LocalStore } from "./store/store.ts";

/** Points per batch: enough that thousands share the cost of a transaction. */
const LARGEST_BATCH = 5_000;

/** Returns a client that writes and reads the metric points of a store. */
export function localMetrics(store: LocalStore, now: () => number): Required<MetricsClient> {
  return {
    largestBatch: LARGEST_BATCH,
    // One at a time keeps points in the order they were logged.
    concurrency: 1,
    holdsEveryPoint: true,
    put: (batch) => putPoints(store, batch, now()),
    read: (query) => store.read(({ points }) => points.read(query)),
    countNonFinite: (component) =>
      store.read(async ({ points }) =>
        new Map(
          (await points.summaries(component))
            .filter(({ nonFinite = 0 }) => nonFinite > 0)
            .map(({ name, nonFinite = 0 }) => [name, nonFinite]),
        )
      ),
  };
}

function putPoints(
  store: LocalStore,
  batch: MetricBatch,
  now: number,
): Promise<readonly PointRefusal[]> {
  return store.write(async ({ entities, points }) => {
    if (await entities.get("component", batch.trialComponentName)) {
      return await points.put(batch, now);
    }
    return Array.from(batch.values, (_, index) => refusal(index, "VALIDATION_ERROR"));
  });
}
