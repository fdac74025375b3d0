/**
 * Errors of the local service, with AWS's codes and messages.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** An error that the service answers with. */
export class ServiceError extends RunlogError {
  /** The error's name. */
  override name = "ServiceError";
  /** AWS's code, such as `ValidationException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  /**
   * @internal
   *
   * @param code AWS's code
   * @param message AWS's message
   * @param status HTTP status
   */
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Returns the error of a request that breaks a rule of the service model. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** Returns the error of an entity whose name already exists. AWS has no separate code for it. */
export function alreadyExists(kind: string, name: string): ServiceError {
  return invalid(`${kind} with name (${name}) already exists.`);
}

/** Returns the error of an entity that does not exist. */
export function notFound(kind: string, name: string): ServiceError {
  return new ServiceError("ResourceNotFound", `${kind} '${name}' does not exist.`);
}

/** Returns the error of an exhausted quota. */
export function limitExceeded(quota: string, limit: number): ServiceError {
  return new ServiceError(
    "ResourceLimitExceeded",
    `The account-level service limit '${quota}' is ${limit}. Please request a quota increase.`,
  );
}
