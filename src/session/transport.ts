/**
 * Lets any `(Request) => Promise<Response>` answer an AWS SDK client, and mends what the SDK's own
 * fetch handler gets wrong: it knows no network error of Deno's (so never retries one), and its time
 * limit leaves the socket open and the process alive. Browser-safe.
 *
 * @module
 */
import { buildQueryString, type HttpResponse } from "@smithy/core/protocols";
import { checkOptions, type OptionNames } from "../options.ts";
import { RequestError } from "./request_error.ts";

/** A web-standard handler: the platform's `fetch`, a local service, a test's server. */
export type Fetch = (request: Request) => Promise<Response>;

/** Options of {@linkcode fetchTransport}. */
export interface TransportOptions {
  /**
   * Time limit of one attempt, answer included, in milliseconds.
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
}

/** What an AWS SDK client's `requestHandler` has to be. */
export interface Transport {
  /** Sends one attempt. */
  handle(
    request: TransportRequest,
    options?: {
      readonly abortSignal?: unknown;
      readonly requestTimeout?: number | undefined;
    },
  ): Promise<{ response: HttpResponse }>;
  /** Part of the SDK's interface: there is nothing to change. */
  updateHttpClientConfig(): void;
  /** Part of the SDK's interface. */
  httpHandlerConfigs(): Record<never, never>;
}

/** The SDK's request, as far as a transport reads it. */
export interface TransportRequest {
  /** HTTP method. */
  readonly method: string;
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** Host, brackets included for IPv6. */
  readonly hostname: string;
  /** Port, unless the protocol's own. */
  readonly port?: number | undefined;
  /** Path, escaped. */
  readonly path: string;
  /** Query members, not escaped. */
  readonly query?: Record<string, string | string[] | null> | undefined;
  /** Header fields. */
  readonly headers: Record<string, string>;
  /** Text, bytes or a stream. */
  readonly body?: unknown;
}

const OPTIONS: OptionNames<TransportOptions> = {
  timeoutMs: true,
};

/**
 * A request handler for AWS SDK v3 clients over any web-standard `fetch`. Network faults of every
 * runtime, time limits and answers that break off are marked for the SDK's retry; the time limit
 * closes the socket, also when a download stands still; JSON and XML answers are read within the
 * attempt. Redirects are not followed, and a page in the service's place is no answer.
 *
 * @param fetch What answers
 * @param options Time limit of an attempt
 * @returns A `requestHandler`
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
      // A page that keeps its runs to itself never needs it.
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
        // Lets go of an answer that is refused, and of its connection.
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
 * Aborts an attempt at its time limit or at the caller's signal. The attempt then fails, whatever the
 * runtime does: by `AbortSignal.any` some attempts under load never ended in Node, as if
 * its sources or the request had been collected (10,000 points unanswered: 50 to 120 stuck).
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
      // Naming the request here is also what keeps it in memory until then.
      reject(new Error(`Gave up on ${request.url}`));
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
  // Requests resolve "." and ".." away, and would ask for something else than was signed.
  if (path.split("/").some(isDotSegment)) {
    throw Object.assign(new TypeError(`Cannot send request: "." and ".." in path ${path}`), {
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
  // Required for streams by the fetch standard, and not yet in TypeScript's RequestInit.
  if (body instanceof ReadableStream) init.duplex = "half";
  return new Request(url, init);
}

/** Whether URLs take a part of a path for this folder or the one above it. */
function isDotSegment(part: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(part);
}

/**
 * What belongs to a connection is the runtime's: browsers drop such fields, and Node refuses the
 * request. None of them is signed. The AWS SDK sets `expect` in Node, from 2 MiB on.
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

/** Whether an error tells of an answer, and not of the way there. */
function isAnswered(error: unknown): boolean {
  return error instanceof RequestError || (error instanceof Error && "$metadata" in error);
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("Request aborted", { cause: signal.reason }), {
    name: "AbortError",
  });
}
