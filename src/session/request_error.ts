/**
 * Defines the errors of requests that did not get a valid answer.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A request that did not get a valid answer. The subclass shows why. If the service rejects a request,
 * the AWS SDK's own error is thrown instead.
 *
 * @example
 * ```ts
 * import { RequestError, startRun } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "demo" });
 * } catch (error) {
 *   if (error instanceof RequestError) console.error(`${error.endpoint}: ${error.message}`);
 *   else throw error;
 * }
 * ```
 */
export class RequestError extends RunlogError {
  /** The error's name. */
  override name = "RequestError";
  /** Host that the request was sent to. */
  readonly endpoint: string;
  /** Present if an immediate retry may succeed. The AWS SDK's retry reads it. */
  declare readonly $retryable?: object;

  /**
   * @internal
   *
   * @param endpoint Host that the request was sent to
   * @param message The failure and its remedy
   * @param options Options of `Error`; `cause` is the runtime's own error
   * @param isFinal Whether an immediate retry would fail the same way
   */
  constructor(endpoint: string, message: string, options?: ErrorOptions, isFinal = false) {
    super(message, options);
    this.endpoint = endpoint;
    // A redirect repeats until somebody changes the network or the endpoint.
    if (!isFinal) Object.defineProperty(this, "$retryable", { value: {} });
  }
}

/**
 * The endpoint could not be reached. The message contains the innermost reason, and `cause` the
 * whole chain.
 */
export class NetworkError extends RequestError {
  /** The error's name. */
  override name = "NetworkError";
}

/** The endpoint did not answer within the time limit of an attempt, or stalled for that long. */
export class TimeoutError extends RequestError {
  /** The error's name. */
  override name = "TimeoutError";
}

/**
 * The endpoint redirects. Redirects are not followed, because a request carries credentials and
 * recorded data.
 */
export class RedirectError extends RequestError {
  /** The error's name. */
  override name = "RedirectError";
}

/**
 * The status reports success, but the answer cannot come from the service. Examples are an empty
 * answer, a truncated one, and a network's sign-in page.
 */
export class UnreadableAnswerError extends RequestError {
  /** The error's name. */
  override name = "UnreadableAnswerError";
}
