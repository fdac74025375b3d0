/**
 * Lists the statuses of runs. Pure.
 *
 * @module
 */

/** Statuses, as AWS names them. */
export const STATUSES = ["InProgress", "Completed", "Failed", "Stopping", "Stopped"] as const;
