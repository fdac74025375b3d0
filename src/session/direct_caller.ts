/**
 * Calls the operations of a service in this process, without the AWS SDK. Answers, errors, aborts and
 * time limits are those of a request. Loaded with the first session over such a service.
 *
 * @module
 */
import type { ServiceOperations } from "../ports/service_operations.ts";
import { abortError } from "./abort.ts";
import { unanswered } from "./answers.ts";
import type { Caller, CallOptions } from "./caller.ts";
import { DirectRequest } from "./direct_request.ts";
import type { SageMakerCommands } from "./operations/sagemaker.ts";
import type { Callers } from "./patience.ts";
import { SageMakerServiceException } from "./service_exception.ts";
import { watchRequest } from "./watch_request.ts";

/** The parts of a direct caller. */
export interface DirectCallerOptions {
  /** Operations of the service. */
  readonly operations: ServiceOperations;
  /** Has the AWS SDK's client, and sends the operations that the service lacks. */
  readonly requests: Caller<SageMakerCommands>;
  /** Settings of the session's callers. */
  readonly callers: Callers;
  /** Address of the service in messages. */
  readonly endpoint: URL;
  /**
   * Time limit of a call, in milliseconds.
   * @default 60_000, as for a request
   */
  readonly timeoutMs?: number | undefined;
}

/** Errors name no region: those that do come from S3. */
const NO_CONFIG = {};

/** Creates a caller of a service in this process. */
export function createDirectCaller(options: DirectCallerOptions): Caller<SageMakerCommands> {
  const { operations, requests, callers } = options;
  const call = (operation: string, input: object, settings: CallOptions): Promise<unknown> =>
    watchRequest(callers, NO_CONFIG, { operation }, () => {
      const send = (): Promise<unknown> => sendOnce(operation, input, settings.signal, options);
      if (!settings.attempts) return send();
      const request = new DirectRequest(options.endpoint);
      settings.attempts.observe(request, operation);
      return request.send(send);
    });
  return {
    ...requests,
    // An operation's answer has the members of its command's output.
    call:
      ((operation, input, settings = {}) =>
        operations.has(operation)
          ? call(operation, input as object, settings)
          : requests.call(operation, input, settings)) as Caller<SageMakerCommands>["call"],
  };
}

/** Does an operation in one attempt. */
async function sendOnce(
  operation: string,
  input: object,
  signal: AbortSignal | undefined,
  options: DirectCallerOptions,
): Promise<unknown> {
  const retries = { attempts: 1, totalRetryDelay: 0 };
  try {
    const answer = await answerOf(operation, input, signal, options);
    const facts = { requestId: crypto.randomUUID(), extendedRequestId: undefined, cfId: undefined };
    if (answer.kind === "output") {
      return { $metadata: { httpStatusCode: 200, ...facts, ...retries }, ...answer.output };
    }
    const { status: httpStatusCode } = answer;
    throw new SageMakerServiceException(answer, { httpStatusCode, ...facts, ...retries });
  } catch (error) {
    if (error instanceof Error && !("$metadata" in error)) {
      Object.assign(error, { $metadata: retries });
    }
    throw error;
  }
}

/** Waits for an answer until the signal aborts or the time limit passes. */
function answerOf(
  operation: string,
  input: object,
  signal: AbortSignal | undefined,
  { operations, endpoint, timeoutMs = 60_000 }: DirectCallerOptions,
): ReturnType<ServiceOperations["call"]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const giveUp = (): void => {
      end();
      if (signal?.aborted) reject(abortError(signal));
      else {
        const asked = { method: "POST", url: endpoint, protocol: "json" } as const;
        reject(unanswered(asked, timeoutMs, undefined));
      }
    };
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    };
    operations.call(operation, input).finally(end).then(resolve, reject);
  });
}
