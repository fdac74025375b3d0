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

/** Returns an error's message in the form of a status message. */
export function statusMessage(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return shorten(text);
}

/**
 * Joins a text's lines and cuts it to the 1,024 characters that AWS accepts as a status message.
 * AWS's pattern does not allow line breaks.
 */
export function shorten(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, " ").trim();
  if (line.length <= STATUS_MESSAGE_LENGTH) return line;
  return `${line.slice(0, STATUS_MESSAGE_LENGTH - 1).toWellFormed()}…`;
}

/** Converts an outcome to its form on the wire. */
export function toStatus(outcome: Outcome): TrialComponentStatus {
  return outcome.status === "Completed"
    ? { PrimaryStatus: "Completed" }
    : { PrimaryStatus: outcome.status, Message: outcome.message };
}
