/**
 * Reads the query language of the viewer's search and of `--where`, which selects runs. Pure.
 *
 * ```
 * failed                       a word that the run has anywhere
 * "out of memory"              quotes keep spaces and signs; "" within them is a quote
 * status = failed              spaces may surround a sign; a status has any case
 * lr=0.1  optim/lr>=1e-3       a bare name is a parameter or a metric
 * "my param"=3                 quotes around a name
 * parameters.optimizer~adam    ~ contains
 * metrics.val/accuracy > 0.5   the last value; or .min, .max, .avg, .stddev, .count
 * startTime>=2026-05-01        ISO 8601, UTC without a zone
 * duration<90  duration>1.5h   seconds without a unit
 * ```
 *
 * A run must meet all conditions. {@linkcode meets} defines the comparisons.
 *
 * @module
 */
import { compareName, type RunCondition, type ValueComparison } from "./condition.ts";
import { type Property, readProperty, type TypedProperty } from "./property.ts";
import { STATUSES } from "./statuses.ts";
import { readDuration, readInstant, readNumber } from "./values.ts";

/** Conditions that were read from text. */
export interface TypedConditions {
  /** The condition that runs must meet, without terms that could not be read. */
  readonly condition: RunCondition;
  /** Properties that may not exist in any run. */
  readonly properties: readonly TypedProperty[];
  /** Problems with terms that could not be read, one sentence each. */
  readonly problems: readonly string[];
}

/** A term: a word, or a name with an operator and a value. */
interface Term {
  readonly text: string;
  readonly name: string;
  readonly sign: string | undefined;
  readonly value: string;
  readonly isQuoted: boolean;
}

const COMPARISONS: ReadonlyMap<string, ValueComparison> = new Map([
  ["=", "eq"],
  ["!=", "ne"],
  ["<", "lt"],
  ["<=", "lte"],
  [">", "gt"],
  [">=", "gte"],
  ["~", "contains"],
]);

/** Longest value that AWS accepts, in characters. */
const LONGEST_VALUE = 1024;

/** Reads conditions. Accepts any text, and takes linear time. */
export function readConditions(text: string): TypedConditions {
  const of: RunCondition[] = [];
  const properties: TypedProperty[] = [];
  const problems: string[] = [];
  for (const term of termsOf(text)) {
    const read = readTerm(term);
    if ("problem" in read) {
      problems.push(read.problem);
      continue;
    }
    of.push(read.condition);
    if (read.property?.of.some(({ kind }) => kind !== "own")) properties.push(read.property);
  }
  return { condition: { kind: "all", of }, properties, problems };
}

