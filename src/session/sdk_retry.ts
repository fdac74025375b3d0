/**
 * Replaces the AWS SDK's retry: in the clients that this library creates, and in each command that
 * another client sends. The rules are the same, but every wait ends when the caller's signal aborts.
 * The SDK's own waits continue after an abort, and keep a process alive for up to minutes while a
 * service throttles.
 *
 * @module
 */
import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { RateLimiter } from "./rate_limiter.ts";
import { pause, retryAfterOf } from "./retry.ts";

/** Delay before a retry, in milliseconds. It doubles with each attempt. */
export const WAIT_MS = 100;
export const THROTTLED_WAIT_MS = 500;
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

/** The settings of a retry; its rules are always the same. */
export interface RetryRules {
  /** Maximum number of attempts of a request. */
  readonly maxAttempts: () => Promise<number>;
  /** Paces the attempts; undefined if the client's retry mode does not. */
  readonly limiter?: RateLimiter | undefined;
  /** Returns the delay after a number of failed attempts, in milliseconds. */
  readonly delayMs: (failures: number, isThrottled: boolean) => number;
}

/** A middleware in place of the SDK's retry. */
export type Retrying = FinalizeRequestMiddleware<object, MetadataBearer>;

/** The SDK's options of its own retry, which a middleware replaces by using the same. */
export const IN_PLACE_OF_RETRY = {
  name: "retryMiddleware",
  step: "finalizeRequest",
  priority: "high",
  tags: ["RETRY"],
  override: true,
} as const;

/** Configurations of the clients whose retry was replaced. */
const replaced = new WeakSet<object>();

/** Replaces the retry of a client. */
export function retryWithSignals(client: RetryingClient): void {
  const { maxAttempts } = client.config;
  const limiter = new RateLimiter();
  client.middlewareStack.add(retrying({ maxAttempts, limiter, delayMs }), IN_PLACE_OF_RETRY);
  replaced.add(client.config);
}

/** Checks whether the retry of the client with a configuration was replaced. */
export function hasSignals(config: object): boolean {
  return replaced.has(config);
}

/** Creates a retry whose waits end with the signal of each request. */
export function retrying({ maxAttempts: readMaxAttempts, limiter, delayMs }: RetryRules): Retrying {
  let budget = BUDGET;
  return (next, context) => async (args) => {
    const maxAttempts = await readMaxAttempts();
    const signal = signalOf(context);
    // The SDK's requests have these, but a command's own middleware may have replaced the request.
    const { headers = {}, body } = args.request as {
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    };
    headers["amz-sdk-invocation-id"] = crypto.randomUUID();
    let waited = 0;
    for (let attempts = 1;; attempts++) {
      const sentAt = limiter && await turnOf(limiter.turn(signal), signal);
      headers["amz-sdk-request"] = `attempt=${attempts}; max=${maxAttempts}`;
      try {
        const { response, output } = await next(args);
        limiter?.learn(false, sentAt);
        budget = Math.min(BUDGET, budget + (attempts > 1 ? COST : 1));
        Object.assign(output.$metadata, { attempts, totalRetryDelay: waited });
        return { response, output };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        // The SDK types causes more narrowly than JavaScript does.
        const sdkError = error as Parameters<typeof isTransientError>[0];
        const isThrottled = isThrottlingError(sdkError);
        limiter?.learn(isThrottled, sentAt);
        const mayPass = isThrottled || isTransientError(sdkError);
        // A stream that was read cannot be sent again.
        const isOver = attempts >= maxAttempts || budget < COST || isStream(body);
        if (signal?.aborted || !mayPass || isOver) throw withAttempts(error, attempts, waited);
        budget -= COST;
        const delay = withWish(error, delayMs(attempts, isThrottled));
        waited += delay;
        await turnOf(pause(delay, signal), signal);
      }
    }
  };
}

function delayMs(failures: number, isThrottled: boolean): number {
  const base = isThrottled ? THROTTLED_WAIT_MS : WAIT_MS;
  return Math.random() * Math.min(LONGEST_WAIT_MS, base * 2 ** (failures - 1));
}

/** Extends a delay to the server's Retry-After, by five seconds at most. */
function withWish(error: Error, delay: number): number {
  return Math.max(delay, Math.min(retryAfterOf(error) ?? 0, delay + 5_000));
}

/** Checks for a body that can be read only once: a web stream, or one of Node. */
function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && ("getReader" in body || "pipe" in body);
}

function withAttempts(error: Error, attempts: number, totalRetryDelay: number): Error {
  const $metadata = "$metadata" in error ? error.$metadata : undefined;
  return Object.assign(error, { $metadata: { ...$metadata as object, attempts, totalRetryDelay } });
}

/** Reports an aborted wait with the same error as the transport. */
async function turnOf<T>(wait: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await wait;
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
