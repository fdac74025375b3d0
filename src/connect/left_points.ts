/**
 * Stores the points that earlier pages of this origin left. Loaded only if they left some.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { JournalEntry, MetricJournal } from "../ports/metric_journal.ts";
import type { MetricsClient, PointRefusal } from "../ports/metrics_client.ts";

/**
 * Stores the points of a journal. Never throws: points that cannot be stored now are left to the
 * next page.
 *
 * @param journal Journal of the store
 * @param metrics The store's points
 * @param logger Receives warnings
 */
export async function storeLeftPoints(
  journal: MetricJournal,
  metrics: MetricsClient,
  logger: Logger,
): Promise<void> {
  try {
    await journal.adopt(async (entries, remove) => {
      for (const entry of entries) {
        tellRejected(entry, await metrics.put(entry), logger);
        await remove(entry.token);
      }
    });
  } catch (cause) {
    logger.warn(`runlog: cannot store the points of an earlier page yet: ${cause}`);
  }
}

function tellRejected(
  entry: JournalEntry,
  rejected: readonly PointRefusal[],
  logger: Logger,
): void {
  if (rejected.length === 0) return;
  const names = new Set(rejected.map(({ index }) => entry.names[entry.series[index] ?? 0]));
  logger.warn(
    `runlog: ${rejected.length} points of ${[...names].map((name) => `"${name}"`).join(", ")} ` +
      `from an earlier page are omitted: run "${entry.trialComponentName}" does not exist anymore`,
  );
}
