/**
 * Replaces the AWS SDK's retry in the clients that this library creates. The rules are the same, but
 * every wait ends when the caller's signal aborts. The SDK's own waits continue after an abort, and
 * keep a process alive for minutes while a service throttles.
 *
 * @module
 */
import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { RateLimiter } from "./rate_limiter.ts";
import { pause, retryAfterOf } from "./retry.ts";

/** Delay before a retry, in milliseconds. It doubles with each attempt. */
const WAIT_MS = 100;
const THROTTLED_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

/** Retry budget that all requests of a client share, so that an outage does not cause a retry storm. */
const BUDGET = 500;
const COST = 5;

/** A client whose retry can be replaced. */
export interface RetryingClient {
  /** The resolved configuration. */
  readonly config: { readonly maxAttempts: () => Promise<number> };
  /** Middleware stack of the client's requests. */
  readonly middlewareStack: {
    add(middleware: FinalizeRequestMiddleware<object, MetadataBearer>, options: object): void;
  };
}

/** Replaces the retry of a client. */
export function retryWithSignals(client: RetryingClient): void {
  client.middlewareStack.add(retrying(client.config), {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    tags: ["RETRY"],
    override: true,
  });
}

function retrying(
  config: RetryingClient["config"],
): FinalizeRequestMiddleware<object, MetadataBearer> {
  const limiter = new RateLimiter();
  let budget = BUDGET;
  return (next, context) => async (args) => {
    const maxAttempts = await config.maxAttempts();
    const signal = signalOf(context);
    // The SDK's requests have these, but a command's own middleware may have replaced the request.
    const { headers = {}, body } = args.request as {
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    };
    headers["amz-sdk-invocation-id"] = crypto.randomUUID();
    let waited = 0;
    for (let attempts = 1;; attempts++) {
      await turn(limiter, signal);
      headers["amz-sdk-request"] = `attempt=${attempts}; max=${maxAttempts}`;
      try {
        const { response, output } = await next(args);
        limiter.learn(false);
        budget = Math.min(BUDGET, budget + (attempts > 1 ? COST : 1));
        Object.assign(output.$metadata, { attempts, totalRetryDelay: waited });
        return { response, output };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        // The SDK types causes more narrowly than JavaScript does.
        const sdkError = error as Parameters<typeof isTransientError>[0];
        const isThrottled = isThrottlingError(sdkError);
        limiter.learn(isThrottled);
        const mayPass = isThrottled || isTransientError(sdkError);
        // A stream that was read cannot be sent again.
        const isOver = attempts >= maxAttempts || budget < COST || body instanceof ReadableStream;
        if (signal?.aborted || !mayPass || isOver) throw withAttempts(error, attempts, waited);
        budget -= COST;
        const delay = delayAfter(error, attempts, isThrottled);
        waited += delay;
        await turnOf(pause(delay, signal), signal);
      }
    }
  };
}

function delayAfter(error: Error, attempts: number, isThrottled: boolean): number {
  const base = isThrottled ? THROTTLED_WAIT_MS : WAIT_MS;
  const jittered = Math.random() * Math.min(LONGEST_WAIT_MS, base * 2 ** (attempts - 1));
  const wish = retryAfterOf(error) ?? 0;
  return Math.max(jittered, Math.min(wish, jittered + 5_000));
}

function withAttempts(error: Error, attempts: number, totalRetryDelay: number): Error {
  const $metadata = "$metadata" in error ? error.$metadata : undefined;
  return Object.assign(error, { $metadata: { ...$metadata as object, attempts, totalRetryDelay } });
}

function turn(limiter: RateLimiter, signal: AbortSignal | undefined): Promise<void> {
  return turnOf(limiter.turn(signal), signal);
}

/** Reports an aborted wait with the same error as the transport. */
async function turnOf(wait: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait;
  } catch {
    const cause: unknown = signal?.reason;
    throw Object.assign(new Error("Request aborted", { cause }), { name: "AbortError" });
  }
}

/** Returns the signal that was passed to `send`, from the AWS SDK's context. */
function signalOf(context: object): AbortSignal | undefined {
  const { __smithy_context: smithy } = context as {
    readonly __smithy_context?: { readonly abortSignal?: unknown };
  };
  return smithy?.abortSignal instanceof AbortSignal ? smithy.abortSignal : undefined;
}
