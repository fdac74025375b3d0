/**
 * What an AWS error means to us. AWS has no code of its own for "already exists": the message tells.
 *
 * @module
 */

/** Whether an entity of that name is there already. */
export function isAlreadyExists(error: unknown): boolean {
  return codeOf(error) === "ValidationException" && /already exists/i.test(messageOf(error));
}

/** Whether a quota is used up. */
export function isLimitExceeded(error: unknown): boolean {
  return codeOf(error) === "ResourceLimitExceeded";
}

/** Whether the entity is missing. Some operations say so by a validation error's message alone. */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === "ResourceNotFound" || statusOf(error) === 404 ||
    (codeOf(error) === "ValidationException" &&
      /not found|could not find|does not exist/i.test(messageOf(error)));
}

/** Whether the service does not have the operation at all. */
export function isUnknownOperation(error: unknown): boolean {
  return codeOf(error) === "UnknownOperationException" || codeOf(error) === "InvalidAction";
}

/** Whether the credentials lack a permission. */
export function isDenied(error: unknown): boolean {
  const code = codeOf(error);
  return code === "AccessDeniedException" || code === "AccessDenied";
}

/** Whether another update of the same entity was under way. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === "ConflictException";
}

/** The HTTP status of an AWS error's answer, if there was one. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  // Errors of the AWS SDK carry their response's facts under this name.
  return (error.$metadata as { readonly httpStatusCode?: number } | undefined)?.httpStatusCode;
}

/** The AWS error code. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
