/**
 * The words for how a run stands. Pure.
 *
 * @module
 */

/** AWS's own words. */
export const STATUSES = ["InProgress", "Completed", "Failed", "Stopping", "Stopped"] as const;