/** An operator, quoted text (the closing quote is optional), space, or any other piece of text. */
const PIECES = /(!=|<=|>=|[=<>~])|"([^"]*(?:""[^"]*)*)"?|(\s+)|[^\s"=<>~!]+|!/g;

interface Piece {
  readonly kind: "sign" | "quoted" | "space" | "plain";
  readonly text: string;
  readonly content: string;
}

function piecesOf(text: string): readonly Piece[] {
  return Array.from(text.matchAll(PIECES), ([whole, sign, quoted, space]): Piece => {
    if (sign !== undefined) return { kind: "sign", text: whole, content: whole };
    if (quoted !== undefined) {
      return { kind: "quoted", text: whole, content: quoted.replaceAll('""', '"') };
    }
    return { kind: space === undefined ? "plain" : "space", text: whole, content: whole };
  });
}

function termsOf(text: string): readonly Term[] {
  const pieces = piecesOf(text);
  const terms: Term[] = [];
  let at = 0;
  const take = (isPart: (piece: Piece) => boolean): readonly Piece[] => {
    const start = at;
    for (let piece = pieces[at]; piece !== undefined && isPart(piece);) piece = pieces[++at];
    return pieces.slice(start, at);
  };
  const isSpace = ({ kind }: Piece): boolean => kind === "space";
  for (take(isSpace); at < pieces.length; take(isSpace)) {
    const start = at;
    const name = take(({ kind }) => kind === "plain" || kind === "quoted");
    const end = at;
    take(isSpace);
    const sign = pieces[at]?.kind === "sign" ? pieces[at++]?.text : undefined;
    if (sign === undefined) {
      terms.push({ text: textOf(pieces.slice(start, end)), ...asWord(name) });
      continue;
    }
    take(isSpace);
    const value = take(({ kind }) => kind !== "space");
    terms.push({
      text: textOf(pieces.slice(start, at)).trimEnd(),
      name: contentOf(name),
      sign,
      value: contentOf(value),
      isQuoted: value[0]?.kind === "quoted",
    });
  }
  return terms;
}

function asWord(name: readonly Piece[]): Omit<Term, "text"> {
  return { name: contentOf(name), sign: undefined, value: "", isQuoted: false };
}

function contentOf(pieces: readonly Piece[]): string {
  return pieces.map(({ content }) => content).join("");
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

type Read =
  | { readonly condition: RunCondition; readonly property?: TypedProperty }
  | { readonly problem: string };

function readTerm({ text, name, sign, value, isQuoted }: Term): Read {
  const comparison = sign === undefined ? undefined : COMPARISONS.get(sign);
  if (comparison === undefined) return { condition: { kind: "word", word: name } };
  if (name === "") {
    return { problem: `"${text}" has no property before ${sign}: quote text to search for it` };
  }
  if (value === "") return { problem: `"${text}" has no value after ${sign}` };
  if (!isQuoted && /^[=<>~]|^!=/.test(value)) {
    return {
      problem:
        `"${text}" has an operator after ${sign}: quote a value that begins with an operator`,
    };
  }
  if (value.length > LONGEST_VALUE) {
    return {
      problem: `A value must have at most ${LONGEST_VALUE} characters, got ${value.length}`,
    };
  }
  const property = readProperty(name);
  if ("problem" in property) return property;
  const read = compare(property, comparison, value);
  return typeof read === "string"
    ? { problem: `"${text}": ${read}` }
    : { condition: read, property };
}

/** Returns the condition, or the problem with it. */
function compare(
  { text, of }: TypedProperty,
  comparison: ValueComparison,
  value: string,
): RunCondition | string {
  const read = of.map((property) => compareOne(text, property, comparison, value));
  const conditions = read.filter((one) => typeof one !== "string");
  // A bare name that is compared with text can only be a parameter.
  const [only = read[0] ?? "", ...others] = conditions;
  if (others.length === 0) return only;
  return { kind: comparison === "ne" ? "all" : "any", of: conditions };
}

function compareOne(
  text: string,
  property: Property,
  comparison: ValueComparison,
  value: string,
): RunCondition | string {
  const to = (value: string): RunCondition => ({ kind: "compared", property, comparison, value });
  const isOrder = comparison !== "eq" && comparison !== "ne" && comparison !== "contains";
  const type = property.kind === "own" ? property.type : property.kind;
  switch (type) {
    case "parameter":
      return isOrder ? toNumber(text, value, to) : to(value);
    case "metric":
      return comparison === "contains"
        ? `${text} is a number: compare it with =, !=, <, <=, > or >=`
        : toNumber(text, value, to);
    case "time": {
      const instant = readInstant(value);
      if (comparison === "contains") return `${text} is a time: compare it with <, <=, > or >=`;
      return instant === undefined
        ? `${text} must be compared with a time such as 2026-05-01 or 2026-05-01T10:00Z, got "${value}"`
        : to(new Date(instant).toISOString());
    }
    case "duration": {
      const seconds = readDuration(value);
      if (comparison === "contains") return `${text} is a duration: compare it with < or >`;
      return seconds === undefined
        ? `${text} must be compared with a duration such as 90, 5min or 1.5h, got "${value}"`
        : to(String(seconds));
    }
    case "status":
      return isOrder ? noOrder(text) : compareStatus(property, comparison, value);
    case "name":
      return isOrder ? noOrder(text) : compareName(property, comparison, value);
    case "tag":
    case "text":
      return isOrder ? noOrder(text) : to(value);
  }
}

function toNumber(
  text: string,
  value: string,
  to: (value: string) => RunCondition,
): RunCondition | string {
  return readNumber(value) === undefined
    ? `${text} must be compared with a number, got "${value}"`
    : to(value);
}

function noOrder(text: string): string {
  return `${text} is text, which has no order: compare it with =, != or ~`;
}

function compareStatus(
  property: Property,
  comparison: ValueComparison,
  value: string,
): RunCondition | string {
  const plain = value.toLowerCase().replace(/[\s_-]/g, "");
  const meant = STATUSES.filter((status) =>
    comparison === "contains"
      ? status.toLowerCase().includes(plain)
      : status.toLowerCase() === plain
  );
  if (plain === "" || meant.length === 0) {
    return `a status must be one of ${STATUSES.join(", ")}, got "${value}"`;
  }
  const how = comparison === "contains" ? "eq" : comparison;
  const of = meant.map((status) =>
    ({ kind: "compared", property, comparison: how, value: status }) as const
  );
  return of.length === 1 && of[0] ? of[0] : { kind: "any", of };
}
