/**
 * Answers of the REST-JSON protocol: their members, or the error they stand for.
 *
 * @module
 */
import type { HttpResponse, ResponseMetadata } from "@smithy/types";
import { kindOf } from "../session/answers.ts";
import { UnreadableAnswerError } from "../session/request_error.ts";

/** What an answer has to be to count. */
export interface Expected {
  /** The operation. */
  readonly operation: string;
  /** The host that was asked. */
  readonly endpoint: string;
  /** Whether these members are the operation's answer. */
  readonly accepts: (members: Readonly<Record<string, unknown>>) => boolean;
}

/**
 * The members of an answer. Only a JSON object that is the operation's answer counts: whatever else
 * comes with status 200, such as nothing, a sign-in page or an error, acknowledges nothing.
 *
 * @throws {UnreadableAnswerError} when it is no answer of the service's, for another attempt
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
  const isJson = /\bjson\b/.test(response.headers["content-type"] ?? "json");
  if (members && isJson && expected.accepts(members)) return members;
  throw unreadable(response, expected, text);
}

function membersOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Cut off, or no JSON at all.
  }
  return undefined;
}

/** The error of an answer that says so, as the AWS SDK shapes its own. */
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
  // The SDK's retry and clock correction read the headers here; hidden, since it is large.
  Object.defineProperty(error, "$response", { value: response });
  return error;
}

/** `namespace#Code:uri` is `Code`. */
function bareCode(type: string): string {
  return (type.split("#").pop() ?? type).split(":")[0] ?? type;
}

/** A proxy's page or a cut answer: worth another attempt. */
function unreadable(
  response: HttpResponse,
  { operation, endpoint }: Expected,
  text: string,
): UnreadableAnswerError {
  const message = `${endpoint} answered ${operation} with status ${response.statusCode} and ` +
    `${described(response, text)}, which acknowledges nothing. Check the endpoint; a proxy or a ` +
    "network's sign-in page may answer in its place";
  return new UnreadableAnswerError(endpoint, message);
}

function described({ headers }: HttpResponse, text: string): string {
  return kindOf(headers["content-type"], text);
}
