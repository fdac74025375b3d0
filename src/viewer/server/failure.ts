/**
 * What a failure tells the page: the library's own errors in full, others by name only. Messages of the
 * SDK's may hold parts of requests and credentials.
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

/** What a request gets whose handling failed. */
export function failure(error: unknown): Response {
  return json(failureFacts(error), statusOf(error));
}

/** An error as the page is told it. */
export function failureFacts(error: unknown): FailureFacts {
  const name = error instanceof Error ? error.name : "Error";
  const isOwn = error instanceof Refusal || isRunlogError(error);
  return { error: { name, message: isOwn ? error.message : `Failed with ${name}` } };
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
