/**
 * `runlog sync`: copies runs from one session to another.
 *
 * @module
 */
import {
  type ConflictRule,
  type Session,
  syncRuns,
  type SyncRunsOptions,
  type SyncSummary,
} from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usage_error.ts";
import { progressBar } from "./progress_bar.ts";

/** Options of `sync`. */
export interface SyncCommandOptions {
  readonly onConflict?: string;
  readonly oldTimestamps?: string;
  readonly dryRun?: boolean;
}

/** Copies the runs of an experiment, or all. */
export async function sync(
  { out, messages, signal }: Context,
  { from, to }: Pick<SyncRunsOptions, "to"> & { readonly from: Session },
  experimentName: string | undefined,
  { onConflict = "keep", oldTimestamps = "keep", dryRun = false }: SyncCommandOptions,
): Promise<void> {
  if (oldTimestamps !== "keep" && oldTimestamps !== "move") {
    throw new UsageError(`--old-timestamps must be keep or move, got "${oldTimestamps}"`);
  }
  const bar = progressBar(messages);
  let summary: SyncSummary;
  try {
    summary = await syncRuns({
      from,
      to,
      experimentName,
      onConflict: conflictRule(onConflict),
      oldTimestamps,
      dryRun,
      signal,
      onProgress: ({ runs, points, files }) => bar.update(runs, { points, files }),
    });
  } finally {
    bar.stop();
  }
  if (out.isJson) out.json(summary);
  else tell(out, summary, dryRun);
  const undone = summary.runs.filter(({ outcome }) =>
    outcome === "conflict" || outcome === "failed"
  );
  if (undone.length === 0) return;
  throw new Error(`Cannot copy ${countText(undone.length, "run")} completely`);
}

function conflictRule(text: string): ConflictRule {
  if (text === "keep" || text === "overwrite" || text === "error") return text;
  throw new UsageError(`--on-conflict must be keep, overwrite or error, got "${text}"`);
}

function tell(out: Context["out"], summary: SyncSummary, isPlan: boolean): void {
  const told = summary.runs.filter(({ outcome, problems }) =>
    outcome !== "unchanged" || problems.length > 0
  );
  if (told.length > 0) {
    out.table(
      ["experiment", "run", "outcome", "points", "files", "problems"],
      told.map(({ experimentName, runName, outcome, points, files, problems, error }) => [
        experimentName,
        runName,
        outcome,
        String(points),
        String(files),
        error instanceof Error
          ? error.message
          : problems.map(({ kind, name, count, reason }) => `${kind} ${name}: ${count} ${reason}`)
            .join("; "),
      ]),
    );
  }
  const { created, updated, unchanged } = summary.outcomes;
  out.line(
    `${isPlan ? "would create" : "created"} ${created}, ${
      isPlan ? "update" : "updated"
    } ${updated}, ` +
      `${unchanged} unchanged; ${countText(summary.points, "point")}, ${
        countText(summary.files, "file")
      }`,
  );
}
