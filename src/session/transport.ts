/**
 * Connects AWS SDK clients to any `(Request) => Promise<Response>`, and fixes two faults of the SDK's
 * own fetch handler. That handler does not recognize Deno's network errors, so it never retries one.
 * Its time limit leaves the socket open and the process alive.
 *
 * @module
 */
import { buildQueryString, type HttpResponse } from "@smithy/core/protocols";
import { isRunlogError } from "../errors.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
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

/** The members of the SDK's request that a transport reads. */
export interface TransportRequest {
  /** HTTP method. */
  readonly method: string;
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** Host, with brackets for IPv6. */
  readonly hostname: string;
  /** Port, unless it is the protocol's default. */
  readonly port?: number | undefined;
  /** Escaped path. */
  readonly path: string;
  /** Query members, unescaped. */
  readonly query?: Record<string, string | string[] | null> | undefined;
  /** Header fields. */
  readonly headers: Record<string, string>;
  /** Text, bytes or a stream. */
  readonly body?: unknown;
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
      const webRequest = toRequest(request, attempt.signal);
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

function toRequest(request: TransportRequest, signal: AbortSignal): Request {
  const { method, protocol, hostname, port, path, headers } = request;
  const query = request.query ? buildQueryString(request.query) : "";
  const url = `${protocol}//${hostname}${port ? `:${port}` : ""}${path}${query ? `?${query}` : ""}`;
  // Request removes "." and "..", so the URL would differ from the signed one.
  if (path.split("/").some(isDotSegment)) {
    throw Object.assign(new TypeError(`Cannot send request: "." or ".." segment in ${path}`), {
      name: "InvalidPath",
    });
  }
  // The SDK's bodies are text, bytes, blobs or web streams: all of them BodyInit.
  const body = method === "GET" || method === "HEAD" ? undefined : request.body as BodyInit | null;
  const init: RequestInit & { duplex?: "half" } = {
    method,
    headers: sendable(headers),
    signal,
    redirect: "manual",
  };
  if (body) init.body = body;
  // Required for streams by the fetch standard, but missing from TypeScript's RequestInit.
  if (body instanceof ReadableStream) init.duplex = "half";
  return new Request(url, init);
}

/** Checks whether URLs interpret a path segment as the current or the parent folder. */
function isDotSegment(part: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(part);
}

/**
 * Header fields of the connection, which only the runtime may set: browsers drop them, and Node
 * rejects the request. None of them is signed. The AWS SDK sets `expect` in Node, from 2 MiB on.
 */
const CONNECTION_FIELDS = [
  "host",
  "content-length",
  "expect",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "upgrade",
];

function sendable(headers: Record<string, string>): Headers {
  const result = new Headers(headers);
  for (const name of CONNECTION_FIELDS) result.delete(name);
  return result;
}

/**
 * Checks whether an error describes an answer, or the store behind it, instead of a failed
 * connection.
 */
function isAnswered(error: unknown): boolean {
  return isRunlogError(error) || (error instanceof Error && "$metadata" in error);
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("Request aborted", { cause: signal.reason }), {
    name: "AbortError",
  });
}
