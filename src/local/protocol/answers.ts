/**
 * Responses in AWS's formats.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import {
  StoreError,
  StoreFullError,
  StoreNotFoundError,
  StoreReadOnlyError,
} from "../store/errors.ts";
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
  return withCause(answer, error);
}

const causes = new WeakMap<Response, StoreError>();

/**
 * Returns the error behind a response: the store does not exist, or may only be read, or the response
 * has no words of its own. A session in the same process throws that error instead of an error of the
 * protocol. Undefined for any other response.
 */
export function causeOf(answer: Response): StoreError | undefined {
  return causes.get(answer);
}

/** Notes the error behind a response, if a session in the same process is to throw it. */
export function withCause(answer: Response, error: unknown): Response {
  if (isOwnError(error)) causes.set(answer, error);
  return answer;
}

/** Notes the error behind a response to HEAD, which has no body for its words. */
export function withSilentCause(answer: Response, error: unknown): Response {
  if (error instanceof StoreError) causes.set(answer, error);
  return answer;
}

/**
 * Returns whether a session in the same process throws an error itself: a store that does not exist,
 * or may only be read, is no matter of the protocol.
 */
export function isOwnError(error: unknown): error is StoreError {
  return error instanceof StoreNotFoundError || error instanceof StoreReadOnlyError;
}

/**
 * Converts an error to one that the service answers with. An unexpected error becomes an internal
 * failure. A store's message goes to the caller, who is on the same machine; messages of other
 * errors are only logged.
 */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof StoreReadOnlyError) {
    return new ServiceError("AccessDenied", error.message, 403);
  }
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
