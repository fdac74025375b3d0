/**
 * An open run: the handle everything is logged through. Its methods check and hand on; the parts
 * behind them do the work. Browser-safe.
 *
 * @module
 */
import type { FileSource } from "../artifacts/source.ts";
import { ArgumentError } from "../errors.ts";
import { RunClosedError } from "./closed_error.ts";
import type { ExperimentConfig } from "./experiment_config.ts";
import type { MetricStats } from "../metrics/delivery.ts";
import type { LabelSequence, NumberSequence } from "../curves/mod.ts";
import type { FileOptions } from "./files.ts";
import type {
  ConfusionMatrixGraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./graphs.ts";
import type { RunParts } from "./parts.ts";
import { failure } from "./status.ts";
import {
  checkPoint,
  type MetricOptions,
  type ParameterValue,
  toArtifact,
  toParameter,
} from "./values.ts";
import { checkWait, type CloseOptions, type WaitOptions } from "./wait.ts";

/** Options of {@linkcode Run.logArtifact}. */
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

/**
 * An open run, made by `startRun` or `withRun`. It closes at the end of its `await using` block, at
 * the end of `withRun`'s body, or by {@linkcode Run.close}.
 *
 * Log calls only take note: what was logged is delivered beside the work, and {@linkcode Run.flush}
 * and {@linkcode Run.close} wait for it. Bad arguments throw {@linkcode ArgumentError} at the call,
 * and any log call on a closed run {@linkcode RunClosedError}.
 */
export class Run implements AsyncDisposable {
  /** The run's name, lower case. */
  readonly name: string;
  /** The experiment's name, lower case. */
  readonly experimentName: string;
  /** The run group (SageMaker's trial) the run is in. */
  readonly runGroupName: string;
  /** The trial component behind the run: `{experiment}-{run}`. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
  readonly #parts: RunParts;
  readonly #isInner: boolean;
  #closing: Promise<void> | undefined;

  /** Runs are made by `startRun`, `withRun` and `loadRun`. */
  constructor(parts: RunParts, isInner = false) {
    this.#isInner = isInner;
    this.name = parts.names.runName;
    this.experimentName = parts.names.experimentName;
    this.runGroupName = parts.runGroupName;
    this.trialComponentName = parts.names.trialComponentName;
    this.arn = parts.arn;
    this.#parts = parts;
  }

  /** Whether the run is closing or has closed. */
  get closed(): boolean {
    return this.#closing !== undefined || this.#parts.closed;
  }

  /**
   * Another handle of this open run, as `loadRun()` gives inside its scope: closing it only waits for
   * delivery, and the run goes on.
   */
  inner(): Run {
    this.#check("load run");
    return new Run(this.#parts, true);
  }

  /** What to give a SageMaker job so that it becomes part of this run. */
  get experimentConfig(): ExperimentConfig {
    return {
      ExperimentName: this.experimentName,
      TrialName: this.runGroupName,
      RunName: this.trialComponentName,
    };
  }

  /** What became of the metric points: logged = acknowledged + pending + refused. */
  get stats(): MetricStats {
    return this.#parts.metrics.stats;
  }

  /** Resolves when more points may be logged; at once unless too many wait (1,000,000 by default). */
  get ready(): Promise<void> {
    return this.#parts.metrics.ready;
  }

  /**
   * Records a parameter, over any earlier value of that name.
   *
   * @param name 1 to 320 characters; a run holds 300 parameters
   * @param value Text of at most 2,500 characters, a finite number, or a boolean (kept as text)
   * @throws {ArgumentError} when AWS would refuse it
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => run.logParameter("learning_rate", 0.01));
   * ```
   */
  logParameter(name: string, value: ParameterValue): void {
    this.logParameters({ [name]: value });
  }

  /**
   * Records parameters, over any earlier values of those names. All of them or, when one is refused,
   * none.
   *
   * @param parameters Values by name, as in {@linkcode Run.logParameter}
   * @throws {ArgumentError} when AWS would refuse one
   * @throws {RunClosedError} when the run has closed
   */
  logParameters(parameters: Readonly<Record<string, ParameterValue>>): void {
    this.#check("log parameters");
    if (typeof parameters !== "object" || parameters === null) {
      throw new ArgumentError("Cannot log parameters", {
        argument: "parameters",
        value: parameters,
        rule: "be an object of values by name",
      });
    }
    const entries = Object.entries(parameters);
    this.#parts.component.setParameters(
      new Map(entries.map(([name, value]) => [name, toParameter(name, value)])),
    );
  }

  /**
   * Records one point of a metric. It only appends (28 bytes a pending point); delivery runs beside.
   *
   * @param name 1 to 255 characters on one line
   * @param value A finite number
   * @param options Step and timestamp
   * @throws {ArgumentError} when AWS would refuse it: NaN and infinities among them
   * @throws {BacklogFullError} when too many points wait; see {@linkcode Run.ready}
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => {
   *   for (let step = 0; step < 3; step++) run.logMetric("loss", 1 / (step + 1), { step });
   * });
   * ```
   */
  logMetric(name: string, value: number, options?: MetricOptions): void {
    if (this.closed) throw new RunClosedError(`log metric "${name}"`, this);
    const { timestamp, step } = checkPoint(name, value, options, Date.now());
    this.#parts.metrics.append(name, value, timestamp, step);
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

  /**
   * Says that the run's work has failed: it will close as Failed with the error's message. `await
   * using` cannot see the error that ends its block; `withRun` can, and calls this by itself.
   *
   * @param error What went wrong; its message is kept to 1,024 characters
   */
  fail(error: unknown): void {
    this.#check("mark run as failed");
    this.#parts.outcome = failure(error);
  }

  /**
   * Waits until everything logged so far has arrived. What is still pending at the time limit stays
   * pending.
   *
   * @param options Time limit and signal
   * @throws {DeliveryError} listing what was refused since the last flush
   * @throws the signal's reason, or a `TimeoutError` at the time limit
   * @throws {RunClosedError} when the run has closed
   */
  async flush(options: WaitOptions = {}): Promise<void> {
    this.#check("flush run");
    checkWait(options);
    await this.#parts.flush(options);
  }

  /**
   * Delivers the rest, writes status and end time, and lets go of everything. A second call waits
   * for the first.
   *
   * @param options Time limit, signal, and how the run ended
   * @throws {DeliveryError} listing what could not be delivered; the status is written all the same
   * @throws {ArgumentError} when the timeout is no time; the run stays open then
   */
  async close(options: CloseOptions = {}): Promise<void> {
    checkWait(options);
    return await (this.#closing ??= this.#end(options, "call"));
  }

  /** Closes the run at the end of its `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#closing ??= this.#end({}, "scope");
  }

  #end(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    if (!this.#isInner) return this.#parts.close(options, how);
    return this.#parts.closed ? Promise.resolve() : this.#parts.flush(options);
  }

  #check(action: string): void {
    if (this.closed) throw new RunClosedError(action, this);
  }
}
