/**
 * Defines the errors of MLflow servers.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * An answer of an MLflow server that is not a success, or that no MLflow server gives.
 *
 * @example
 * ```ts
 * import { MlflowError } from "@runlog/sagemaker/mlflow";
 *
 * const isDenied = (error: unknown): boolean => error instanceof MlflowError && error.status === 403;
 * console.log(isDenied(new Error("other"))); // false
 * ```
 */
export class MlflowError extends RunlogError {
  /** The error's name. */
  override name = "MlflowError";
  /** HTTP status of the answer. */
  readonly status: number;
  /** MLflow's code, such as `INVALID_PARAMETER_VALUE`; undefined if the answer lacks it. */
  readonly code: string | undefined;

  /**
   * @param action The failed action
   * @param status HTTP status
   * @param code MLflow's code
   * @param reason MLflow's message
   * @internal
   */
  constructor(action: string, status: number, code: string | undefined, reason: string) {
    super(`Cannot ${action}: MLflow answered ${status}${code ? ` ${code}` : ""}. ${reason}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * A file that an MLflow server does not store, or not through its own address.
 *
 * @example
 * ```ts
 * import { MlflowArtifactError } from "@runlog/sagemaker/mlflow";
 *
 * const isFileProblem = (error: unknown): boolean => error instanceof MlflowArtifactError;
 * console.log(isFileProblem(new Error("other"))); // false
 * ```
 */
export class MlflowArtifactError extends RunlogError {
  /** The error's name. */
  override name = "MlflowArtifactError";
  /** Path of the file among the run's artifacts. */
  readonly path: string;

  /**
   * @param path Path of the file
   * @param reason The fault
   * @internal
   */
  constructor(path: string, reason: string) {
    super(`Cannot store "${path}" in MLflow: ${reason}`);
    this.path = path;
  }
}
