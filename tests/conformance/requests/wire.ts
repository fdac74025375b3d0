/**
 * HTTP as it is on the wire: a request is sent as it is written, and an answer is read as HTTP says.
 * No client would send such requests.
 */

/** A request, with a target and header fields as they are written. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** Each character is one byte. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** An answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The server closed the connection before it had answered. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/** The server kept a client waiting for longer than a limit. */
export class HangError extends Error {
  override name = "HangError";
}

const LATIN1 = new TextDecoder("latin1");

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}

/** A client with one connection, which is opened again where the server closed it. */
export class WireClient implements Disposable {
  readonly #port: number;
  #connection: Deno.Conn | undefined;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @throws {HangError} If there is none after the limit, in milliseconds
   * @throws {NoAnswerError} If the server closes the connection instead
   */
  async send(request: WireRequest, limitMs: number): Promise<WireAnswer> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.close();
    }, limitMs);
    try {
      const isNew = this.#connection === undefined;
      try {
        return await this.#exchange(request);
      } catch (error) {
        this.close();
        if (isLate) throw new HangError(`No answer after ${limitMs} ms`);
        // A server may close an idle connection just when it is used again.
        if (isNew || !(error instanceof NoAnswerError)) throw error;
        return await this.#exchange(request);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the connection. */
  close(): void {
    try {
      this.#connection?.close();
    } catch {
      // It was closed.
    }
    this.#connection = undefined;
    this.#rest = new Uint8Array();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #connect(): Promise<Deno.Conn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    connection.setNoDelay(true);
    return this.#connection = connection;
  }

  async #exchange({ method, target, headers, body }: WireRequest): Promise<WireAnswer> {
    const connection = this.#connection ?? await this.#connect();
    const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = bytesOf(`${method} ${target} HTTP/1.1\r\n${fields}\r\n`);
    // The server may answer and close before it has read everything.
    const sent = writeAll(connection, joined(head, body)).catch(() => {});
    const answer = await this.#read(connection, method);
    if (/\bclose\b/i.test(answer.headers.get("connection") ?? "")) this.close();
    else await sent;
    return answer;
  }

  async #read(connection: Deno.Conn, method: string): Promise<WireAnswer> {
    let end = -1;
    while ((end = LATIN1.decode(this.#rest).indexOf("\r\n\r\n")) === -1) {
      await this.#more(connection);
    }
    const [first = "", ...lines] = LATIN1.decode(this.#take(end + 4)).trimEnd().split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
    const headers = new Headers();
    for (const line of lines) {
      const colon = line.indexOf(":");
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    if (status === 100) return await this.#read(connection, method);
    return { status, headers, body: await this.#body(connection, method, status, headers) };
  }

  async #body(
    connection: Deno.Conn,
    method: string,
    status: number,
    headers: Headers,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (method === "HEAD" || status === 204 || status === 304) return new Uint8Array();
    if (headers.get("transfer-encoding") !== "chunked") {
      return await this.#bytes(connection, Number(headers.get("content-length") ?? 0));
    }
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      let end = -1;
      while ((end = this.#rest.indexOf(10)) === -1) await this.#more(connection);
      const size = parseInt(LATIN1.decode(this.#take(end + 1)), 16);
      const chunk = await this.#bytes(connection, size + 2);
      if (size === 0) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      chunks.push(chunk.subarray(0, size));
    }
  }

  async #bytes(connection: Deno.Conn, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let left = length; left > 0;) {
      if (this.#rest.length === 0) await this.#more(connection);
      const piece = this.#take(Math.min(left, this.#rest.length));
      pieces.push(piece);
      left -= piece.length;
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async #more(connection: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    const length = await connection.read(buffer).catch(() => null);
    if (length === null) throw new NoAnswerError("The server closed the connection");
    this.#rest = joined(this.#rest, buffer.subarray(0, length));
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
