/**
 * Reads request bodies, with limits on size and time.
 *
 * @module
 */
import { Refusal } from "./answers.ts";

/** Largest body in bytes: writes contain names and flags only. */
const LARGEST = 65_536;

/** Longest time for a complete body, in milliseconds. */
const LONGEST_MS = 10_000;

/**
 * Reads a JSON object from a request. Throws a {@linkcode Refusal} if the body is too large, takes
 * too long or is not a JSON object.
 */
export async function readObject(
  request: Request,
  longestMs: number = LONGEST_MS,
): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(request, longestMs);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, "The body must be JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(400, "The body must be a JSON object");
  }
  // Keys of JSON objects are strings.
  return value as Record<string, unknown>;
}

async function readText(request: Request, longestMs: number): Promise<string> {
  const tooLarge = new Refusal(413, `The body must have at most ${LARGEST} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST) throw tooLarge;
  if (!request.body) return "";
  const reader = request.body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reader.cancel().catch(() => {});
  }, longestMs);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let size = 0;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new Refusal(408, `The body must arrive within ${longestMs} ms`);
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > LARGEST) throw tooLarge;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}
