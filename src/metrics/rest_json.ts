/**
 * Reads responses of the REST-JSON protocol: their members, or the error they describe.
 *
 * @module
 */
import type { HttpResponse, ResponseMetadata } from "@smithy/types";
import { kindOf, namesAmazon } from "../session/answers.ts";
import { UnreadableAnswerError } from "../session/request_error.ts";

/** Requirements for a valid response. */
export interface Expected {
  /** Name of the operation. */
  readonly operation: string;
  /** Host that received the request. */
  readonly endpoint: string;
  /** Checks whether the members are a response of the operation. */
  readonly accepts: (members: Readonly<Record<string, unknown>>) => boolean;
}

/**
 * Returns the members of a response. Only a JSON object that matches the operation is accepted. Any
 * other body with status 200, such as an empty one, a sign-in page or an error, acknowledges
 * nothing.
 *
 * @throws {UnreadableAnswerError} If the response is not from the service; the request can be
 * retried
 * @throws the service's error
 */
export async function readAnswer(
  response: HttpResponse,
  expected: Expected,
): Promise<Record<string, unknown>> {
  const text = await new Response(response.body as BodyInit | null).text();
  const members = membersOf(text);
  const type = response.headers["x-amzn-errortype"] ?? members?.["__type"];
  if (response.statusCode >= 300 || type !== undefined) {
    throw errorOf(response, members ?? {}, expected, text);
  }
  // moto sends HTML as the content type of everything, and the request's ID as AWS does.
  const isJson = /\bjson\b/.test(response.headers["content-type"] ?? "json") ||
    namesAmazon(Object.keys(response.headers));
  if (members && isJson && expected.accepts(members)) return members;
  throw unreadable(response, expected, text);
}

function membersOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Truncated, or not JSON.
  }
  return undefined;
}

/** Returns the error that a response describes, in the form of the AWS SDK's errors. */
function errorOf(
  response: HttpResponse,
  body: Record<string, unknown>,
  { endpoint }: Expected,
  text: string,
): Error {
  const type = response.headers["x-amzn-errortype"] ?? body["__type"] ?? body["code"];
  const message = body["message"] ?? body["Message"] ??
    `${endpoint} answered with status ${response.statusCode} and ` +
      (type === undefined ? described(response, text) : bareCode(String(type)));
  const $metadata: ResponseMetadata = { httpStatusCode: response.statusCode };
  const error = Object.assign(new Error(String(message)), {
    name: type === undefined ? `Http${response.statusCode}` : bareCode(String(type)),
    $metadata,
  });
  // The SDK's retry and clock correction read its headers. Hidden because it is large.
  Object.defineProperty(error, "$response", { value: response });
  return error;
}

/** Returns `Code` of `namespace#Code:uri`. */
function bareCode(type: string): string {
  return (type.split("#").pop() ?? type).split(":")[0] ?? type;
}

/** Creates the error of a proxy's page or a truncated response, which can be retried. */
function unreadable(
  response: HttpResponse,
  { operation, endpoint }: Expected,
  text: string,
): UnreadableAnswerError {
  const message = `${endpoint} answered ${operation} with status ${response.statusCode} and ` +
    `${described(response, text)}, which acknowledges nothing. Check the endpoint; a proxy or a ` +
    "network's sign-in page may be answering instead";
  return new UnreadableAnswerError(endpoint, message);
}

function described({ headers }: HttpResponse, text: string): string {
  return kindOf(headers["content-type"], text);
}
