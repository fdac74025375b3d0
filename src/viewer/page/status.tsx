/// <reference lib="dom" />
/**
 * Shows the status of a run, as a colored word.
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

/** The status of a run. */
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
