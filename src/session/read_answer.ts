/**
 * Reads the answer of an attempt, within the attempt. Loaded with the first request. Browser-safe.
 *
 * @module
 */
import { HttpResponse } from "@smithy/core/protocols";
import { type AskedRequest, checkBody, checkHead, checkRedirect, unanswered } from "./answers.ts";

export { askedOf, unanswered, unreached } from "./answers.ts";

/** An attempt whose answer is being read. */
export interface Attempt {
  /** Ends it, and its connection. */
  readonly attempt: AbortController;
  /** How long nothing may come, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * The answer as the AWS SDK takes it.
 *
 * @throws {RequestError} when it is none of the service's
 */
export async function readAnswer(
  asked: AskedRequest,
  response: Response,
  attempt: Attempt,
): Promise<HttpResponse> {
  checkRedirect(asked, response);
  const isList = asked.url.searchParams.has("list-type");
  const streamed = asked.method === "GET" && response.ok && !isList;
  const facts = {
    statusCode: response.status,
    reason: response.statusText,
    headers: Object.fromEntries(response.headers),
  };
  if (streamed) {
    checkHead(asked, response);
    const body = watched(response.body ?? new Blob([]).stream(), asked, attempt);
    return noted(new HttpResponse({ ...facts, body }), asked);
  }
  // Read here, so that an answer that breaks off is a fault of this attempt.
  const body = new Uint8Array(await response.arrayBuffer());
  checkBody(asked, response, body);
  // A body that passed is S3's, whatever type a server states for it.
  if (body.length === 0) checkHead(asked, response);
  return noted(new HttpResponse({ ...facts, body }), asked);
}

/** A stream that fails when nothing more of it comes for as long as an answer may take. */
function watched(
  stream: ReadableStream<Uint8Array>,
  asked: AskedRequest,
  { attempt, timeoutMs }: Attempt,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(unanswered(asked, timeoutMs, undefined));
          attempt.abort();
        }, timeoutMs);
      });
      try {
        const { done, value } = await Promise.race([reader.read(), late]);
        if (done) controller.close();
        else controller.enqueue(value);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Hosts by their answers: the AWS SDK's errors hold the answer, and do not say whose it was. */
const hosts = new WeakMap<object, string>();

function noted(response: HttpResponse, { url }: AskedRequest): HttpResponse {
  hosts.set(response, url.host);
  return response;
}

/** The host that gave an answer, if it came through this transport. */
export function hostOfAnswer(response: unknown): string | undefined {
  return typeof response === "object" && response !== null ? hosts.get(response) : undefined;
}
