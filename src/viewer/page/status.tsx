/// <reference lib="dom" />
/**
 * Where a run stands, as a word with a color.
 *
 * @module
 */
import type { JSX } from "preact";
import type { RunFacts } from "../wire.ts";

const WORDS = {
  InProgress: "in progress",
  Completed: "completed",
  Failed: "failed",
  Stopping: "stopping",
  Stopped: "stopped",
} as const;

/** A run's status. */
export function Status({ run: { status, isArchived } }: { readonly run: RunFacts }): JSX.Element {
  return (
    <>
      <span class={`status ${status ?? "unknown"}`}>
        {status === undefined ? "unknown" : WORDS[status]}
      </span>
      {isArchived && <span class="status archived">archived</span>}
    </>
  );
}
