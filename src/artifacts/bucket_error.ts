/**
 * Defines the error of a bucket that cannot be used.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A bucket that cannot be used: it belongs to another account, or the credentials lack the
 * permission to use or create it.
 *
 * @example
 * ```ts
 * import { BucketError, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   try {
 *     await run.logFile(new TextEncoder().encode("weights"), { name: "model.bin" });
 *   } catch (error) {
 *     if (error instanceof BucketError) console.error(`choose another bucket than ${error.bucket}`);
 *   }
 * });
 * ```
 */
export class BucketError extends RunlogError {
  /** The error's name. */
  override name = "BucketError";
  /** The bucket's name. */
  readonly bucket: string;

  /**
   * @internal
   *
   * @param bucket The bucket's name
   * @param reason The reason why it cannot be used
   * @param options Options of `Error`; `cause` is the AWS SDK's error
   */
  constructor(bucket: string, reason: string, options?: ErrorOptions) {
    super(`Cannot use bucket "${bucket}": ${reason}`, options);
    this.bucket = bucket;
  }
}
