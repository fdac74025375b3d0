/**
 * The port to a service in the same process: operations by name, with the values of the AWS SDK.
 *
 * @module
 */

/** The answer of a service to an operation. */
export type OperationAnswer =
  | {
    /** The operation was done. */
    readonly kind: "output";
    /** Members of the answer, as the AWS SDK returns them. */
    readonly output: Readonly<Record<string, unknown>>;
  }
  | {
    /** The service rejects the request, or failed. */
    readonly kind: "rejection";
    /** AWS's code, such as `ValidationException`. */
    readonly code: string;
    /** AWS's message. */
    readonly message: string;
    /** HTTP status with which the service answers over HTTP. */
    readonly status: number;
  };

/** The operations of a service in the same process. They answer as its `fetch` answers the AWS SDK. */
export interface ServiceOperations {
  /**
   * The service's own `fetch`. If a service has another one, such as one that watches requests, a
   * session sends requests to that instead of calling operations.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Returns whether the service has an operation. Those that it lacks are sent as requests. */
  has(operation: string): boolean;
  /**
   * Does an operation. The input is read before this function returns, so later changes of it have
   * no effect.
   *
   * @param operation Name of the operation
   * @param input Members of the request, as the AWS SDK takes them
   * @throws {TypeError} If the input has no JSON: it contains itself
   */
  call(operation: string, input: object): Promise<OperationAnswer>;
}
