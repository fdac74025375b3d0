/**
 * What a run logs beside numbers: artifacts, files and graphs. Its methods check and hand on.
 * Browser-safe.
 *
 * @module
 */
import type { FileSource } from "../artifacts/source.ts";
import type { LabelSequence, NumberSequence } from "../curves/mod.ts";
import { RunClosedError } from "./closed_error.ts";
import type { FileOptions } from "./files.ts";
import type {
  ConfusionMatrixGraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./graphs.ts";
import type { RunParts } from "./parts.ts";
import { toArtifact } from "./values.ts";

/** Options of {@linkcode ArtifactLog.logArtifact}. */
export interface ArtifactOptions {
  /**
   * Media type of what the value points to, such as `text/csv`. AWS takes no dots and no parameters.
   * @default none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
}

/** The part of an open run that logs artifacts, files and graphs; `Run` extends it. */
export abstract class ArtifactLog {
  /** The run's name, lower case. */
  abstract readonly name: string;
  /** The experiment's name, lower case. */
  abstract readonly experimentName: string;
  /** Whether the run is closing or has closed. */
  abstract get closed(): boolean;
  readonly #parts: Pick<RunParts, "component" | "files" | "graphs">;

  /** Made with the run. */
  constructor(parts: Pick<RunParts, "component" | "files" | "graphs">) {
    this.#parts = parts;
  }

  /**
   * Records a value, such as a URI, as an artifact, over any earlier one of that name.
   *
   * @param name 1 to 128 characters; a run holds 60 artifacts each way
   * @param value 1 to 2,048 characters
   * @param options Media type and direction
   * @throws {ArgumentError} when AWS would refuse it
   * @throws {RunClosedError} when the run has closed
   */
  logArtifact(name: string, value: string, options: ArtifactOptions = {}): void {
    this.#check(`log artifact "${name}"`);
    const direction = options.isOutput ?? true ? "output" : "input";
    const artifact = toArtifact(name, value, options.mediaType);
    this.#parts.component.setArtifact(direction, name, artifact);
  }

  /**
   * Uploads a file to S3 and records it as an artifact. Its key is
   * `{prefix}/{trial component}/{name}`, and `{prefix}/{trial component}/inputs/{name}` for an input.
   *
   * @param source A path, URL, `Blob`, `File`, bytes or stream
   * @param options Name, media type, direction, progress, signal
   * @returns The object's address, `s3://…`
   * @throws {ArgumentError} when there is no such file, it has no name, or the name is taken
   * @throws {BucketError} when the bucket cannot be used
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, async (run) => {
   *   const weights = new Blob([JSON.stringify({ bias: 0.5 })]);
   *   await run.logFile(weights, { name: "model.json" });
   * });
   * ```
   */
  async logFile(source: FileSource, options: FileOptions = {}): Promise<string> {
    this.#check("log file");
    return await this.#parts.files.log(source, options);
  }

  /**
   * Computes a precision-recall curve and its average precision as scikit-learn does, stores them as
   * JSON that SageMaker Studio renders, and links them with the run. More than 10,000 points are
   * thinned, without the drawn curve moving by more than 0.002.
   *
   * @param yTrue The true labels
   * @param scores A score or probability for each
   * @param options Positive label, title, direction
   * @returns Where it is
   * @throws {CurveArgumentError} when the data or the positive label do not fit
   * @throws {RunClosedError} when the run has closed
   */
  async logPrecisionRecall(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: PrecisionRecallGraphOptions = {},
  ): Promise<LoggedGraph> {
    this.#check("log precision-recall curve");
    return await this.#parts.graphs.precisionRecall(yTrue, scores, options);
  }

  /**
   * Computes a ROC curve and its area as scikit-learn does, stores them as JSON that SageMaker Studio
   * renders, and links them with the run. More than 10,000 points are thinned, without the drawn
   * curve moving by more than 0.002.
   *
   * @param yTrue The true labels, of both classes
   * @param scores A score or probability for each
   * @param options Positive label, title, direction
   * @returns Where it is
   * @throws {CurveArgumentError} when the data or the positive label do not fit
   * @throws {ArgumentError} when there is one class only: its curve is not defined
   * @throws {RunClosedError} when the run has closed
   */
  async logRocCurve(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: RocGraphOptions = {},
  ): Promise<LoggedGraph> {
    this.#check("log ROC curve");
    return await this.#parts.graphs.roc(yTrue, scores, options);
  }

  /**
   * Counts a confusion matrix as scikit-learn does (a row for each true class), stores it as JSON that
   * SageMaker Studio renders, and links it with the run.
   *
   * @param yTrue The true labels
   * @param yPred The predicted labels
   * @param options Classes, title, direction
   * @returns Where it is
   * @throws {CurveArgumentError} when the labels do not fit
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, async (run) => {
   *   await run.logConfusionMatrix(["cat", "dog", "dog"], ["cat", "dog", "cat"], { title: "Pets" });
   * });
   * ```
   */
  async logConfusionMatrix(
    yTrue: LabelSequence,
    yPred: LabelSequence,
    options: ConfusionMatrixGraphOptions = {},
  ): Promise<LoggedGraph> {
    this.#check("log confusion matrix");
    return await this.#parts.graphs.confusionMatrix(yTrue, yPred, options);
  }

  #check(action: string): void {
    if (this.closed) throw new RunClosedError(action, this);
  }
}
