/**
 * Converts the outcome of a run to its status.
 *
 * @module
 */
import type { TrialComponentStatus } from "@aws-sdk/client-sagemaker";
import { STATUS_MESSAGE_LENGTH } from "../rules/limits.ts";

/** Outcome of a run. */
export type Outcome =
  | { readonly status: "Completed" }
  | { readonly status: "Failed"; readonly message: string }
  | { readonly status: "Stopped"; readonly message: string };

/** Status of an open run, worded as in the SageMaker Python SDK. */
export const IN_PROGRESS: TrialComponentStatus = {
  PrimaryStatus: "InProgress",
  Message: "Within a run context",
};

/** Returns the outcome of a run that failed with this error. */
export function failure(error: unknown): Outcome {
  return { status: "Failed", message: statusMessage(error) };
}

/**
 * Returns the text of a thrown value in the form of a status message. Never throws: a value's own
 * `toString` and getters may.
 */
export function statusMessage(error: unknown): string {
  try {
    return shorten(textOf(error));
  } catch {
    return "An error whose text cannot be read";
  }
}

function textOf(error: unknown): string {
  if (error instanceof Error) return String(error.message || error.name);
  if (typeof error !== "object" || error === null) return String(error);
  if ("message" in error && typeof error.message === "string") return error.message;
  const text = String(error);
  return text === "[object Object]" ? JSON.stringify(error) : text;
}

/**
 * Joins a text's lines and cuts it to the 1,024 characters that AWS accepts as a status message.
 * AWS's pattern does not allow line ends, also those of Unicode. Other control characters become
 * spaces.
 */
export function shorten(text: string): string {
  const line = text.toWellFormed()
    .replace(/\s*[\r\n\x85\u2028\u2029]+\s*/g, " ")
    .replace(/(?!\t)\p{Cc}/gu, " ")
    .trim();
  if (line.length <= STATUS_MESSAGE_LENGTH) return line;
  return `${line.slice(0, STATUS_MESSAGE_LENGTH - 1).toWellFormed()}…`;
}

/** Converts an outcome to its form on the wire. */
export function toStatus(outcome: Outcome): TrialComponentStatus {
  return outcome.status === "Completed"
    ? { PrimaryStatus: "Completed" }
    : { PrimaryStatus: outcome.status, Message: statusMessage(outcome.message) };
}
