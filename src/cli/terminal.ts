/**
 * What the commands write: tables, JSON and messages. Text of runs is shown, never obeyed: control
 * characters of a name cannot reach the terminal.
 *
 * @module
 */
import { styleText } from "node:util";

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

  /** Text in a color, where there are colors. */
  paint(color: Color, text: string): string {
    return this.#hasColor ? styleText(color, text, { validateStream: false }) : text;
  }

  /** Writes a line. */
  line(text = ""): void {
    this.#output.write(`${text}\n`);
  }

  /** Writes text or bytes as they are. */
  raw(data: string | Uint8Array): void {
    this.#output.write(data);
  }

  /** Writes a value as JSON. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, undefined, this.isInteractive ? 2 : undefined));
  }

  /** Writes rows: aligned on a terminal, else a line a row with tabs between. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    if (!this.isInteractive) {
      for (const row of [header, ...rows]) this.line(row.map(visible).join("\t"));
      return;
    }
    const shown = rows.map((row) => row.map(visible));
    const widths = header.map((name, column) =>
      Math.max(name.length, ...shown.map((row) => row[column]?.length ?? 0))
    );
    const lay = (row: readonly string[]): string =>
      row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
    // A terminal that does not say has 0.
    const width = this.#output.columns || 80;
    this.line(this.paint("bold", cut(lay(header), width)));
    for (const row of shown) this.line(cut(lay(row), width));
  }
}

/** Text with its control characters written out, so that a terminal shows them and does nothing. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return character === "\n" ? "\\n" : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

function isColorful(output: Output, term: string | undefined): boolean {
  return output.isTTY === true && term !== "dumb";
}
