/**
 * The body format of uploads whose length or checksum is not known in advance: `aws-chunked`. Each
 * chunk follows its length, and a checksum follows the last chunk.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";

/** Maximum length of a line between chunks, in bytes. */
const LONGEST_LINE = 16 * 1024;

const UTF8 = new TextDecoder();

/** A body without its chunk lines, and the fields that follow the last chunk. */
export interface Unchunked {
  /** Bytes of the body. */
  readonly content: ReadableStream<Uint8Array>;
  /** Trailing header fields; complete once all bytes are read. */
  readonly trailers: Headers;
}

/** Returns whether a request's body is chunked. */
export function isChunked(headers: Headers): boolean {
  return (headers.get("content-encoding") ?? "").split(",").some((coding) =>
    coding.trim() === "aws-chunked"
  ) || (headers.get("x-amz-content-sha256") ?? "").startsWith("STREAMING-");
}

/**
 * Removes the chunk lines from a body. Each piece of the body makes at most one piece of content,
 * however many chunks it has.
 */
export function unchunk(body: ReadableStream<Uint8Array>): Unchunked {
  const trailers = new Headers();
  const pieces = unchunked(body, trailers);
  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return { content, trailers };
}

async function* unchunked(
  body: ReadableStream<Uint8Array>,
  trailers: Headers,
): AsyncGenerator<Uint8Array> {
  const decoder = new ChunkDecoder(trailers);
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const content = decoder.decode(value);
    if (content.length > 0) yield content;
  }
  decoder.end();
}

/** Next element: the line of a chunk, its bytes, the line end after them, or trailing fields. */
type Expected = "chunk" | "bytes" | "lineEnd" | "trailer" | "nothing";

/** Reads a chunked body piece by piece, in time linear to its length. */
class ChunkDecoder {
  readonly #trailers: Headers;
  #expected: Expected = "chunk";
  /** Bytes of the current chunk that are still to come. */
  #left = 0;
  /** Beginning of a line whose end is still to come. */
  #line: Uint8Array = new Uint8Array();

  constructor(trailers: Headers) {
    this.#trailers = trailers;
  }

  /** Returns the bytes of chunks in the next piece of the body. */
  decode(piece: Uint8Array): Uint8Array {
    const content = new Uint8Array(piece.length);
    let length = 0;
    for (let at = 0; at < piece.length && this.#expected !== "nothing";) {
      if (this.#expected === "bytes") {
        const bytes = piece.subarray(at, at + this.#left);
        content.set(bytes, length);
        length += bytes.length;
        at += bytes.length;
        this.#left -= bytes.length;
        if (this.#left === 0) this.#expected = "lineEnd";
      } else {
        const end = piece.indexOf(10, at);
        this.#keep(piece.subarray(at, end === -1 ? piece.length : end));
        if (end === -1) break;
        at = end + 1;
        this.#read(this.#takeLine());
      }
    }
    return content.subarray(0, length);
  }

  /** Checks that the body may end here: its last line need not have an end. */
  end(): void {
    if (this.#expected === "trailer") this.#read(this.#takeLine());
    if (this.#expected !== "nothing") throw malformed();
  }

  #keep(bytes: Uint8Array): void {
    if (this.#line.length + bytes.length > LONGEST_LINE) throw malformed();
    const line = new Uint8Array(this.#line.length + bytes.length);
    line.set(this.#line);
    line.set(bytes, this.#line.length);
    this.#line = line;
  }

  #takeLine(): string {
    const line = UTF8.decode(this.#line).replace(/\r$/, "");
    this.#line = new Uint8Array();
    return line;
  }

  #read(line: string): void {
    switch (this.#expected) {
      case "chunk": {
        const size = line.split(";")[0] ?? "";
        if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw malformed();
        this.#left = parseInt(size, 16);
        this.#expected = this.#left === 0 ? "trailer" : "bytes";
        return;
      }
      case "lineEnd":
        if (line !== "") throw malformed();
        this.#expected = "chunk";
        return;
      default:
        this.#readTrailer(line);
    }
  }

  #readTrailer(line: string): void {
    const colon = line.indexOf(":");
    if (line === "") this.#expected = "nothing";
    else if (colon > 0) {
      this.#trailers.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    }
  }
}

function malformed(): ServiceError {
  return new ServiceError("IncompleteBody", "The chunked body is incomplete or malformed");
}
