/**
 * What a permission is, and what an answer of AWS says of it.
 *
 * @module
 */

/** What needs a permission. */
export type Task = "record" | "files" | "read" | "delete" | "sync" | "jobs";

/** Whether a permission is there. */
export type Verdict = "granted" | "denied" | "unknown";

/** One permission. */
export interface Permission {
  /** IAM's action: `sagemaker:CreateTrial`. */
  readonly action: string;
  /** What needs it. */
  readonly tasks: readonly Task[];
  /** Whether it is there. */
  readonly verdict: Verdict;
  /** Why it is denied or unknown, in AWS's words where there are any. */
  readonly reason?: string;
}

/** A request that tells whether a permission is there. */
export interface Probe {
  /** IAM's action. */
  readonly action: string;
  /** What needs it. */
  readonly tasks: readonly Task[];
  /** Sends the request. */
  readonly send: () => Promise<unknown>;
}

/** Sends a probe. */
export async function tryPermission({ action, tasks, send }: Probe): Promise<Permission> {
  try {
    await send();
    return { action, tasks, verdict: "granted" };
  } catch (error) {
    return { action, tasks, ...verdictOf(error) };
  }
}

/** What an error says of a permission: AWS checks permissions before it looks for what is named. */
export function verdictOf(error: unknown): Pick<Permission, "verdict" | "reason"> {
  const { name, message, status } = factsOf(error);
  if (isDenied(error)) return { verdict: "denied", reason: message };
  const isAnswer = status !== undefined && status >= 400 && status < 500;
  if (isAnswer && !/Throttl|TooManyRequests|Timeout|Expired|Signature/i.test(name)) {
    return { verdict: "granted" };
  }
  return { verdict: "unknown", reason: `${name}: ${message}` };
}

/** Whether AWS refused for want of a permission. */
export function isDenied(error: unknown): boolean {
  const { name, status } = factsOf(error);
  return /^AccessDenied/.test(name) || status === 403;
}

/** Name, message and HTTP status of an error, or of the one that caused it. */
export function factsOf(
  error: unknown,
): { readonly name: string; readonly message: string; readonly status: number | undefined } {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), status: undefined };
  }
  // Errors of the AWS SDK carry their response's facts under this name.
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return { name: error.name, message: error.message, status: $metadata?.httpStatusCode };
}
