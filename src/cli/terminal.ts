/**
 * Writes the output of commands: tables, JSON and messages. Text of runs cannot control a terminal:
 * only runlog's own colors and line ends take effect.
 *
 * @module
 */
import { styleText } from "node:util";
import { layTable } from "./table.ts";
import { visible, visibleLines } from "./visible.ts";

/** A stream to write to. */
export interface Output {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in columns. */
  readonly columns?: number | undefined;
  /** Writes text or bytes. */
  write(data: string | Uint8Array): unknown;
}

/** Colors that commands use. */
export type Color = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Text in a color. */
export interface Painted {
  readonly color: Color;
  readonly text: string;
}

/** Returns text in a color. Outputs without colors show it plain. */
export function paint(color: Color, text: string): Painted {
  return { color, text };
}

/** Writes the output of a command to a stream. */
export class Terminal {
  readonly #output: Output;
  readonly #hasColor: boolean;
  readonly #isJson: boolean;

  /**
   * @param output Stream to write to
   * @param options `isJson`: whether results are JSON; `environment`: variables that control colors
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

  /** Whether the output is a terminal. */
  get isInteractive(): boolean {
    return this.#output.isTTY === true;
  }

  /** Writes pieces as one line, with control characters escaped. */
  line(...pieces: readonly (string | Painted)[]): void {
    this.#output.write(`${pieces.map((piece) => this.#shown(piece)).join("")}\n`);
  }

  /** Writes text of several lines, with control characters escaped. */
  lines(text: string): void {
    this.#output.write(`${visibleLines(text)}\n`);
  }

  /** Writes the contents of a file. On a terminal, control characters in text are escaped. */
  file(data: string | Uint8Array): void {
    const isShown = this.isInteractive && typeof data === "string";
    this.#output.write(isShown ? visibleLines(data) : data);
  }

  /** Writes a value as JSON. */
  json(value: unknown): void {
    // JSON leaves some control characters unescaped; with escapes it is still the same value.
    this.lines(JSON.stringify(value, undefined, this.isInteractive ? 2 : undefined));
  }

  /** Writes rows: aligned on a terminal, otherwise as lines with tabs between the cells. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const shown = [header, ...rows].map((row) => row.map(visible));
    if (!this.isInteractive) {
      for (const row of shown) this.#output.write(`${row.join("\t")}\n`);
      return;
    }
    // A terminal that does not report its width has 0.
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
