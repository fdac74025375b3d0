/**
 * Returns the tags that a run has in MLflow. Pure.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { keyOf } from "./keys.ts";
import { identityOf, type Pair, TAGS } from "./protocol.ts";

/** MLflow cuts longer values without a word. */
const LONGEST_VALUE = 8_000;

/** Keys of tags that a run may lose. */
export const PASSING_TAGS: readonly string[] = ["mlflow.note.content", "runlog.archived"];

/** Returns the tags of a run: its own, those that MLflow's page shows, and those of a sync. */
export function tagsOf(near: RunRecord): readonly Pair[] {
  const { description, notes, commit, repository, isArchived } = near;
  const remarks = [description, notes].filter((text) => text !== undefined).join("\n\n");
  const own = Object.entries(near.tags).map(([key, value]) => ({ key: keyOf(key), value }));
  const shown = Object.entries({
    "mlflow.note.content": remarks.slice(0, LONGEST_VALUE) || undefined,
    "mlflow.source.git.commit": commit,
    "mlflow.source.git.repoURL": repository,
    "runlog.archived": isArchived ? "true" : undefined,
    "runlog.run": near.runName,
    "runlog.status": near.status,
    [TAGS.id]: identityOf(near),
  });
  return [...own, ...shown.flatMap(([key, value]) => value === undefined ? [] : [{ key, value }])];
}
