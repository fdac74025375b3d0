/**
 * Adds to records the number of points that their summaries omit. Loaded when runs are read.
 *
 * @module
 */
import type { MetricsClient } from "../../ports/metrics_client.ts";
import { loggedName } from "../../rules/metric_name.ts";
import type { RunRecord } from "./record.ts";

/** Returns records whose metrics have the number of points that are NaN or infinite. */
export async function withNonFinite(
  records: readonly RunRecord[],
  metrics: Pick<MetricsClient, "countNonFinite"> | undefined,
): Promise<readonly RunRecord[]> {
  const names = records.map(({ trialComponentName }) => trialComponentName);
  const counts = names.length > 0 ? await metrics?.countNonFinite?.(names) : undefined;
  if (!counts || counts.size === 0) return records;
  return records.map((record) => withCounts(record, counts.get(record.trialComponentName)));
}

function withCounts(
  record: RunRecord,
  counts: ReadonlyMap<string, number> | undefined,
): RunRecord {
  if (!counts) return record;
  const found = new Map(Array.from(counts, ([name, count]) => [loggedName(name), count]));
  const entries = Object.entries(record.metrics).map(([name, summary]) => {
    const nonFinite = found.get(name);
    return [name, nonFinite === undefined ? summary : { ...summary, nonFinite }] as const;
  });
  return { ...record, metrics: Object.fromEntries(entries) };
}
