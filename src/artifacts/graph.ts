/**
 * Graphs as SageMaker Studio renders them: JSON documents of three types, written and read here.
 * Browser-safe.
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
  /** Title, as people read it. */
  readonly title: string | null;
  /** Precision by point, the last without a threshold. */
  readonly precision: readonly number[];
  /** Recall by point. */
  readonly recall: readonly number[];
  /** Area under the curve as a sum of steps. */
  readonly averagePrecisionScore: number;
  /** Precision of a classifier without skill, as the caller gave it. */
  readonly noSkill: number | null;
  /** How many points the curve had, where fewer are kept. */
  readonly originalPointCount?: number;
}

/** A ROC curve. */
export interface RocGraph {
  /** Studio's name of the type. */
  readonly type: "ROCCurve";
  /** Version of the format. */
  readonly version: 0;
  /** Title, as people read it. */
  readonly title: string | null;
  /** False positive rate by point. */
  readonly falsePositiveRate: readonly number[];
  /** True positive rate by point. */
  readonly truePositiveRate: readonly number[];
  /** Area under the curve. */
  readonly areaUnderCurve: number;
  /** How many points the curve had, where fewer are kept. */
  readonly originalPointCount?: number;
}

/** A confusion matrix. */
export interface ConfusionMatrixGraph {
  /** Studio's name of the type. */
  readonly type: "ConfusionMatrix";
  /** Version of the format. */
  readonly version: 0;
  /** Title, as people read it. */
  readonly title: string | null;
  /** Counts: a row for each true class, a column for each predicted one. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** The classes, in the order of rows and columns. */
  readonly labels: readonly string[];
}

/** A graph. */
export type Graph = PrecisionRecallGraph | RocGraph | ConfusionMatrixGraph;

/** A graph as JSON. It holds finite numbers only: JSON has no others. */
export function encodeGraph(graph: Graph): string {
  return JSON.stringify(graph, (key, value) => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    throw new RangeError(`Cannot write graph: ${key} must be a finite number`);
  });
}

/**
 * Reads a graph's JSON, as this library and the SageMaker Python SDK write it. That SDK's confusion
 * matrices have no labels: the classes then go by their positions.
 *
 * @throws {GraphFormatError} when it is no graph
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
    // An object, whose members are looked at one by one.
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
  /** Last part of the object's key. */
  readonly fileName: string;
  /** The lineage artifact's name, AWS's pattern kept: 1 to 120 letters, digits and inner hyphens. */
  readonly artifactName: string;
}

/**
 * Names for a graph. A title that AWS's pattern admits is the file's name, as the SageMaker Python SDK
 * has it; any other is brought into the pattern, with a hash that tells it from its like. The
 * artifact's name tells the run as well, since AWS wants it unique in the account.
 *
 * @param title The title; undefined makes a name of its own
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
  if (/^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*$/.test(title) && title.length <= 111) return title;
  const words = title.replace(/[^a-zA-Z0-9]+/g, "-").slice(0, 100).replace(/^-+|-+$/g, "");
  return `${words === "" ? "graph" : words}-${hash(title)}`;
}

function uniqueName(type: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${type}-${Math.floor(Date.now() / 1000)}-${hex(random)}`;
}

/** FNV-1a: tells names apart, and promises no more. */
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
