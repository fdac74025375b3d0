/**
 * Encodes and decodes graphs: JSON documents of three types that SageMaker Studio renders.
 *
 * @module
 */
import { GraphFormatError } from "./graph_format_error.ts";

/** A precision-recall curve. */
export interface PrecisionRecallGraph {
  /** Studio's name of the type. */
  readonly type: "PrecisionRecallCurve";
  /** Version of the format. */
  readonly version: 0;
  /** Title; null for a graph without a title. */
  readonly title: string | null;
  /** Precision of each point; the last point has no threshold. */
  readonly precision: readonly number[];
  /** Recall of each point. */
  readonly recall: readonly number[];
  /** Area under the curve, computed as a sum of steps. */
  readonly averagePrecisionScore: number;
  /** Precision of a classifier without skill, or null if none was passed. */
  readonly noSkill: number | null;
  /** Number of points before downsampling, if the curve was downsampled. */
  readonly originalPointCount?: number;
}

/** A ROC curve. */
export interface RocGraph {
  /** Studio's name of the type. */
  readonly type: "ROCCurve";
  /** Version of the format. */
  readonly version: 0;
  /** Title; null for a graph without a title. */
  readonly title: string | null;
  /** False positive rate of each point. */
  readonly falsePositiveRate: readonly number[];
  /** True positive rate of each point. */
  readonly truePositiveRate: readonly number[];
  /** Area under the curve. */
  readonly areaUnderCurve: number;
  /** Number of points before downsampling, if the curve was downsampled. */
  readonly originalPointCount?: number;
}

/** A confusion matrix. */
export interface ConfusionMatrixGraph {
  /** Studio's name of the type. */
  readonly type: "ConfusionMatrix";
  /** Version of the format. */
  readonly version: 0;
  /** Title; null for a graph without a title. */
  readonly title: string | null;
  /** Counts, with one row per true class and one column per predicted class. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** Names of the classes, in the order of rows and columns. */
  readonly labels: readonly string[];
}

/** A graph of any type. */
export type Graph = PrecisionRecallGraph | RocGraph | ConfusionMatrixGraph;

/**
 * Encodes a graph as JSON.
 *
 * @throws {RangeError} If a number is not finite, since JSON cannot represent it
 */
export function encodeGraph(graph: Graph): string {
  return JSON.stringify(graph, (key, value) => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    throw new RangeError(`Cannot write graph: ${key} must be a finite number`);
  });
}

/**
 * Decodes a graph's JSON, as written by this library or the SageMaker Python SDK. Confusion
 * matrices of that SDK have no labels: the labels of their classes are then the indexes.
 *
 * @throws {GraphFormatError} If the document is not a graph
 */
export function decodeGraph(json: string): Graph {
  const found = parse(json);
  const numbers = (name: string): readonly number[] => {
    const list = found[name];
    if (isNumbers(list)) return list;
    throw new GraphFormatError(`have a list of numbers "${name}"`);
  };
  const number = (name: string): number => {
    const value = found[name];
    if (typeof value === "number") return value;
    throw new GraphFormatError(`have a number "${name}"`);
  };
  const { title, originalPointCount } = found;
  const common = { version: 0, title: typeof title === "string" ? title : null } as const;
  const thinned = typeof originalPointCount === "number" ? { originalPointCount } : {};
  switch (found["type"]) {
    case "PrecisionRecallCurve":
      return {
        type: "PrecisionRecallCurve",
        ...common,
        precision: numbers("precision"),
        recall: numbers("recall"),
        averagePrecisionScore: number("averagePrecisionScore"),
        noSkill: typeof found["noSkill"] === "number" ? found["noSkill"] : null,
        ...thinned,
      };
    case "ROCCurve":
      return {
        type: "ROCCurve",
        ...common,
        falsePositiveRate: numbers("falsePositiveRate"),
        truePositiveRate: numbers("truePositiveRate"),
        areaUnderCurve: number("areaUnderCurve"),
        ...thinned,
      };
    case "ConfusionMatrix":
      return { type: "ConfusionMatrix", ...common, ...matrixOf(found) };
    default:
      throw new GraphFormatError("be of type PrecisionRecallCurve, ROCCurve or ConfusionMatrix");
  }
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(json);
    // An object, whose members are checked one by one.
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch (cause) {
    throw new GraphFormatError("be JSON", { cause });
  }
  throw new GraphFormatError("be an object");
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function matrixOf(
  { confusionMatrix: matrix, labels }: Readonly<Record<string, unknown>>,
): Pick<ConfusionMatrixGraph, "confusionMatrix" | "labels"> {
  const isSquare = Array.isArray(matrix) &&
    matrix.every((row) => isNumbers(row) && row.length === matrix.length);
  if (!isSquare) throw new GraphFormatError('have a square "confusionMatrix" of numbers');
  const isLabeled = Array.isArray(labels) && labels.length === matrix.length;
  return {
    confusionMatrix: matrix,
    labels: matrix.map((_, index) => String(isLabeled ? labels[index] : index)),
  };
}

/** Names of a graph's object and lineage artifact. */
export interface GraphNames {
  /** Last part of the S3 object's key. */
  readonly fileName: string;
  /** Name of the lineage artifact, in AWS's pattern: 1 to 120 letters, digits and inner hyphens. */
  readonly artifactName: string;
}

/**
 * Derives names from a graph's title. A title that matches AWS's pattern is the file's name, as in
 * the SageMaker Python SDK. Any other title is converted to the pattern, with a hash that
 * distinguishes similar titles. The artifact's name also contains a hash of the run's name, because
 * AWS requires it to be unique in the account.
 *
 * @param title Title; undefined creates a unique name
 */
export function nameGraph(
  type: Graph["type"],
  title: string | undefined,
  trialComponentName: string,
): GraphNames {
  const name = title === undefined || title === "" ? uniqueName(type) : legalName(title);
  return {
    fileName: `${name}.json`,
    artifactName: `${name.slice(0, 111).replace(/-+$/, "")}-${
      hash(`${trialComponentName}/${name}`)
    }`,
  };
}

function legalName(title: string): string {
  // The length first: a pattern exhausts the stack on a long text.
  if (title.length <= 111 && /^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*$/.test(title)) return title;
  const words = title.slice(0, 1_000).replace(/[^a-zA-Z0-9]+/g, "-").slice(0, 100).replace(
    /^-+|-+$/g,
    "",
  );
  return `${words === "" ? "graph" : words}-${hash(title)}`;
}

function uniqueName(type: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${type}-${Math.floor(Date.now() / 1000)}-${hex(random)}`;
}

/** Computes the FNV-1a hash, which distinguishes names but is not cryptographic. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return hex(value >>> 0);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
