/**
 * Bodies of requests, read within limits.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { StoreError } from "../store/errors.ts";

/** Largest JSON or XML body, in bytes. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** Deepest nesting of a JSON body. */
const DEEPEST = 64;

/**
 * The text of a request's body.
 *
 * @throws {ServiceError} with status 413 when it is too large
 */
export async function readText(request: Request): Promise<string> {
  const tooLarge = new ServiceError("RequestEntityTooLarge", "The request is too large", 413);
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_BODY) throw tooLarge;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (const reader = request.body?.getReader(); reader;) {
    const { done, value } = await reader.read().catch((error) => {
      throw fromBody(error);
    });
    if (done) break;
    size += value.length;
    if (size > LARGEST_BODY) {
      await reader.cancel();
      throw tooLarge;
    }
    chunks.push(value);
  }
  return await new Blob(chunks).text();
}

/** What reading a request's body failed of: the other side has gone, unless it is known better. */
export function fromBody(error: unknown): unknown {
  if (error instanceof ServiceError || error instanceof StoreError) return error;
  return new ServiceError("IncompleteBody", "The request body broke off");
}

/**
 * The JSON object of a request's body; an empty body is an empty object.
 *
 * @throws {ServiceError} SerializationException when it is none
 */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request);
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    checkDepth(value, DEEPEST);
    // Entries, so that a member named __proto__ is an ordinary one.
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value));
    }
  } catch {
    // Refused below, whatever was wrong with it.
  }
  throw new ServiceError("SerializationException", "The request body is not a JSON object");
}

/** What walks a request's values recurses: no request may be so deep that the stack ends first. */
function checkDepth(value: unknown, left: number): void {
  if (typeof value !== "object" || value === null) return;
  if (left === 0) throw new RangeError("The request body is nested too deeply");
  for (const member of Object.values(value)) checkDepth(member, left - 1);
}
