/**
 * Defines the error of a file that differs from the uploaded one.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A file that differs from the uploaded one in its length or checksum, or has been replaced.
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
  /** The error's name. */
  override name = "IntegrityError";
  /** The file's URL. */
  readonly uri: string;

  /**
   * @internal
   *
   * @param uri The file's URL
   * @param difference The difference, as a clause such as `its checksum does not match`
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(uri: string, difference: string, options?: ErrorOptions) {
    super(`Cannot read ${uri}: ${difference}`, options);
    this.uri = uri;
  }
}
