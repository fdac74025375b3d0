/**
 * Answers of the REST-JSON protocol: their members, or the error they stand for.
 *
 * @module
 */
import type { HttpResponse, ResponseMetadata } from "@smithy/types";

/** The members of an answer; what is no JSON object is an error of that attempt. */
export async function readJson(response: HttpResponse): Promise<Record<string, unknown>> {
  const text = await new Response(response.body as BodyInit | null).text();
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    if (response.statusCode < 300) throw unreadable(response, cause);
    return {};
  }
  throw unreadable(response, undefined);
}

/** The error of an answer whose status says so, as the AWS SDK shapes its own. */
export function errorOf(
  response: HttpResponse,
  body: Record<string, unknown>,
  $metadata: ResponseMetadata,
): Error {
  const type = response.headers["x-amzn-errortype"] ?? body["__type"] ?? body["code"];
  const message = body["message"] ?? body["Message"] ?? `HTTP status ${response.statusCode}`;
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
function unreadable(response: HttpResponse, cause: unknown): Error {
  const error = new Error(
    `Cannot read answer: it must be a JSON object: HTTP status ${response.statusCode}`,
    { cause },
  );
  return Object.assign(error, { name: "UnreadableResponse", $retryable: {} });
}
