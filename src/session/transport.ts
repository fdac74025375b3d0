/**
 * Connects AWS SDK clients to any `(Request) => Promise<Response>`, and fixes two faults of the SDK's
 * own fetch handler. That handler does not recognize Deno's network errors, so it never retries one.
 * Its time limit leaves the socket open and the process alive.
 *
 * @module
 */
import type { HttpResponse } from "@smithy/core/protocols";
import { isRunlogError } from "../errors.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { abortError } from "./abort.ts";
import type { TransportRequest } from "./web_request.ts";
import { numberFrom } from "../kinds.ts";

/** A web-standard request handler: the platform's `fetch`, a local service, or a test's server. */
export type Fetch = (request: Request) => Promise<Response>;

/** Options of {@linkcode fetchTransport}. */
export interface TransportOptions {
  /**
   * Time limit of one attempt, including its answer, in milliseconds.
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
}

/** The interface of an AWS SDK client's `requestHandler`. */
export interface Transport {
  /** Sends one attempt. */
  handle(
    request: TransportRequest,
    options?: {
      readonly abortSignal?: unknown;
      readonly requestTimeout?: number | undefined;
    },
  ): Promise<{ response: HttpResponse }>;
  /** Does nothing; required by the SDK's interface. */
  updateHttpClientConfig(): void;
  /** Returns no configuration; required by the SDK's interface. */
  httpHandlerConfigs(): Record<never, never>;
}

const OPTIONS: OptionKinds<TransportOptions> = {
  timeoutMs: numberFrom(0, 2_147_483_647, " milliseconds"),
};

/**
 * Creates a request handler for AWS SDK v3 clients from any web-standard `fetch`. Network errors of
 * every runtime, timeouts and truncated answers are marked for the SDK's retry. The time limit closes
 * the socket, even when a download stalls. JSON and XML answers are read within the attempt. Redirects
 * are not followed, and an HTML page instead of the service's answer is an error.
 *
 * @param fetch Function that sends the request
 * @param options Time limit of an attempt
 * @returns The `requestHandler`
 *
 * @example
 * ```ts
 * import { SageMakerClient } from "@aws-sdk/client-sagemaker";
 * import { fetchTransport } from "@runlog/sagemaker";
 *
 * const client = new SageMakerClient({
 *   region: "eu-west-1",
 *   requestHandler: fetchTransport(fetch, { timeoutMs: 20_000 }),
 * });
 * ```
 */
export function fetchTransport(
  fetch: Fetch = (request) => globalThis.fetch(request),
  options: TransportOptions = {},
): Transport {
  checkOptions("Cannot create transport", options, OPTIONS);
  const limit = options.timeoutMs ?? 60_000;
  return {
    async handle(request, { abortSignal, requestTimeout } = {}) {
      const caller = abortSignal instanceof AbortSignal ? abortSignal : undefined;
      if (caller?.aborted) throw abortError(caller);
      // Never needed in a page that stores its runs locally.
      const answers = await import("./read_answer.ts");
      if (caller?.aborted) throw abortError(caller);
      const attempt = new AbortController();
      const webRequest = answers.toRequest(request, attempt.signal);
      const asked = answers.askedOf(webRequest.method, webRequest.url, webRequest.headers);
      const limits = { timeoutMs: requestTimeout || limit, caller };
      const end = endOf(attempt, webRequest, limits);
      try {
        const answered = fetch(webRequest).then((response) =>
          answers.readAnswer(asked, response, { attempt, timeoutMs: limits.timeoutMs })
        );
        return { response: await Promise.race([answered, end.reached]) };
      } catch (cause) {
        if (caller?.aborted) throw abortError(caller);
        if (attempt.signal.aborted) throw answers.unanswered(asked, limits.timeoutMs, cause);
        // Releases a rejected answer and its connection.
        attempt.abort();
        throw isAnswered(cause) ? cause : answers.unreached(asked, cause);
      } finally {
        end.clear();
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/**
 * Aborts an attempt at its time limit or when the caller's signal aborts. The attempt then fails in
 * every runtime. With `AbortSignal.any`, some attempts under load never ended in Node, as if its
 * sources or the request had been garbage-collected (10,000 points unanswered: 50 to 120 stuck).
 */
function endOf(
  attempt: AbortController,
  request: Request,
  { timeoutMs, caller }: { readonly timeoutMs: number; readonly caller: AbortSignal | undefined },
): { readonly reached: Promise<never>; readonly clear: () => void } {
  let giveUp = (): void => {};
  const reached = new Promise<never>((_, reject) => {
    giveUp = () => {
      attempt.abort();
      // The reference to the request here also keeps it in memory until then.
      reject(new Error(`Stopped waiting for ${request.url}`));
    };
  });
  const timer = setTimeout(giveUp, timeoutMs);
  caller?.addEventListener("abort", giveUp, { once: true });
  return {
    reached,
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", giveUp);
    },
  };
}

/**
 * Checks whether an error describes an answer, or the store behind it, instead of a failed
 * connection.
 */
function isAnswered(error: unknown): boolean {
  return isRunlogError(error) || (error instanceof Error && "$metadata" in error);
}
