/**
 * Lines that say where runs go. Browser-safe.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import { hasProcess, readEnvironment } from "../runtime.ts";

/** Whether lines that say where runs go are wanted, as far as the environment says. */
export function hasNotices(): boolean {
  return readEnvironment("RUNLOG_NOTICES") !== "0";
}

/** Writes a line to the logger: to stderr where that is the console, whose `info` is stdout. */
export function writeNotice(logger: Logger, text: string): void {
  if (logger === console && hasProcess()) console.error(text);
  else logger.info(text);
}
