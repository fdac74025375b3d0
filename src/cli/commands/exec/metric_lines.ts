/**
 * Finds metrics in the lines that a program prints. Pure.
 *
 * @module
 */
import { UsageError } from "../../usage_error.ts";

/** A point that a line contains. */
export interface FoundPoint {
  readonly name: string;
  readonly value: number;
  /** Step, if the line states one. */
  readonly step: number | undefined;
}

/** Finds the points of a line. */
export type LineReader = (line: string) => readonly FoundPoint[];

/** A metric and its pattern, as SageMaker's MetricDefinitions have them. */
interface MetricDefinition {
  readonly name: string;
  readonly pattern: RegExp;
}

const METRIC_LINE = /^METRIC\s+(\S+?)=(\S+)(?:\s+step=(\d+))?\s*$/;

/** Control sequences of terminals, such as colors. */
// deno-lint-ignore no-control-regex -- they begin with one.
const COLORS = /\u001b\[[0-9;]*[A-Za-z]/g;

/**
 * Returns a reader of lines: `METRIC name=value`, with `step=number` after it or not, and the given
 * definitions.
 *
 * @param definitions Texts `name=pattern`; the pattern's first group is the value
 * @throws {UsageError} If a definition has another form
 */
export function lineReader(definitions: readonly string[]): LineReader {
  const metrics = definitions.map(readDefinition);
  return (line) => {
    const plain = line.replace(COLORS, "");
    const points = metrics.flatMap(({ name, pattern }) =>
      Array.from(plain.matchAll(pattern), ([, text]) => pointOf(name, text)).flat()
    );
    const [, name, value, step] = METRIC_LINE.exec(plain) ?? [];
    if (name !== undefined) points.push(...pointOf(name, value, step));
    return points;
  };
}

function readDefinition(text: string): MetricDefinition {
  const [, name, source] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || source === undefined) {
    throw new UsageError(`--metric must be {name}={pattern}, got "${text}"`);
  }
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, "g");
  } catch (error) {
    throw new UsageError(`--metric "${name}": ${error instanceof Error ? error.message : error}`);
  }
  // An empty alternative matches any text, and shows how many groups there are.
  const groups = (new RegExp(`${source}|`).exec("")?.length ?? 1) - 1;
  if (groups < 1) {
    throw new UsageError(`--metric "${name}" must have a group for the value, such as ([0-9.]+)`);
  }
  return { name: name.trim(), pattern };
}

function pointOf(
  name: string,
  text: string | undefined,
  step?: string,
): readonly FoundPoint[] {
  const value = numberOf(text ?? "");
  if (value === undefined) return [];
  return [{ name, value, step: step === undefined ? undefined : Number(step) }];
}

/** Reads a number as programs print it. */
function numberOf(text: string): number | undefined {
  const [, sign, word] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word !== undefined) {
    return word.toLowerCase() === "nan" ? NaN : sign === "-" ? -Infinity : Infinity;
  }
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? undefined : number;
}
