/**
 * Defines permissions, and derives them from the responses of AWS.
 *
 * @module
 */

/** A task that needs permissions. */
export type Task = "record" | "files" | "read" | "delete" | "sync" | "jobs";

/** Result of testing a permission. */
export type Verdict = "granted" | "denied" | "unknown";

/** One permission. */
export interface Permission {
  /** IAM action, such as `sagemaker:CreateTrial`. */
  readonly action: string;
  /** Tasks that need it. */
  readonly tasks: readonly Task[];
  /** Whether it is granted. */
  readonly verdict: Verdict;
  /** Why it is denied or unknown; the message from AWS, if there is one. */
  readonly reason?: string;
}

/** A request that tests a permission. */
export interface Probe {
  /** IAM action. */
  readonly action: string;
  /** Tasks that need it. */
  readonly tasks: readonly Task[];
  /** Sends the request. */
  readonly send: () => Promise<unknown>;
}

/** Sends a probe and returns the permission that it tests. */
export async function tryPermission({ action, tasks, send }: Probe): Promise<Permission> {
  try {
    await send();
    return { action, tasks, verdict: "granted" };
  } catch (error) {
    return { action, tasks, ...verdictOf(error) };
  }
}

/** Derives a verdict from an error: AWS checks permissions before it checks whether a name exists. */
export function verdictOf(error: unknown): Pick<Permission, "verdict" | "reason"> {
  const { name, message, status } = factsOf(error);
  if (isDenied(error)) return { verdict: "denied", reason: message };
  const isAnswer = status !== undefined && status >= 400 && status < 500;
  if (isAnswer && !/Throttl|TooManyRequests|Timeout|Expired|Signature/i.test(name)) {
    return { verdict: "granted" };
  }
  return { verdict: "unknown", reason: `${name}: ${message}` };
}

/** Checks whether AWS rejected a request because of a missing permission. */
export function isDenied(error: unknown): boolean {
  const { name, status } = factsOf(error);
  return /^AccessDenied/.test(name) || status === 403;
}

/** Returns name, message and HTTP status of an error. */
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
