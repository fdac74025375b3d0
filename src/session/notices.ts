/**
 * Writes notices, which show the user the destination of runs.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import { hasProcess, readEnvironment } from "../runtime.ts";

/** Checks whether notices are enabled: `RUNLOG_NOTICES` is not `0`. */
export function hasNotices(): boolean {
  return readEnvironment("RUNLOG_NOTICES") !== "0";
}

/**
 * Logs a notice with `info`. If the logger is the console, whose `info` goes to stdout, writes to
 * stderr instead.
 */
export function writeNotice(logger: Logger, text: string): void {
  if (logger === console && hasProcess()) console.error(text);
  else logger.info(text);
}
