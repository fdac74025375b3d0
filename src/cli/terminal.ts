/**
 * What the commands write: tables, JSON and messages. Text of runs is shown, never obeyed: whatever is
 * written here, only our own colors and line ends reach a terminal as such.
 *
 * @module
 */
import { styleText } from "node:util";
import { layTable } from "./table.ts";
import { visible, visibleLines } from "./visible.ts";

/** A stream that text goes to. */
export interface Output {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
  /** Writes text or bytes. */
  write(data: string | Uint8Array): unknown;
}

/** Colors in use. */
export type Color = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Text in a color. */
export interface Painted {
  readonly color: Color;
  readonly text: string;
}

/** Text in a color, where there are colors. */
export function paint(color: Color, text: string): Painted {
  return { color, text };
}

/** Where a command writes. */
export class Terminal {
  readonly #output: Output;
  readonly #hasColor: boolean;
  readonly #isJson: boolean;

  /**
   * @param output Where to
   * @param options `isJson`: whether results are JSON; `environment`: what says of colors
   */
  constructor(
    output: Output,
    options: {
      readonly isJson: boolean;
      readonly environment: Readonly<Record<string, string | undefined>>;
    },
  ) {
    const { NO_COLOR, FORCE_COLOR, TERM } = options.environment;
    this.#output = output;
    this.#isJson = options.isJson;
    this.#hasColor = NO_COLOR
      ? false
      : FORCE_COLOR
      ? FORCE_COLOR !== "0"
      : isColorful(output, TERM);
  }

  /** Whether results are written as JSON. */
  get isJson(): boolean {
    return this.#isJson;
  }

  /** Whether a person reads. */
  get isInteractive(): boolean {
    return this.#output.isTTY === true;
  }

  /** Writes a line of pieces, none of which the terminal obeys. */
  line(...pieces: readonly (string | Painted)[]): void {
    this.#output.write(`${pieces.map((piece) => this.#shown(piece)).join("")}\n`);
  }

  /** Writes lines, none of which the terminal obeys. */
  lines(text: string): void {
    this.#output.write(`${visibleLines(text)}\n`);
  }

  /** Writes the contents of a file: as they are, or as a terminal can show them. */
  file(data: string | Uint8Array): void {
    const isShown = this.isInteractive && typeof data === "string";
    this.#output.write(isShown ? visibleLines(data) : data);
  }

  /** Writes a value as JSON. */
  json(value: unknown): void {
    // Escapes of control characters that JSON leaves as they are; it reads them as the same.
    this.lines(JSON.stringify(value, undefined, this.isInteractive ? 2 : undefined));
  }

  /** Writes rows: aligned on a terminal, else a line a row with tabs between. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const shown = [header, ...rows].map((row) => row.map(visible));
    if (!this.isInteractive) {
      for (const row of shown) this.#output.write(`${row.join("\t")}\n`);
      return;
    }
    // A terminal that does not say has 0.
    const [head = "", ...lines] = layTable(shown, this.#output.columns || 80);
    this.line(paint("bold", head));
    for (const line of lines) this.line(line);
  }

  #shown(piece: string | Painted): string {
    if (typeof piece === "string") return visible(piece);
    const text = visible(piece.text);
    return this.#hasColor ? styleText(piece.color, text, { validateStream: false }) : text;
  }
}

function isColorful(output: Output, term: string | undefined): boolean {
  return output.isTTY === true && term !== "dumb";
}
