/**
 * The error of a file that differs from what was uploaded.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A file that is not what was uploaded: its length or its checksum differs.
 *
 * @example
 * ```ts
 * import { IntegrityError, openArtifact, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "checked" };
 * await withRun(names, (run) => run.logFile(new Blob(["0.5"]), { name: "bias.txt" }));
 * try {
 *   const bias = await openArtifact(names, "bias.txt");
 *   console.log(await bias.text());
 * } catch (error) {
 *   if (error instanceof IntegrityError) console.error(`${error.uri} is damaged`);
 *   else throw error;
 * }
 * ```
 */
export class IntegrityError extends RunlogError {
  /** Always `IntegrityError`. */
  override name = "IntegrityError";
  /** The file's address. */
  readonly uri: string;

  /**
   * Made where it happens.
   *
   * @param uri The file's address
   * @param difference What differs
   * @param options `cause`: the error underneath
   */
  constructor(uri: string, difference: string, options?: ErrorOptions) {
    super(`Cannot read ${uri}: ${difference}`, options);
    this.uri = uri;
  }
}
