/**
 * The body format of uploads whose length or checksum is not known in advance: `aws-chunked`. Each
 * chunk follows its length, and a checksum follows the last chunk.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";

/** Maximum length of a line between chunks, in bytes. */
const LONGEST_LINE = 16 * 1024;

/** A body without its chunk lines, and the fields that follow the last chunk. */
export interface Unchunked {
  /** Bytes of the body. */
  readonly content: ReadableStream<Uint8Array>;
  /** Trailing header fields; complete once all bytes are read. */
  readonly trailers: Headers;
}

/** Returns whether the request's body is chunked. */
export function isChunked({ headers }: Request): boolean {
  return (headers.get("content-encoding") ?? "").split(",").some((coding) =>
    coding.trim() === "aws-chunked"
  ) || (headers.get("x-amz-content-sha256") ?? "").startsWith("STREAMING-");
}

/** Removes the chunk lines from a body. */
export function unchunk(body: ReadableStream<Uint8Array>): Unchunked {
  const trailers = new Headers();
  const chunks = readChunks(new LineReader(body), trailers);
  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return { content, trailers };
}

async function* readChunks(input: LineReader, trailers: Headers): AsyncGenerator<Uint8Array> {
  for (;;) {
    const size = (await input.line()).split(";")[0] ?? "";
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw malformed();
    let left = parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      const bytes = await input.bytes(left);
      left -= bytes.length;
      yield bytes;
    }
    if (await input.line() !== "") throw malformed();
  }
  for (let line = await input.line(true); line !== ""; line = await input.line(true)) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
}

class LineReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #buffer: Uint8Array = new Uint8Array();

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** Reads at least one and up to `most` bytes. */
  async bytes(most: number): Promise<Uint8Array> {
    if (this.#buffer.length === 0 && !await this.#fill()) throw malformed();
    const bytes = this.#buffer.subarray(0, most);
    this.#buffer = this.#buffer.subarray(bytes.length);
    return bytes;
  }

  /** Reads the text up to the next line end. With `last`, the body may end instead. */
  async line(last = false): Promise<string> {
    for (let searched = 0;;) {
      const end = this.#buffer.indexOf(10, searched);
      if (end !== -1) {
        const text = new TextDecoder().decode(this.#buffer.subarray(0, end));
        this.#buffer = this.#buffer.subarray(end + 1);
        return text.replace(/\r$/, "");
      }
      searched = this.#buffer.length;
      if (searched > LONGEST_LINE) throw malformed();
      if (await this.#fill()) continue;
      if (last && searched === 0) return "";
      throw malformed();
    }
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    const joined = new Uint8Array(this.#buffer.length + value.length);
    joined.set(this.#buffer);
    joined.set(value, this.#buffer.length);
    this.#buffer = joined;
    return true;
  }
}

function malformed(): ServiceError {
  return new ServiceError("IncompleteBody", "The chunked body is incomplete or malformed");
}
