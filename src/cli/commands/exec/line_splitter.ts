/**
 * Splits output into lines, within bounded memory. Pure.
 *
 * @module
 */

/** Longest line that is searched for metrics, in characters. */
export const LONGEST_LINE = 65_536;

/** Splits chunks of bytes into lines. Progress bars end theirs with a carriage return. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  #rest = "";
  #isTooLong = false;

  /** @param onLine Called with each line, without its end; not with those that are too long */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Length of the unfinished line that is held, in characters. */
  get heldLength(): number {
    return this.#rest.length;
  }

  /** Adds a chunk. */
  add(chunk: Uint8Array): void {
    this.#append(this.#decoder.decode(chunk, { stream: true }));
  }

  /** Ends the output: the rest is a line. */
  end(): void {
    this.#append(this.#decoder.decode());
    if (this.#rest !== "" && !this.#isTooLong) this.#onLine(this.#rest);
    this.#rest = "";
  }

  #append(text: string): void {
    const [first = "", ...others] = text.split(/\r\n|\n|\r/);
    this.#rest += first;
    for (const next of others) {
      if (!this.#isTooLong && this.#rest.length <= LONGEST_LINE) this.#onLine(this.#rest);
      this.#isTooLong = false;
      this.#rest = next;
    }
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#isTooLong = true;
    this.#rest = "";
  }
}
