/**
 * Reads class labels: validates, compares and sorts them, and encodes columns of them as codes.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { readingOf, readSequence } from "./sequence.ts";

/**
 * A class label. `1`, `1n`, `true` and `1.0` are the same label; `"1"` is another. Numbers must be
 * whole and, like bigints, fit into 64 bits.
 *
 * @example
 * ```ts
 * import { confusionMatrix, type Label } from "@runlog/sagemaker/curves";
 *
 * const labels: Label[] = ["ham", "spam"];
 * console.log(confusionMatrix(["ham", "spam"], ["ham", "ham"], { labels }).matrix); // [[1, 0], [1, 0]]
 * ```
 */
export type Label = number | string | boolean | bigint;

/**
 * Labels in any sequence: an array, a typed array of any kind, or another iterable, which is
 * iterated once. One call cannot mix strings with labels of other kinds.
 *
 * @example
 * ```ts
 * import { averagePrecision, type LabelSequence } from "@runlog/sagemaker/curves";
 *
 * const yTrue: LabelSequence = Uint8Array.of(0, 1, 1);
 * console.log(averagePrecision(yTrue, [0.2, 0.9, 0.4])); // 1
 * ```
 */
export type LabelSequence = Iterable<Label>;

/** Representative of all equal labels: a number up to 2⁵³, a bigint beyond, or a string. */
type CanonicalLabel = number | bigint | string;

const LABEL_RULE = "be a string, boolean, bigint or whole number, of 64 bits at most";

/** Labels in some order, each with its code, or -1. */
export interface LocatedLabels {
  /** The labels. */
  readonly labels: readonly Label[];
  /** One code per label. */
  readonly codes: readonly number[];
}

/** Assigns codes to labels over one or more columns, from 0 upward in order of first appearance. */
export class LabelTable {
  readonly #action: string;
  // By the value as it was given, so that only a value's first appearance is examined.
  readonly #codes = new Map<unknown, number>();
  readonly #codesByLabel = new Map<CanonicalLabel, number>();
  readonly #labels: CanonicalLabel[] = [];
  #onlyBooleans = true;

  /** @param action The failed action, for errors */
  constructor(action: string) {
    this.#action = action;
  }

  /** The number of distinct labels so far. */
  get size(): number {
    return this.#labels.length;
  }

  /** The labels by code. Booleans become numbers, unless all labels so far are booleans. */
  get labels(): Label[] {
    return this.#onlyBooleans ? this.#labels.map(Boolean) : [...this.#labels];
  }

  /** Returns the labels and their codes: numbers by size, strings by code point. */
  sorted(): LocatedLabels {
    const codes = this.#labels
      .map((label, code) => ({ label, code }))
      .sort((a, b) => compareLabels(a.label, b.label))
      .map(({ code }) => code);
    const labels = this.labels;
    return { labels: codes.map((code) => labels[code] ?? code), codes };
  }

  /** Returns the code of a label; undefined if it is in no column. */
  find(argument: string, label: Label): number | undefined {
    return this.#codesByLabel.get(this.#canonical({ argument, value: label }));
  }

  /**
   * Reads chosen labels, at least one, and returns the code of each; -1 for a label that is in no
   * column.
   */
  locate(argument: string, values: LabelSequence): LocatedLabels {
    const { labels, codes, positions } = this.#locate(argument, values);
    return {
      labels: Array.from(positions, (position) => labels[position] ?? position),
      codes: Array.from(positions, (position) => codes[position] ?? -1),
    };
  }

  /** Reads chosen labels as {@linkcode LabelTable.locate} does, and rejects repeated ones. */
  locateDistinct(argument: string, values: LabelSequence): LocatedLabels {
    const { labels, codes, positions } = this.#locate(argument, values);
    const index = positions.findIndex((position, index) => position !== index);
    if (index < 0) return { labels, codes };
    const value = labels[positions[index] ?? index];
    throw new CurveArgumentError(this.#action, {
      argument,
      index,
      value,
      rule: "not repeat an earlier label",
    });
  }

  /** Encodes a column of labels, at least one, as codes. */
  encode(argument: string, values: LabelSequence): Uint32Array {
    return readingOf(this.#action, argument, values, () => this.#encode(argument, values));
  }

  #encode(argument: string, values: LabelSequence): Uint32Array {
    const sequence: ArrayLike<unknown> = readSequence(this.#action, argument, values);
    const { length } = sequence;
    if (length === 0) {
      throw new CurveArgumentError(this.#action, {
        argument: `${argument}.length`,
        value: 0,
        rule: "be at least 1",
      });
    }
    const codes = new Uint32Array(length);
    const first = sequence[0];
    const firstCode = this.#codeOf(argument, 0, first);
    let index = 0;
    while (index < length && sequence[index] === first) codes[index++] = firstCode;
    if (index === length) return codes;
    const second = sequence[index];
    const secondCode = this.#codeOf(argument, index, second);
    // Most columns hold two labels, in random order: their path has no branch to mispredict.
    for (; index < length; index++) {
      const value = sequence[index];
      const isSecond = Number(value === second);
      codes[index] = (isSecond | Number(value === first)) === 1
        ? firstCode + (secondCode - firstCode) * isSecond
        : this.#codeOf(argument, index, value);
    }
    return codes;
  }

  /** Returns the distinct labels of a choice, their codes, and the label at each position. */
  #locate(
    argument: string,
    values: LabelSequence,
  ): LocatedLabels & { readonly positions: Uint32Array } {
    const chosen: LabelTable = new LabelTable(this.#action);
    const positions = chosen.encode(argument, values);
    const codes = chosen.#labels.map((label) => this.#codesByLabel.get(label) ?? -1);
    return { labels: chosen.labels, codes, positions };
  }

  #codeOf(argument: string, index: number, value: unknown): number {
    return this.#codes.get(value) ?? this.#add(argument, index, value);
  }

  #add(argument: string, index: number, value: unknown): number {
    const label = this.#canonical({ argument, index, value });
    if (this.size > 0 && (typeof label === "string") !== (typeof this.#labels[0] === "string")) {
      throw new CurveArgumentError(this.#action, {
        argument,
        index,
        value,
        rule: "not mix strings with labels of other kinds",
      });
    }
    this.#onlyBooleans &&= typeof value === "boolean";
    let code = this.#codesByLabel.get(label);
    if (code === undefined) {
      code = this.#labels.push(label) - 1;
      this.#codesByLabel.set(label, code);
    }
    this.#codes.set(value, code);
    return code;
  }

  #canonical(facts: { argument: string; index?: number; value: unknown }): CanonicalLabel {
    const label = canonicalLabel(facts.value);
    if (label !== undefined) return label;
    throw new CurveArgumentError(this.#action, { ...facts, rule: LABEL_RULE });
  }
}

function canonicalLabel(value: unknown): CanonicalLabel | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number" && Number.isInteger(value)) {
    return Number.isSafeInteger(value) ? value + 0 : canonicalLabel(BigInt(value)); // -0 is 0
  }
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  return undefined;
}

function compareLabels(a: CanonicalLabel, b: CanonicalLabel): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  return a < b ? -1 : Number(a > b);
}

/**
 * Compares by code point, as Python sorts. `<` compares UTF-16 units, and surrogates are not the
 * largest.
 */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
