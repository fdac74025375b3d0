/**
 * Adds to a record the number of points that its summaries omit. Loaded when one run is read.
 *
 * @module
 */
import type { MetricsClient } from "../../ports/metrics_client.ts";
import { loggedName } from "../../rules/metric_name.ts";
import type { RunRecord } from "./record.ts";

/** Returns a record whose metrics have the number of points that are NaN or infinite. */
export async function withNonFinite(
  record: RunRecord,
  metrics: Pick<MetricsClient, "countNonFinite"> | undefined,
): Promise<RunRecord> {
  const counts = await metrics?.countNonFinite?.(record.trialComponentName);
  if (!counts || counts.size === 0) return record;
  const found = new Map(Array.from(counts, ([name, count]) => [loggedName(name), count]));
  const entries = Object.entries(record.metrics).map(([name, summary]) => {
    const nonFinite = found.get(name);
    return [name, nonFinite === undefined ? summary : { ...summary, nonFinite }] as const;
  });
  return { ...record, metrics: Object.fromEntries(entries) };
}
