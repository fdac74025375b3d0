/**
 * Defines the error for an artifact or graph that a run does not have.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";
import { componentNameOf, type RunReference } from "../runs/reference.ts";

/**
 * The run has no artifact or graph of that name, or its file no longer exists.
 *
 * @example
 * ```ts
 * import { ArtifactNotFoundError, openArtifact, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "empty" };
 * await withRun(names, (run) => run.logParameter("seed", 1));
 * try {
 *   await openArtifact(names, "model.json");
 * } catch (error) {
 *   if (error instanceof ArtifactNotFoundError) console.error(error.artifactName);
 *   else throw error;
 * }
 * ```
 */
export class ArtifactNotFoundError extends RunlogError {
  /** The error's name. */
  override name = "ArtifactNotFoundError";
  /** The trial component behind the run. */
  readonly trialComponentName: string;
  /** The artifact's name, or a graph's title or address, that was not found. */
  readonly artifactName: string;

  /**
   * @internal
   *
   * @param run The run that was searched
   * @param artifactName The artifact's name, or a graph's title or address, that was not found
   * @param reason The cause, for the message
   */
  constructor(run: RunReference, artifactName: string, reason: string) {
    const trialComponentName = componentNameOf(run);
    super(`Cannot read "${artifactName}" of run "${trialComponentName}": ${reason}`);
    this.trialComponentName = trialComponentName;
    this.artifactName = artifactName;
  }
}
