/**
 * Reads an answer as part of its attempt. Loaded with the first request.
 *
 * @module
 */
import { HttpResponse } from "@smithy/core/protocols";
import { noteHost } from "./answer_hosts.ts";
import { type AskedRequest, checkBody, checkHead, checkRedirect, unanswered } from "./answers.ts";

export { askedOf, unanswered, unreached } from "./answers.ts";
export { toRequest } from "./web_request.ts";

/** An attempt whose answer is being read. */
export interface Attempt {
  /** Aborts the attempt and closes its connection. */
  readonly attempt: AbortController;
  /** Longest time without data, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Returns an answer in the form that the AWS SDK expects.
 *
 * @throws {RequestError} If the answer cannot come from the service
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
    return noteHost(new HttpResponse({ ...facts, body }), asked.url.host);
  }
  // Read here, so that a truncated answer fails this attempt.
  const body = new Uint8Array(await response.arrayBuffer());
  checkBody(asked, response, body);
  // A body that passed is S3's, whatever type a server states for it.
  if (body.length === 0) checkHead(asked, response);
  return noteHost(new HttpResponse({ ...facts, body }), asked.url.host);
}

/** Wraps a stream so that it fails if no data arrives within the time limit. */
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
