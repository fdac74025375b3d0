/**
 * Defines the error with which a service in this process rejects a request.
 *
 * @module
 */

/** The facts of a rejected request. */
export interface RejectedRequest {
  /** AWS's code, such as `ValidationException`. */
  readonly code: string;
  /** AWS's message. */
  readonly message: string;
  /** HTTP status of the code. */
  readonly status: number;
}

/**
 * An error with the members of the AWS SDK's. The SDK's classes accept it in `instanceof`: they
 * compare names, so this class has the name of the SDK class, and an instance the name of its code. The
 * SDK itself is not loaded.
 */
export class SageMakerServiceException extends Error {
  /** AWS's code. */
  override readonly name: string;
  /** Whether the request or the service is at fault. */
  readonly $fault: "client" | "server";
  /** Always undefined: calls are not retried. */
  readonly $retryable: undefined = undefined;
  /** Facts of the answer. */
  readonly $metadata: Readonly<Record<string, unknown>>;
  /** AWS's code, as the answer over HTTP has it. */
  readonly __type: string;

  /**
   * @param rejected Code, message and status
   * @param $metadata Facts of the answer
   */
  constructor(
    { code, message, status }: RejectedRequest,
    $metadata: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = code;
    this.$fault = status < 500 ? "client" : "server";
    this.$metadata = $metadata;
    this.__type = code;
  }
}
