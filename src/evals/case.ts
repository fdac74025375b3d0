/**
 * Defines the cases of an evaluation, and encodes each as a line of JSON.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import {
  either,
  FLAG,
  isAllowed,
  type Kind,
  mapOf,
  NAMED_VALUES,
  NUMBER,
  numberFrom,
  orNull,
  recordOf,
  TEXT,
} from "../kinds.ts";
import { checkOptions, type OptionKinds, readingOf } from "../options.ts";
import { fromWord, toWord } from "../text/non_finite.ts";
import { CaseFormatError } from "./case_format_error.ts";

/** Tokens and cost of a case: the sums of its model calls. */
export interface CaseUsage {
  /** Number of tokens sent to models. */
  readonly inputTokens?: number | undefined;
  /** Number of tokens that models generated. */
  readonly outputTokens?: number | undefined;
  /** Price in US dollars. */
  readonly costUsd?: number | undefined;
}

/** Members of every case, whether logged or read. */
export interface CaseFacts {
  /**
   * Identifies the case in every run of the evaluation.
   * @default none: {@linkcode compareCases} then identifies it by its input
   */
  readonly id?: string | undefined;
  /** Value that the evaluated program received. */
  readonly input: unknown;
  /** Value that the program returned. */
  readonly output?: unknown;
  /** Value that it should return. */
  readonly expected?: unknown;
  /**
   * Whether the case passed, as the test runner judged it.
   * @default see {@linkcode LogCasesOptions.passScore}
   */
  readonly passed?: boolean | undefined;
  /** Duration of the evaluated program, without its scorers, in milliseconds. */
  readonly durationMs?: number | undefined;
  /** Tokens and cost. */
  readonly usage?: CaseUsage | undefined;
  /** Further values, such as tags or the name of the model. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A case to log. */
export interface EvalCase extends CaseFacts {
  /** Scores by name. `true` counts as 1, `false` as 0, and `null` means that it was not judged. */
  readonly scores?: Readonly<Record<string, number | boolean | null>> | undefined;
  /** Error or other value that the program threw. Name and message of an error are kept. */
  readonly error?: unknown;
}

/** An error, as a case keeps it. */
export interface CaseError {
  /** Name of the error's class; `Error` for thrown values that are no errors. */
  readonly name: string;
  /** Message of the error, or the thrown value as text. */
  readonly message: string;
}

/** A case of a recorded run. */
export interface LoggedCase extends CaseFacts {
  /** Scores by name. NaN and infinities are kept; `null` means that it was not judged. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Error that the program threw. */
  readonly error?: CaseError | undefined;
}

const ACTION = "Cannot log case";

const AMOUNT: Kind = numberFrom(0);

const USAGE: OptionKinds<CaseUsage> = {
  inputTokens: AMOUNT,
  outputTokens: AMOUNT,
  costUsd: AMOUNT,
};

const KINDS: OptionKinds<EvalCase> = {
  id: TEXT,
  input: true,
  output: true,
  expected: true,
  scores: mapOf(orNull(either(NUMBER, FLAG))),
  passed: FLAG,
  durationMs: AMOUNT,
  usage: NAMED_VALUES,
  error: true,
  metadata: NAMED_VALUES,
};

/** Metrics that describe all cases, so that no score can have their names. */
const TAKEN: ReadonlySet<string> = new Set([
  "cases",
  "errors",
  "pass_rate",
  "latency_ms.p50",
  "latency_ms.p95",
  "tokens.input",
  "tokens.output",
  "tokens.total",
  "cost_usd",
]);

/** The members of a line that a reader relies on. */
const LINE = recordOf("be a case", { scores: mapOf(orNull(either(NUMBER, TEXT))) });

/**
 * Checks a case and converts its scores and error.
 *
 * @throws {ArgumentError} If a member is unknown or of a wrong kind, or a score has the name of
 * another metric
 */
export function toLogged(given: EvalCase): LoggedCase {
  return readingOf(ACTION, "case", given, () => {
    if (given === undefined) throw refusal("case", given, "be an object such as { input: … }");
    checkOptions(ACTION, given, KINDS, "case");
    checkOptions(ACTION, given.usage, USAGE, "case.usage");
    const { scores = {}, error, ...facts } = given;
    const numbers: [string, number | null][] = [];
    for (const [name, score] of Object.entries(scores)) {
      if (name === "" || TAKEN.has(name)) {
        throw refusal("case.scores", name, "have names that are not empty and of no other metric");
      }
      numbers.push([name, typeof score === "boolean" ? Number(score) : score]);
    }
    const rest = error === undefined ? {} : { error: errorOf(error) };
    return { ...facts, scores: Object.fromEntries(numbers), ...rest };
  });
}

/**
 * Encodes a case as a line of JSON. NaN and infinities become words, bigints their digits, dates ISO
 * 8601, maps objects, sets and typed arrays lists, and errors their name and message. Functions and
 * undefined members are omitted.
 *
 * @throws {ArgumentError} If the case contains itself
 */
export function encodeCase(one: LoggedCase): string {
  try {
    return `${JSON.stringify(one, jsonOf)}\n`;
  } catch (cause) {
    const rule = "contain only values that JSON can represent, without cycles";
    throw new ArgumentError(ACTION, { argument: "case", value: one, rule }, { cause });
  }
}

/**
 * Decodes the lines of a file of cases.
 *
 * @throws {CaseFormatError} If a line is no case
 */
export function decodeCases(text: string): readonly LoggedCase[] {
  return text.split("\n").flatMap((line, index) => line === "" ? [] : [decode(line, index + 1)]);
}

function decode(text: string, line: number): LoggedCase {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CaseFormatError(line, { cause });
  }
  if (!isAllowed(LINE, value)) throw new CaseFormatError(line);
  // The check covers the member that is converted. The others are as the writer encoded them.
  const one = value as LoggedCase & { readonly scores: Record<string, number | string | null> };
  const scores = Object.entries(one.scores)
    .map(([name, score]) => [name, score === null ? null : fromWord(score)] as const);
  return { ...one, scores: Object.fromEntries(scores) };
}

function jsonOf(_key: string, value: unknown): unknown {
  if (typeof value === "number") return toWord(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Error) return errorOf(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
  // Every view but DataView is a typed array, which lists its numbers.
  return Array.from(value as unknown as ArrayLike<number | bigint>);
}

function errorOf(error: unknown): CaseError {
  if (error instanceof Error) return { name: error.name, message: error.message };
  if (isAllowed(recordOf("", { name: TEXT, message: TEXT }), error)) {
    // The check covers both members: an error of another realm, or one that was read.
    const { name, message } = error as CaseError;
    return { name, message };
  }
  return {
    name: "Error",
    message: typeof error === "object" ? JSON.stringify(error) : String(error),
  };
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
