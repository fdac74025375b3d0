/**
 * Responses in AWS's formats.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { StoreError, StoreFullError } from "../store/errors.ts";
import { jsonText } from "../store/json_text.ts";

/** Creates a JSON response. */
export function jsonAnswer(body: unknown, contentType: string, status = 200): Response {
  return new Response(jsonText(body, withWords), {
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": crypto.randomUUID() },
  });
}

/** Creates a JSON response for an error. */
export function jsonRefusal(error: unknown, contentType: string): Response {
  const { code, message, status } = asServiceError(error);
  const answer = jsonAnswer({ __type: code, Message: message, message }, contentType, status);
  answer.headers.set("x-amzn-errortype", code);
  return answer;
}

/**
 * Converts an error to one that the service answers with. An unexpected error becomes an internal
 * failure. A store's message goes to the caller, who is on the same machine; messages of other
 * errors are only logged.
 */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof StoreFullError) {
    return new ServiceError("InsufficientStorage", error.message, 507);
  }
  if (error instanceof StoreError) return new ServiceError("InternalFailure", error.message, 500);
  console.error("runlog: internal error in the local service", error);
  return new ServiceError("InternalFailure", "The request processing has failed", 500);
}

/** Returns the error as a REST service reports it: with one code for every invalid request. */
export function restError(error: unknown): unknown {
  return error instanceof ServiceError && error.code === "SerializationException"
    ? new ServiceError("ValidationException", error.message)
    : error;
}

/** Replaces numbers that JSON cannot represent by words, as AWS does. */
function withWords(value: number): unknown {
  return Number.isFinite(value) ? value : String(value);
}
