/**
 * The errors of requests that no service answered as services do. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A request that no service answered as it should; its kinds say how. What a service refuses is the
 * AWS SDK's own error.
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
  /** The name of its kind, or `RequestError`. */
  override name = "RequestError";
  /** The host that was asked. */
  readonly endpoint: string;
  /** Read by the AWS SDK's retry: present where another attempt may fare better at once. */
  declare readonly $retryable?: object;

  /**
   * Made where it happens.
   *
   * @param endpoint The host that was asked
   * @param message What happened, and what to do
   * @param options `cause`: the runtime's own error
   * @param isFinal Whether another attempt at once would fare the same
   */
  constructor(endpoint: string, message: string, options?: ErrorOptions, isFinal = false) {
    super(message, options);
    this.endpoint = endpoint;
    // A redirect comes again until somebody changes something.
    if (!isFinal) Object.defineProperty(this, "$retryable", { value: {} });
  }
}

/** The endpoint could not be reached: the message has the innermost reason, `cause` the chain. */
export class NetworkError extends RequestError {
  /** Always `NetworkError`. */
  override name = "NetworkError";
}

/** The endpoint said nothing, or stopped in the middle of an answer, for the time of an attempt. */
export class TimeoutError extends RequestError {
  /** Always `TimeoutError`. */
  override name = "TimeoutError";
}

/**
 * The endpoint redirects, which is not followed: a request carries credentials and what was recorded.
 */
export class RedirectError extends RequestError {
  /** Always `RedirectError`. */
  override name = "RedirectError";
}

/**
 * What came with a status that says all is well is no answer of the service's: nothing, an answer that
 * breaks off, the sign-in page of a network.
 */
export class UnreadableAnswerError extends RequestError {
  /** Always `UnreadableAnswerError`. */
  override name = "UnreadableAnswerError";
}
