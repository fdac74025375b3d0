/**
 * Converts errors to responses. The page receives the messages of the library's own errors. It
 * receives only the names of others, because SDK messages may contain parts of requests and
 * credentials.
 *
 * @module
 */
import {
  ArgumentError,
  ArtifactNotFoundError,
  ExperimentNotFoundError,
  isRunlogError,
  RunNotFoundError,
} from "../../../mod.ts";
import type { FailureFacts } from "../wire.ts";
import { json, Refusal } from "./answers.ts";

/** Creates the response to a request that failed. */
export function failure(error: unknown): Response {
  return json(failureFacts(error), statusOf(error));
}

/** Returns the name and message of an error that the page may receive. */
export function failureFacts(error: unknown): FailureFacts {
  const name = error instanceof Error ? error.name : "Error";
  const isOwn = error instanceof Refusal || isRunlogError(error);
  return { error: { name, message: isOwn ? error.message : `The request failed with ${name}` } };
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof ArgumentError) return 400;
  const isMissing = error instanceof RunNotFoundError ||
    error instanceof ExperimentNotFoundError ||
    error instanceof ArtifactNotFoundError;
  if (isMissing) return 404;
  return error instanceof DOMException && error.name === "TimeoutError" ? 504 : 502;
}
