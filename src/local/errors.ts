/**
 * What the service answers when it refuses, in AWS's codes and words.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** An answer other than success. */
export class ServiceError extends RunlogError {
  /** Always `ServiceError`. */
  override name = "ServiceError";
  /** AWS's code, such as `ValidationException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  /**
   * Made where it happens.
   *
   * @param code AWS's code
   * @param message AWS's words
   * @param status HTTP status
   */
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A request that breaks a rule of the service model. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/** An entity of that name is there already; AWS has no code of its own for it. */
export function alreadyExists(kind: string, name: string): ServiceError {
  return invalid(`${kind} with name (${name}) already exists.`);
}

/** There is no such entity. */
export function notFound(kind: string, name: string): ServiceError {
  return new ServiceError("ResourceNotFound", `${kind} '${name}' does not exist.`);
}

/** A quota is used up. */
export function limitExceeded(quota: string, limit: number): ServiceError {
  return new ServiceError(
    "ResourceLimitExceeded",
    `The account-level service limit '${quota}' is ${limit}. Please request a quota increase.`,
  );
}
