/**
 * Answers in AWS's forms.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { StoreError } from "../store/errors.ts";

/** A JSON answer. */
export function jsonAnswer(body: unknown, contentType: string, status = 200): Response {
  return new Response(JSON.stringify(body, withWords), {
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": crypto.randomUUID() },
  });
}

/** A refusal in JSON. */
export function jsonRefusal(error: unknown, contentType: string): Response {
  const { code, message, status } = asServiceError(error);
  const answer = jsonAnswer({ __type: code, Message: message, message }, contentType, status);
  answer.headers.set("x-amzn-errortype", code);
  return answer;
}

/**
 * A failure of the service's own is an internal one. What its store says is for the caller, who is on
 * the same machine; the words of a mistake stay inside.
 */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof StoreError) return new ServiceError("InternalFailure", error.message, 500);
  console.error("runlog: the local service failed", error);
  return new ServiceError("InternalFailure", "The request processing has failed", 500);
}

/** REST services have one code for all that is wrong with a request before it is looked into. */
export function restError(error: unknown): unknown {
  return error instanceof ServiceError && error.code === "SerializationException"
    ? new ServiceError("ValidationException", error.message)
    : error;
}

/** JSON has no such numbers; AWS writes them as words. */
function withWords(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
