/**
 * Metric points, written to the store directly instead of over HTTP: thousands per transaction, and
 * each batch only once, by its token.
 *
 * @module
 */
import type { MetricBatch, MetricsClient, PointRefusal } from "../ports/metrics_client.ts";
import { inTurns } from "./in_turns.ts";
import { TIME_RANGE } from "./model/shape.ts";
import { METRIC_NAME } from "./model/types.ts";
import { isValid } from "./model/validate.ts";
import { readSeries } from "./read_series.ts";
import { readThinned } from "./read_thinned.ts";
import { putKept } from "./point_filter.ts";
import { refusal } from "./store/batch_answer.ts";
import { toSeconds } from "./store/points.ts";
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
    put: (batch) => putPoints(store, withKey(batch), now()),
    read: (query, { signal } = {}) => readSeries(store, withKey(query), signal),
    readThinned: (query, { signal } = {}) => readThinned(store, withKey(query), signal),
    countNonFinite: (components) => countNonFinite(store, components),
  };
}

/** Returns a query with the component's key: other tools name components in any case. */
function withKey<Asked extends { readonly trialComponentName: string }>(asked: Asked): Asked {
  return { ...asked, trialComponentName: asked.trialComponentName.toLowerCase() };
}

function countNonFinite(
  store: LocalStore,
  components: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  return store.read(async ({ points, giveWay }) => {
    const counts = await inTurns(
      components,
      giveWay,
      async (component) => [component, await points.nonFinite(component.toLowerCase())] as const,
    );
    return new Map(counts.filter(([, ofMetrics]) => ofMetrics.size > 0));
  });
}

function putPoints(
  store: LocalStore,
  batch: MetricBatch,
  now: number,
): Promise<readonly PointRefusal[]> {
  return store.write(async ({ entities, points }) => {
    if (await entities.get("component", batch.trialComponentName)) {
      return await putKept(batch, pointCheck(batch), (kept) => points.put(kept, now));
    }
    return Array.from(batch.values, (_, index) => refusal(index, "VALIDATION_ERROR"));
  });
}

/** Returns a function that checks the name and the time of a point by AWS's rules. */
function pointCheck({ names, series, timestamps }: MetricBatch): (row: number) => boolean {
  const isName = names.map((name) => isValid(METRIC_NAME, name));
  return (row) => {
    const time = toSeconds(timestamps[row] ?? NaN);
    return isName[series[row] ?? 0] === true && time >= TIME_RANGE.min && time <= TIME_RANGE.max;
  };
}
