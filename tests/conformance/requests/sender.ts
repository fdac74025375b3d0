/** Sends requests to one server, and counts the answers. */
import { type WireAnswer, WireClient, type WireRequest } from "./wire.ts";

/** What was wrong with an answer. */
export interface Fault {
  readonly complaint: string;
  readonly request: WireRequest;
  readonly answer?: WireAnswer;
}

/** Header fields as they are written. */
export type Fields = readonly (readonly [string, string])[];

/** Sends requests over one connection. */
export class Sender implements Disposable {
  /** Answers by kind of request and status. */
  readonly counts = new Map<string, number>();
  readonly #client: WireClient;

  /**
   * @param url Address of the server
   * @param headers What every request has
   * @param limitMs How long a request may wait for its answer, in milliseconds
   */
  constructor(url: string, readonly headers: Fields, readonly limitMs: number) {
    this.#client = new WireClient(url);
  }

  /** Sends a request as it is. */
  async send(request: WireRequest, kind: string): Promise<WireAnswer> {
    const answer = await this.#client.send(request, this.limitMs);
    const count = `${kind} ${answer.status}`;
    this.counts.set(count, (this.counts.get(count) ?? 0) + 1);
    return answer;
  }

  /** Returns a request that is nothing but plain. */
  plain(method: string, target: string, fields: Fields = [], text = ""): WireRequest {
    const body = new TextEncoder().encode(text);
    const length = ["content-length", `${body.length}`] as const;
    return { method, target, headers: [...this.headers, ...fields, length], body };
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#client.close();
  }
}
