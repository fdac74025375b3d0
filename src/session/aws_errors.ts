/**
 * Classifies AWS errors. For "already exists", AWS has a code in some operations and only a message
 * in others.
 *
 * @module
 */

/** Checks whether an error means that an entity of that name already exists. */
export function isAlreadyExists(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ResourceInUse" ||
    (code === "ValidationException" && /already exists/i.test(messageOf(error)));
}

/** Checks whether an error means that a quota is exhausted. */
export function isLimitExceeded(error: unknown): boolean {
  return codeOf(error) === "ResourceLimitExceeded";
}

/**
 * Checks whether an error means that the entity does not exist. Some operations report it only in
 * the message of a validation error.
 */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === "ResourceNotFound" || statusOf(error) === 404 ||
    (codeOf(error) === "ValidationException" &&
      /not found|could not find|does not exist/i.test(messageOf(error)));
}

/** Checks whether an error means that the service does not support the operation. */
export function isUnknownOperation(error: unknown): boolean {
  return codeOf(error) === "UnknownOperationException" || codeOf(error) === "InvalidAction";
}

/** Checks whether an error means that the credentials lack a permission. */
export function isDenied(error: unknown): boolean {
  const code = codeOf(error);
  return code === "AccessDeniedException" || code === "AccessDenied";
}

const REFUSALS: ReadonlySet<string> = new Set([
  "ValidationException",
  "ValidationError",
  "ValidationErrorException",
  "SerializationException",
  "InvalidParameterException",
  "InvalidParameterValue",
  "InvalidParameterValueException",
  "InvalidRequestException",
  "RequestEntityTooLarge",
  "RequestEntityTooLargeException",
  "ResourceLimitExceeded",
]);

/**
 * Checks whether an error means that the service rejects a request for its content, so that a part
 * of it may be admitted. This does not cover entities that are missing or already exist.
 */
export function isRefusal(error: unknown): boolean {
  return (REFUSALS.has(codeOf(error) ?? "") || statusOf(error) === 413) &&
    !isNotFound(error) && !isAlreadyExists(error);
}

/** Checks whether an error means that another update of the same entity was in progress. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === "ConflictException";
}

/** Returns the HTTP status of an AWS error; undefined if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  // Errors of the AWS SDK carry their response's facts under this name.
  return (error.$metadata as { readonly httpStatusCode?: number } | undefined)?.httpStatusCode;
}

/** Returns how often the AWS SDK sent the request; undefined if the value is not its error. */
export function attemptsOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  return (error.$metadata as { readonly attempts?: number } | undefined)?.attempts;
}

/** Returns the code of an AWS error; undefined if the value is not an error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
