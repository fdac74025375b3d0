/**
 * Logs graphs of a run: computes them, stores them as JSON that SageMaker Studio renders, and links
 * them to the run.
 *
 * @module
 */
import {
  type ConfusionMatrixGraph,
  encodeGraph,
  type Graph,
  nameGraph,
  type PrecisionRecallGraph,
  type RocGraph,
} from "../artifacts/graph.ts";
import { linkArtifact } from "../artifacts/lineage.ts";
import { auc } from "../curves/auc.ts";
import { confusionMatrix } from "../curves/confusion_matrix.ts";
import type { Label, LabelSequence } from "../curves/labels.ts";
import type { NumberSequence } from "../curves/numbers.ts";
import { averagePrecisionOf, precisionRecallCurve } from "../curves/precision_recall.ts";
import { rocCurve } from "../curves/roc.ts";
import { thinCurve, type ThinnedCurve } from "../curves/thin.ts";
import { ArgumentError } from "../errors.ts";
import type { FileSettings } from "./file_target.ts";
import type { RunFiles } from "./files.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, SIGNAL, TEXT } from "../kinds.ts";

/** Options of every graph. */
export interface GraphOptions {
  /**
   * Title. Any characters are allowed.
   * @default none: the file's name is made of the graph's type and the time
   */
  readonly title?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@linkcode Run.logRocCurve}. */
export interface RocGraphOptions extends GraphOptions {
  /**
   * The label of the positive class.
   * @default 1 if the labels are 0 and 1, -1 and 1, or one of these
   */
  readonly positiveLabel?: Label | undefined;
}

/** Options of {@linkcode Run.logPrecisionRecall}. */
export interface PrecisionRecallGraphOptions extends RocGraphOptions {
  /**
   * Precision of a classifier without skill, which Studio draws as a line.
   * @default none
   */
  readonly noSkill?: number | undefined;
}

/** Options of {@linkcode Run.logConfusionMatrix}. */
export interface ConfusionMatrixGraphOptions extends GraphOptions {
  /**
   * Classes of the matrix, in order.
   * @default all classes of the data, sorted
   */
  readonly labels?: LabelSequence | undefined;
}

/** A graph that was logged. */
export interface LoggedGraph {
  /** The graph's `s3://` URL. */
  readonly uri: string;
  /** ARN of the lineage artifact. */
  readonly artifactArn: string;
}

const ACTION = "Cannot log graph";

const GRAPH_OPTIONS: OptionKinds<GraphOptions> = { title: TEXT, isOutput: FLAG, signal: SIGNAL };
const ROC_OPTIONS: OptionKinds<RocGraphOptions> = { ...GRAPH_OPTIONS, positiveLabel: true };
const PRECISION_RECALL_OPTIONS: OptionKinds<PrecisionRecallGraphOptions> = {
  ...ROC_OPTIONS,
  noSkill: true,
};
const MATRIX_OPTIONS: OptionKinds<ConfusionMatrixGraphOptions> = {
  ...GRAPH_OPTIONS,
  labels: true,
};

/** The graphs of one run. */
export class RunGraphs {
  readonly #settings: FileSettings;
  readonly #files: RunFiles;

  /**
   * @param settings Session, and trial component to link the graphs to
   * @param files Stores the graphs' documents
   */
  constructor(settings: FileSettings, files: RunFiles) {
    this.#settings = settings;
    this.#files = files;
  }

  /** Logs a precision-recall curve. */
  async precisionRecall(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: PrecisionRecallGraphOptions,
  ): Promise<LoggedGraph> {
    checkOptions(ACTION, options, PRECISION_RECALL_OPTIONS);
    const { noSkill = null, positiveLabel } = options;
    if (noSkill !== null && !Number.isFinite(noSkill)) {
      throw refusal("noSkill", noSkill, "be a finite number");
    }
    const curve = precisionRecallCurve(yTrue, scores, { positiveLabel });
    const thinned = thinCurve(curve.recall, curve.precision);
    const graph: PrecisionRecallGraph = {
      type: "PrecisionRecallCurve",
      version: 0,
      title: options.title ?? null,
      precision: [...thinned.y],
      recall: [...thinned.x],
      averagePrecisionScore: averagePrecisionOf(curve),
      noSkill,
      ...originalCount(thinned),
    };
    return await this.#log(graph, options);
  }

  /** Logs a ROC curve. */
  async roc(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: RocGraphOptions,
  ): Promise<LoggedGraph> {
    checkOptions(ACTION, options, ROC_OPTIONS);
    const { positiveLabel } = options;
    const curve = rocCurve(yTrue, scores, { positiveLabel });
    const [missing] = curve.warnings;
    if (missing) {
      const rule = "have samples of both classes (the curve of one class is undefined)";
      throw refusal("yTrue", missing.kind, rule);
    }
    const thinned = thinCurve(curve.falsePositiveRate, curve.truePositiveRate);
    const graph: RocGraph = {
      type: "ROCCurve",
      version: 0,
      title: options.title ?? null,
      falsePositiveRate: [...thinned.x],
      truePositiveRate: [...thinned.y],
      areaUnderCurve: auc(curve.falsePositiveRate, curve.truePositiveRate),
      ...originalCount(thinned),
    };
    return await this.#log(graph, options);
  }

  /** Logs a confusion matrix. */
  async confusionMatrix(
    yTrue: LabelSequence,
    yPred: LabelSequence,
    options: ConfusionMatrixGraphOptions,
  ): Promise<LoggedGraph> {
    checkOptions(ACTION, options, MATRIX_OPTIONS);
    const { matrix, labels } = confusionMatrix(yTrue, yPred, { labels: options.labels });
    const graph: ConfusionMatrixGraph = {
      type: "ConfusionMatrix",
      version: 0,
      title: options.title ?? null,
      confusionMatrix: matrix.map((row) => [...row]),
      labels: labels.map(String),
    };
    return await this.#log(graph, options);
  }

  async #log(graph: Graph, { title, isOutput = true, signal }: GraphOptions): Promise<LoggedGraph> {
    const { session, arn, names: { trialComponentName } } = this.#settings;
    const direction = isOutput ? "output" : "input";
    const { fileName, artifactName } = nameGraph(graph.type, title, trialComponentName);
    const { uri, etag } = await this.#files.storeGraph(encodeGraph(graph), fileName, signal);
    const artifact = { name: artifactName, type: graph.type, uri, etag };
    const artifactArn = await linkArtifact(session, arn, artifact, direction, { signal });
    return { uri, artifactArn };
  }
}

function originalCount({ originalCount, x }: ThinnedCurve): { originalPointCount?: number } {
  return originalCount === x.length ? {} : { originalPointCount: originalCount };
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
