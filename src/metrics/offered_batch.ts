/**
 * Reads what the answers of a served store offer.
 *
 * @module
 */
import { COLUMNS_HEADER, COLUMNS_SIZE } from "../ports/point_columns.ts";
import { METRIC_BATCH_SIZE } from "../rules/limits.ts";

/**
 * Returns the number of points that an answer offers to take per request, at most 5,000; undefined if
 * it offers no more than AWS.
 */
export function offeredBatch(
  headers: Readonly<Record<string, string>> | undefined,
): number | undefined {
  const text = headers?.[COLUMNS_HEADER] ?? "";
  const offered = /^\d{1,9}$/.test(text) ? Math.min(Number(text), COLUMNS_SIZE) : 0;
  return offered > METRIC_BATCH_SIZE ? offered : undefined;
}
