/**
 * Damaged entities: they cannot be read, but they can be deleted, and others that belong to them
 * can be found.
 *
 * @module
 */
import type { Entity, EntityKind, EntityTables } from "../store/entities.ts";
import { DamagedEntityError, type EntityRemains } from "../store/errors.ts";

/**
 * Returns an entity, or what can be read of a damaged one. Its key is right, and enough to delete it
 * or to find what belongs to it.
 */
export async function findAnyhow(
  entities: EntityTables,
  kind: EntityKind,
  key: string,
): Promise<Entity | EntityRemains | undefined> {
  try {
    return await entities.get(kind, key);
  } catch (error) {
    if (error instanceof DamagedEntityError) return error.remains;
    throw error;
  }
}

/** Returns the names of a trial and of its experiment, even if the trial is damaged. */
export async function trialNames(
  entities: EntityTables,
  key: string,
): Promise<{ readonly TrialName: unknown; readonly ExperimentName: unknown } | undefined> {
  const trial = await findAnyhow(entities, "trial", key);
  if (!trial) return undefined;
  const { TrialName = key, ExperimentName } = trial.body;
  if ("created" in trial) return { TrialName, ExperimentName };
  // One of the two may be wrong: the name of an existing experiment is right.
  for (const name of [ExperimentName, trial.parent]) {
    if (typeof name !== "string") continue;
    const experiment = await findAnyhow(entities, "experiment", name.toLowerCase());
    if (experiment) {
      return { TrialName: key, ExperimentName: experiment.body["ExperimentName"] ?? name };
    }
  }
  return { TrialName: key, ExperimentName: trial.parent ?? undefined };
}
