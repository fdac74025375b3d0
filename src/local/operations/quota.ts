/**
 * Checks the quotas of an account.
 *
 * @module
 */
import { limitExceeded } from "../errors.ts";
import type { Awaitable } from "../store/awaitable.ts";

/**
 * Checks that there is room for one more. Without a quota nothing is counted: the count takes longer
 * with each entity.
 *
 * @param quota Name of the quota
 * @param limit Maximum number; Infinity for none
 * @param count Counts those that exist
 * @throws {ServiceError} If the quota is exhausted
 */
export async function checkQuota(
  quota: string,
  limit: number,
  count: () => Awaitable<number>,
): Promise<void> {
  if (limit !== Infinity && await count() >= limit) throw limitExceeded(quota, limit);
}
