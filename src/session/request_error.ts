/**
 * The error of a request that no service answered as services do. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * What became of a request: nothing was reached, nothing came in time, a redirect came that is not
 * followed, or something came that is no answer of the service's.
 */
export type RequestFault = "NetworkError" | "TimeoutError" | "RedirectError" | "UnreadableResponse";

/**
 * A request that no service answered as it should: the endpoint could not be reached, said nothing in
 * time, sent elsewhere, or answered with something else, such as a network's sign-in page. `name` says
 * which. What a service refuses is the AWS SDK's own error.
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
  /** What became of the request. */
  override name: RequestFault;
  /** The host that was asked. */
  readonly endpoint: string;
  /** Read by the AWS SDK's retry: present where another attempt may fare better at once. */
  declare readonly $retryable?: object;

  /**
   * Made where it happens.
   *
   * @param name What became of the request
   * @param endpoint The host that was asked
   * @param message What happened, and what to do
   * @param options `cause`: the runtime's own error
   */
  constructor(name: RequestFault, endpoint: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.endpoint = endpoint;
    // A redirect comes again until somebody changes something.
    if (name !== "RedirectError") Object.defineProperty(this, "$retryable", { value: {} });
  }
}
