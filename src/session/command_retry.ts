/**
 * Ends the retry waits of a caller's own client with the signal of a request. The client stays
 * unchanged: only the command is extended. Loaded with the first request of a client that this library did
 * not create.
 *
 * @module
 */
import { RateLimiter } from "./rate_limiter.ts";
import {
  IN_PLACE_OF_RETRY,
  type Retrying,
  retrying,
  THROTTLED_WAIT_MS,
  WAIT_MS,
} from "./sdk_retry.ts";

/** The client's member that is read. It is checked, because clients differ by version. */
interface CheckedClient {
  readonly config: { readonly retryStrategy?: unknown };
}

/** The part of an AWS SDK command that receives middleware. */
interface ExtensibleCommand {
  readonly middlewareStack: { add(middleware: Retrying, options: object): void };
}

/** A retry strategy of the AWS SDK, of any version that has retry tokens. */
interface SdkStrategy {
  readonly mode: "standard" | "adaptive";
  readonly maxAttemptsProvider: () => Promise<number>;
  /** The strategy that an adaptive one paces. */
  readonly standardRetryStrategy?: { readonly retryBackoffStrategy: Backoff };
  readonly retryBackoffStrategy?: Backoff;
}

interface Backoff {
  readonly setDelayBase: (milliseconds: number) => void;
  readonly computeNextBackoffDelay: (attempts: number) => number;
}

/** Budget and pace are a client's, so its commands share one retry. */
const retries = new WeakMap<object, Retrying>();

/**
 * Replaces the SDK's retry of a command that has not been sent yet. A strategy of another class than
 * the SDK's own, and a client without retry tokens, are left to work as they do.
 */
export async function endRetriesWithSignal(client: object, command: object): Promise<void> {
  const { config } = client as CheckedClient;
  if (typeof config.retryStrategy !== "function" || !isExtensible(command)) return;
  const strategy: unknown = await config.retryStrategy();
  if (!isSdkStrategy(strategy)) return;
  let retry = retries.get(strategy);
  if (!retry) retries.set(strategy, retry = retryLike(strategy));
  command.middlewareStack.add(retry, IN_PLACE_OF_RETRY);
}

/** Creates a retry with the attempts, the delays and the mode of a strategy. */
function retryLike(strategy: SdkStrategy): Retrying {
  const backoff = backoffOf(strategy);
  return retrying({
    maxAttempts: () => strategy.maxAttemptsProvider(),
    limiter: strategy.mode === "adaptive" ? new RateLimiter() : undefined,
    delayMs: (failures, isThrottled) => {
      backoff?.setDelayBase(isThrottled ? THROTTLED_WAIT_MS : WAIT_MS);
      return backoff?.computeNextBackoffDelay(failures - 1) ?? 0;
    },
  });
}

function backoffOf(strategy: SdkStrategy): Backoff | undefined {
  return (strategy.standardRetryStrategy ?? strategy).retryBackoffStrategy;
}

function isExtensible(command: object): command is ExtensibleCommand {
  return "middlewareStack" in command;
}

function isSdkStrategy(value: unknown): value is SdkStrategy {
  if (typeof value !== "object" || value === null) return false;
  const { mode, maxAttemptsProvider } = value as Partial<SdkStrategy>;
  if (mode !== "standard" && mode !== "adaptive") return false;
  const backoff = backoffOf(value as SdkStrategy);
  return typeof maxAttemptsProvider === "function" &&
    typeof backoff?.setDelayBase === "function" &&
    typeof backoff.computeNextBackoffDelay === "function" &&
    !isOverridden(value, "refreshRetryTokenForRetry");
}

/** Checks whether a class of the caller's own replaced a method of the SDK's class. */
function isOverridden(value: object, method: string): boolean {
  let owners = 0;
  for (let one: unknown = value; one; one = Object.getPrototypeOf(one)) {
    if (Object.hasOwn(one, method)) owners++;
  }
  return owners !== 1;
}
