/**
 * Defines the errors of an import.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A run whose names at the destination belong to other runs.
 *
 * @example
 * ```ts
 * import { ImportNameError, importRuns, tensorboard } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const from = tensorboard(await Deno.makeTempDir());
 * for (const { error } of (await importRuns({ from, to: session })).runs) {
 *   if (error instanceof ImportNameError) console.error(error.runName);
 * }
 * ```
 */
export class ImportNameError extends RunlogError {
  /** The error's name. */
  override name = "ImportNameError";
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name that is taken. */
  readonly runName: string;

  /**
   * @param experimentName Name of the experiment
   * @param runName Name that is taken
   * @internal
   */
  constructor(experimentName: string, runName: string) {
    super(
      `Cannot import run: "${runName}" of experiment "${experimentName}" is another run. ` +
        "Choose another experiment with experimentName",
    );
    this.experimentName = experimentName;
    this.runName = runName;
  }
}
