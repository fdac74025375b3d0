/**
 * Names of metrics, as every session stores them. A name of odd characters becomes a JSON string
 * literal, and a long one is cut, with a mark that tells two of them apart. Pure.
 *
 * @module
 */
import { fromLiteral, isPlainText, toLiteral } from "../text/literal.ts";
import { METRIC_NAME_LENGTH } from "./limits.ts";

/** The rule that a changed name breaks (`MetricName` of BatchPutMetrics, and Java's line ends). */
export const METRIC_NAME_RULE =
  `be 1 to ${METRIC_NAME_LENGTH} characters on one line, without control characters` as const;

const MARK_LENGTH = 16;
const ODD = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/**
 * Returns the name under which a metric is stored: the given one, if it is legal. A stored name is
 * returned unchanged.
 */
export function keptName(name: string): string {
  if (name.length > METRIC_NAME_LENGTH) return cut(name);
  const literal = toLiteral(name);
  return literal.length > METRIC_NAME_LENGTH ? cut(name) : literal;
}

/** Returns the name that was logged, from the kept one. A cut name stays cut. */
export function loggedName(kept: string): string {
  return fromLiteral(kept);
}

/** Returns whether a name is stored unchanged. */
export function isLegalName(name: string): boolean {
  return name !== "" && name.length <= METRIC_NAME_LENGTH && isPlainText(name) &&
    keptName(name) === name;
}

function cut(name: string): string {
  const length = METRIC_NAME_LENGTH - MARK_LENGTH - 2;
  const head = name.slice(0, length).replace(ODD, "\ufffd");
  return `${head}…#${markOf(name)}`;
}

/** Returns 64 bits of a text in hexadecimal, by two rounds of FNV-1a with a final mix. */
function markOf(text: string): string {
  let [first, second] = [0x811c9dc5, 0x9747b28c ^ text.length];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x85ebca6b);
    second ^= second >>> 15;
  }
  return hex(mixed(first ^ Math.imul(second, 3))) + hex(mixed(second));
}

function mixed(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
