/**
 * Reads request bodies within limits.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { JSON_LIMITS } from "../model/sdk_values.ts";
import { StoreError } from "../store/errors.ts";

/** Default maximum size of a JSON or XML body, in bytes. */
const LARGEST_BODY = JSON_LIMITS.bytes;

/**
 * Returns the text of a request's body.
 *
 * @param largest Maximum size, in bytes
 * @throws {ServiceError} If the body is too large (status 413) or is not UTF-8
 */
export async function readText(request: Request, largest = LARGEST_BODY): Promise<string> {
  const tooLarge = new ServiceError("RequestEntityTooLarge", "The request is too large", 413);
  if (Number(request.headers.get("content-length") ?? 0) > largest) throw tooLarge;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (const reader = request.body?.getReader(); reader;) {
    const { done, value } = await reader.read().catch((error) => {
      throw fromBody(error);
    });
    if (done) break;
    size += value.length;
    if (size > largest) {
      await reader.cancel();
      throw tooLarge;
    }
    chunks.push(value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(chunks).arrayBuffer());
  } catch {
    throw new ServiceError("SerializationException", "The request body is not UTF-8");
  }
}

/**
 * Returns the error for a body that could not be read. If the cause is unknown, the client has
 * disconnected.
 */
export function fromBody(error: unknown): unknown {
  if (error instanceof ServiceError || error instanceof StoreError) return error;
  return new ServiceError("IncompleteBody", "The request body ended early");
}

/**
 * Returns the JSON object in a request's body. An empty body is an empty object.
 *
 * @param largest Maximum size, in bytes
 * @throws {ServiceError} If the body is not a JSON object (SerializationException)
 */
export async function readJson(
  request: Request,
  largest?: number,
): Promise<Record<string, unknown>> {
  const text = await readText(request, largest);
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    checkDepth(value, JSON_LIMITS.depth);
    // Entries, so that a member named __proto__ is an ordinary one.
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value));
    }
  } catch {
    // Rejected below, whatever the cause.
  }
  throw new ServiceError("SerializationException", "The request body is not a JSON object");
}

/**
 * Rejects deep nesting: the functions that walk a request's values are recursive, and must not
 * exhaust the stack.
 */
function checkDepth(value: unknown, left: number): void {
  if (typeof value !== "object" || value === null) return;
  if (left === 0) throw new RangeError("The request body is nested too deeply");
  for (const member of Object.values(value)) checkDepth(member, left - 1);
}
