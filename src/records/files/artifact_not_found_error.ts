/**
 * The error of naming an artifact or graph that a run does not have.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";
import { componentNameOf, type RunReference } from "../runs/reference.ts";

/**
 * The run has no artifact or graph of that name.
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
  /** Always `ArtifactNotFoundError`. */
  override name = "ArtifactNotFoundError";
  /** The trial component behind the run. */
  readonly trialComponentName: string;
  /** What was asked for. */
  readonly artifactName: string;

  /**
   * Made where it happens.
   *
   * @param run The run
   * @param artifactName What was asked for
   * @param reason What is missing
   */
  constructor(run: RunReference, artifactName: string, reason: string) {
    const trialComponentName = componentNameOf(run);
    super(`Cannot read "${artifactName}" of run "${trialComponentName}": ${reason}`);
    this.trialComponentName = trialComponentName;
    this.artifactName = artifactName;
  }
}
