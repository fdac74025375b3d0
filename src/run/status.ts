/**
 * How a run ends. Pure. Browser-safe.
 *
 * @module
 */
import type { TrialComponentStatus } from "@aws-sdk/client-sagemaker";
import { STATUS_MESSAGE_LENGTH } from "../rules/limits.ts";

/** How a run ended. */
export type Outcome =
  | { readonly status: "Completed" }
  | { readonly status: "Failed"; readonly message: string }
  | { readonly status: "Stopped"; readonly message: string };

/** The status of an open run, in the words of the SageMaker Python SDK. */
export const IN_PROGRESS: TrialComponentStatus = {
  PrimaryStatus: "InProgress",
  Message: "Within a run context",
};

/** The outcome of a run whose work failed with this error. */
export function failure(error: unknown): Outcome {
  return { status: "Failed", message: statusMessage(error) };
}

/** An error's message, as a status takes it. */
export function statusMessage(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return shorten(text);
}

/**
 * A text cut to the 1,024 characters a status takes, on one line: AWS's pattern admits no line
 * break.
 */
export function shorten(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, " ").trim();
  if (line.length <= STATUS_MESSAGE_LENGTH) return line;
  return `${line.slice(0, STATUS_MESSAGE_LENGTH - 1).toWellFormed()}…`;
}

/** An outcome's form on the wire. */
export function toStatus(outcome: Outcome): TrialComponentStatus {
  return outcome.status === "Completed"
    ? { PrimaryStatus: "Completed" }
    : { PrimaryStatus: outcome.status, Message: outcome.message };
}
