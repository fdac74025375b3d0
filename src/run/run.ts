/**
 * Defines the handle of an open run. Its methods check their arguments and call the run's parts,
 * which do the work.
 *
 * @module
 */
import type { ImageSource } from "../artifacts/image.ts";
import { hearErrors } from "../artifacts/hear_errors.ts";
import type { FileSource } from "../artifacts/source.ts";
import type { Table } from "../artifacts/table.ts";
import type { LabelSequence } from "../curves/labels.ts";
import type { NumberSequence } from "../curves/numbers.ts";
import { ArgumentError } from "../errors.ts";
import type { MetricStats } from "../metrics/delivery_counts.ts";
import { checkIsText } from "../rules/artifact.ts";
import { type MetricOptions, quotedName } from "../rules/metric_point.ts";
import type {
  ArtifactOptions,
  DirectoryOptions,
  FileOptions,
  ImageOptions,
  LoggedDirectory,
  NamedFileOptions,
  TableOptions,
} from "./artifact_options.ts";
import { RunClosedError } from "./closed_error.ts";
import type { ExperimentConfig } from "./experiment_config.ts";
import type {
  ConfusionMatrixGraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./graphs.ts";
import type { RunParts } from "./parts.ts";
import type { ProblemCounts, RunProblem } from "./problems.ts";
import { failure } from "./status.ts";
import { checkWait, CLOSE_OPTIONS, type CloseOptions, type WaitOptions } from "./wait.ts";
import { checkArgument, checkOptions, isObject, type OptionKinds } from "../options.ts";
import { FLAG, TEXT } from "../kinds.ts";

/** Counts of a run's points, and of values that its place cannot hold as they were logged. */
export interface RunStats extends MetricStats, ProblemCounts {}

const ARTIFACT_OPTIONS: OptionKinds<ArtifactOptions> = { mediaType: TEXT, isOutput: FLAG };

/**
 * An open run, returned by `startRun`, `withRun` and `loadRun`. It closes at the end of its
 * `await using` block, at the end of `withRun`'s body, or by {@linkcode Run.close}.
 *
 * Metrics, parameters and artifact values are logged at once; delivery happens in the background,
 * and {@linkcode Run.flush} and {@linkcode Run.close} wait for it. Methods that store files resolve
 * after the upload. An invalid argument throws {@linkcode ArgumentError}. A call on a closed run
 * throws {@linkcode RunClosedError}.
 */
export class Run implements AsyncDisposable {
  /** The run's name, in lower case. */
  readonly runName: string;
  /** The experiment's name, in lower case. */
  readonly experimentName: string;
  /** The run group (AWS: trial) that contains the run. */
  readonly runGroupName: string;
  /** The trial component that stores the run: `{experiment}-{run}`. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
  /**
   * Token by which a worker or a child process records into this run: a short text that holds the
   * run's name and the path, database or AWS region of its store, and no credentials. Post it to a
   * worker for `loadRun({ token })`, or set it as `RUNLOG_RUN` in the environment of a child process
   * for `loadRun()`.
   *
   * @example
   * ```ts
   * import { loadRun, withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, async (run) => {
   *   const token = run.token; // a worker would get it by a message
   *   await using guest = await loadRun({ token });
   *   guest.logMetric("worker/loss", 0.5);
   * });
   * ```
   */
  readonly token: string;
  readonly #parts: RunParts;
  readonly #isInner: boolean;
  #closing: Promise<void> | undefined;

  /**
   * Called by `startRun`, `withRun` and `loadRun`.
   *
   * @ignore
   */
  constructor(parts: RunParts, isInner = false) {
    this.runName = parts.names.runName;
    this.experimentName = parts.names.experimentName;
    this.runGroupName = parts.runGroupName;
    this.trialComponentName = parts.names.trialComponentName;
    this.arn = parts.arn;
    this.token = parts.token;
    this.#parts = parts;
    this.#isInner = isInner;
  }

  /** Whether the run is closing or has closed. */
  get closed(): boolean {
    return this.#closing !== undefined || this.#parts.closed;
  }

  /** The `ExperimentConfig` that links a new SageMaker job to this run. */
  get experimentConfig(): ExperimentConfig {
    return {
      ExperimentName: this.experimentName,
      TrialName: this.runGroupName,
      RunName: this.trialComponentName,
    };
  }

  /**
   * Counts of metric points: `logged` = `acknowledged` + `pending` + `rejected`. `leftOut` and
   * `changed` count values of any kind that the session cannot store unchanged.
   */
  get stats(): RunStats {
    return { ...this.#parts.metrics.stats, ...this.#parts.problems.counts };
  }

  /**
   * Data that the session cannot store unchanged, by name and reason: each entry was omitted or
   * kept in another form. At most 1,000 entries; {@linkcode Run.stats} counts all.
   */
  get problems(): readonly RunProblem[] {
    return this.#parts.problems.list;
  }

  /**
   * Resolves when the buffer has room for more points. It resolves at once unless the limit,
   * 1,000,000 points by default, is reached.
   */
  get ready(): Promise<void> {
    return this.#parts.metrics.ready;
  }

  /**
   * Logs a parameter, replacing any earlier value of that name.
   *
   * @param name Name of the parameter
   * @param value Any value, recorded as {@linkcode Run.logParameters} describes
   * @throws {ArgumentError} If the name is no text, or the run is `strict` and the value does not fit
   * @throws {RunClosedError} If the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => run.logParameter("learning_rate", 0.01));
   * ```
   */
  logParameter(name: string, value: unknown): void {
    checkIsText("Cannot log parameter", "name", name);
    this.logParameters({ [name]: value });
  }

  /**
   * Logs a configuration as parameters, replacing earlier values of their names.
   *
   * - Numbers and text are kept. Booleans, null and bigints are kept as text, dates as ISO 8601
   *   text, and arrays, typed arrays and sets as JSON text.
   * - Nested objects and maps are joined by dots: `{ optimizer: { lr: 1 } }` is `optimizer.lr`. Of
   *   two values that get the same name, the second is omitted.
   * - NaN and infinities become text, and -0 becomes 0. Instances of classes are kept in their JSON
   *   form or by their fields, functions and symbols by their name.
   * - Text with line breaks or control characters is stored as a JSON string literal, which `getRun`
   *   and listings decode; in Python, `json.loads` does.
   * - Text over 2,500 characters and names over 320 are stored shortened. They are kept whole, as
   *   are parameters beyond the 300 that a run can hold, in the run's file `runlog/parameters.json`,
   *   where `getRun` finds them.
   * - What cannot be read, contains itself or has no such form (such as undefined) is omitted.
   *
   * The rest is always logged. {@linkcode Run.problems} lists omitted and changed values.
   *
   * @param parameters Values by name
   * @throws {ArgumentError} If the argument is not an object of values (such as a `Map` or an array),
   * or if the run is `strict` and a value is omitted or changed; nothing is logged then
   * @throws {RunClosedError} If the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * const config = { optimizer: { name: "adam", lr: 1e-3 }, layers: [64, 10], fp16: false };
   * await withRun({ experimentName: "demo" }, (run) => run.logParameters(config));
   * // optimizer.name, optimizer.lr, layers: "[64,10]", fp16: "false"
   * ```
   */
  logParameters(parameters: object): void {
    this.#check("log parameters");
    this.#parts.parameters.log(parameters);
  }

  /**
   * Logs one point of a metric. The call only appends to a buffer, which takes 28 bytes per pending
   * point.
   *
   * Data never throws, unless the run is `strict`. A local store keeps every number, NaN and
   * infinities included. AWS keeps finite numbers; others are omitted, as are `undefined` and
   * `null` in every session. A name that is not one line of 1 to 255 characters is stored in another
   * form, and `getMetricHistory` finds it by the given name. A point is omitted while the buffer is
   * full. {@linkcode Run.problems} lists omissions and changes.
   *
   * @param name Metric name
   * @param value Number
   * @param options Step and timestamp
   * @throws {ArgumentError} If an argument has another type, or an option does not exist. In a
   * strict run also if the session cannot store the point
   * @throws {BacklogFullError} If the buffer of a strict run is full; see {@linkcode Run.ready}
   * @throws {RunClosedError} If the run has closed
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
  logMetric(name: string, value: number | null | undefined, options?: MetricOptions): void {
    if (this.closed) throw new RunClosedError(`log metric ${quotedName(name)}`.trimEnd(), this);
    this.#parts.points.log(name, value, options);
  }

  /**
   * Logs one point for each of several metrics, with the same step and timestamp. See
   * {@linkcode Run.logMetric} for values that the session cannot store: the others are logged. If a
   * value has another type, no point is logged.
   *
   * @param values Values by metric name
   * @param options Step and timestamp
   * @throws {ArgumentError} If an argument has another type, or an option does not exist. In a
   * strict run also if the session cannot store one of the points
   * @throws {BacklogFullError} If the buffer of a strict run is full; see {@linkcode Run.ready}
   * @throws {RunClosedError} If the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => {
   *   run.logMetrics({ loss: 0.31, accuracy: 0.9 }, { step: 0 });
   * });
   * ```
   */
  logMetrics(
    values: Readonly<Record<string, number | null | undefined>>,
    options?: MetricOptions,
  ): void {
    this.#check("log metrics");
    checkByName("Cannot log metrics", "values", values);
    this.#parts.points.logAll(values, options);
  }

  /**
   * Logs a value, such as a URI, as an artifact, replacing any earlier one of that name.
   *
   * Text of any kind is taken: names over 128 and values over 2,048 characters are shortened, text
   * with line breaks or control characters is stored as a JSON string literal, which readers of this
   * library decode. A media type that AWS does not admit is recorded without its parameters, or as
   * `application/octet-stream`. A run holds at most 60 input and 60 output artifacts; further ones
   * are omitted. {@linkcode Run.problems} lists omitted and changed artifacts.
   *
   * @param name Name of the artifact
   * @param value Value of the artifact, such as a URI
   * @param options Media type and direction
   * @throws {ArgumentError} If an argument is no text, or the run is `strict` and the artifact is
   * omitted or changed
   * @throws {RunClosedError} If the run has closed
   */
  logArtifact(name: string, value: string, options: ArtifactOptions = {}): void {
    this.#check("log artifact");
    checkOptions("Cannot log artifact", options, ARTIFACT_OPTIONS);
    const direction = options.isOutput ?? true ? "output" : "input";
    const { mediaType } = options;
    checkIsText("Cannot log artifact", "name", name);
    checkIsText("Cannot log artifact", "value", value);
    if (mediaType !== undefined) checkIsText("Cannot log artifact", "mediaType", mediaType);
    const artifact = { name, value, mediaType };
    this.#parts.artifacts.check(direction, artifact);
    this.#parts.artifacts.record(direction, artifact);
  }

  /**
   * Uploads a file to S3 and records it as an artifact. Its key is
   * `{prefix}/{trial component}/{name}`, or `{prefix}/{trial component}/inputs/{name}` for an
   * input. A name that is already in use is rejected unless `overwrite` is true.
   *
   * A name or media type that AWS does not admit is changed as in {@linkcode Run.logArtifact}. A file
   * beyond the 60 artifacts that a run holds is uploaded, but the run does not list it.
   *
   * A file above 5 MiB is uploaded in parallel parts, at most four at a time, so memory does not
   * grow with the file's size. Measured on a busy machine: less than 384 MiB in addition to the
   * program in Deno and Node, and less than 400 MiB in Bun. Every request carries a CRC-32, and S3
   * stores the CRC-32 of the whole object. A stream of unknown length can have up to 48.8 GiB.
   *
   * If the upload fails or is aborted, its parts are removed. A file of up to 5 MiB is uploaded in
   * one request: S3 may still store it if all its bytes were sent before the abort.
   *
   * A file on disk is compared with the size and time of its opening. If it was cut,
   * rewritten or removed while it was read, nothing is stored. A file to which others only append,
   * such as a log, is stored with the length it had.
   *
   * @param source Path, URL, `Blob`, `File`, bytes, `Response`, `Request`, or a stream of bytes, of the
   * web or of Node
   * @param options Name, media type, direction, what to do if it changes, progress, signal
   * @returns The object's `s3://` URL
   * @throws {ArgumentError} If the file does not exist, has no name, or its name is already in use
   * @throws {FileChangedError} If the file changed while it was read
   * @throws {BucketError} If the bucket cannot be used
   * @throws {RunClosedError} If the run has closed
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
    hearErrors(source);
    return await (await this.#parts.files()).log(source, options);
  }

  /**
   * Uploads text as a UTF-8 file. See {@linkcode Run.logFile} for errors.
   *
   * @param options Name, media type (by default from the name's extension, else `text/plain`),
   * direction, progress, signal
   * @returns The object's `s3://` URL
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun(
   *   { experimentName: "demo" },
   *   (run) => run.logText("# Notes", { name: "notes.md" }),
   * );
   * ```
   */
  async logText(text: string, options: NamedFileOptions): Promise<string> {
    checkArgument("Cannot log text", "text", text, TEXT);
    return await this.logFile(new Blob([text], { type: "text/plain" }), options);
  }

  /**
   * Uploads a value as a JSON file. See {@linkcode Run.logFile} for further errors.
   *
   * @param value JSON value; NaN, infinities, bigints and cycles are rejected
   * @param options Name, media type (by default `application/json`), direction, progress, signal
   * @returns The object's `s3://` URL
   * @throws {ArgumentError} If JSON cannot represent the value
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun(
   *   { experimentName: "demo" },
   *   (run) => run.logJson({ layers: [64, 10] }, { name: "config.json" }),
   * );
   * ```
   */
  async logJson(value: unknown, options: NamedFileOptions): Promise<string> {
    this.#check("log JSON");
    const { checkFileOptions } = await import("./file_options.ts");
    checkFileOptions(options);
    const { encodeJson } = await import("../artifacts/json.ts");
    const json = new Blob([encodeJson(value)], { type: "application/json" });
    return await this.logFile(json, options);
  }

  /**
   * Uploads a table as CSV, JSON Lines or Parquet. See {@linkcode Run.logFile} for further errors.
   *
   * @param table Rows as objects, or columns as arrays of equal length; encoded in memory
   * @param options Name, format (by default `jsonl` for names that end in `.jsonl` or `.ndjson`,
   * `parquet` for names that end in `.parquet`, else `csv`), direction, progress, signal
   * @returns The object's `s3://` URL
   * @throws {ArgumentError} If columns differ in length, or the format cannot represent a value
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, async (run) => {
   *   await run.logTable([{ id: 1, label: "cat" }, { id: 2, label: "dog" }], { name: "pets.csv" });
   *   await run.logTable({ score: new Float64Array([0.1, 0.9]) }, { name: "scores.jsonl" });
   * });
   * ```
   */
  async logTable(table: Table, options: TableOptions): Promise<string> {
    this.#check("log table");
    const { checkTableOptions } = await import("./file_options.ts");
    checkTableOptions(options);
    const { encodeTable, formatOf, TABLE_TYPES } = await import("../artifacts/table_format.ts");
    const { format = formatOf(options.name), ...rest } = options;
    const mediaType = TABLE_TYPES[format];
    return await this.logFile(await encodeTable(table, format), { mediaType, ...rest });
  }

  /**
   * Uploads an image. Its bytes determine the media type. Pixels become PNG: gray, RGB or RGBA, from
   * bytes, fractions from 0 to 1, or 16-bit numbers. See {@linkcode Run.logFile} for further errors.
   *
   * @param image An encoded image as `Blob` or bytes, a canvas, or pixels (`{ data, width, height }`)
   * @param options Name, encoding of a canvas or of pixels, direction, progress, signal
   * @returns The object's `s3://` URL
   * @throws {ArgumentError} If the image has an unknown format, pixels do not fit their size or are
   * out of range, or the platform cannot encode it
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>';
   * const heat = { data: Float32Array.of(0, 0.3, 0.6, 1), width: 2, height: 2 };
   * await withRun({ experimentName: "demo" }, async (run) => {
   *   await run.logImage(new Blob([drawing]), { name: "circle.svg" });
   *   await run.logImage(heat, { name: "attention.png" });
   * });
   * ```
   */
  async logImage(image: ImageSource, options: ImageOptions): Promise<string> {
    this.#check("log image");
    const { checkImageOptions } = await import("./file_options.ts");
    checkImageOptions(options);
    const { encoding = {}, ...rest } = options;
    const { encodeImage } = await import("../artifacts/image.ts");
    const blob = await encodeImage(image, encoding);
    return await this.logFile(blob, { mediaType: blob.type, ...rest });
  }

  /**
   * Uploads a folder's files, including subfolders, and records the folder as one artifact. Links to
   * files and folders are followed. {@linkcode Run.problems} lists omitted entries: links that lead
   * nowhere or to a folder that they are in, pipes, sockets and devices, names that are not UTF-8,
   * and paths too long for a key of S3. The artifact's value is the common prefix of the files' keys,
   * `{prefix}/{trial component}/{name}/`. `downloadArtifact` downloads the folder again. If one
   * file fails, those already uploaded are removed.
   *
   * Between 4 and 32 files are uploaded at a time: twice as many after each round, unless that lowers
   * the number of files per second. Together they hold at most 80 MiB in memory, each its size or the 20 MiB
   * of four parts, so that large files go four at a time. Single parts are larger in files over
   * 50 GB. A local store takes files of at most 64 KiB together, 64 at a time.
   *
   * @param path Path or `file:` URL of the folder
   * @param options Name, globs, direction, what to do if a file changes, progress, signal. With `overwrite`, files of an earlier
   * folder that this one lacks are kept
   * @returns The folder's `s3://` URL, its number of files and its size
   * @throws {ArgumentError} If the folder does not exist, no file matches, its name is already in
   * use, or the run is `strict` and an entry is omitted
   * @throws {FileChangedError} If a file changed while it was read
   * @throws {BucketError} If the bucket cannot be used
   * @throws {RunClosedError} If the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * const folder = await Deno.makeTempDir();
   * await Deno.writeTextFile(`${folder}/weights.json`, "[0.5]");
   * await withRun(
   *   { experimentName: "demo" },
   *   (run) => run.logDirectory(folder, { name: "model", include: "*.json" }),
   * );
   * ```
   */
  async logDirectory(
    path: string | URL,
    options: DirectoryOptions = {},
  ): Promise<LoggedDirectory> {
    this.#check("log directory");
    return await (await this.#parts.files()).logDirectory(path, options);
  }

  /**
   * Computes a precision-recall curve and its average precision as scikit-learn does. Both are
   * stored as JSON that SageMaker Studio renders, and linked to the run. A curve of more than
   * 10,000 points is downsampled; the drawn curve moves by at most 0.002.
   *
   * @param yTrue The true labels
   * @param scores A score or probability for each label
   * @param options Positive label, title, direction
   * @returns The graph's `s3://` URL and lineage artifact
   * @throws {CurveArgumentError} If the data or the positive label is invalid
   * @throws {RunClosedError} If the run has closed
   */
  async logPrecisionRecall(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: PrecisionRecallGraphOptions = {},
  ): Promise<LoggedGraph> {
    this.#check("log precision-recall curve");
    return await (await this.#parts.graphs()).precisionRecall(yTrue, scores, options);
  }

  /**
   * Computes a ROC curve and the area under it as scikit-learn does. Both are stored as JSON that
   * SageMaker Studio renders, and linked to the run. A curve of more than 10,000 points is
   * downsampled; the drawn curve moves by at most 0.002.
   *
   * @param yTrue The true labels, which include both classes
   * @param scores A score or probability for each label
   * @param options Positive label, title, direction
   * @returns The graph's `s3://` URL and lineage artifact
   * @throws {CurveArgumentError} If the data or the positive label is invalid
   * @throws {ArgumentError} If the labels have only one class: the curve is then undefined
   * @throws {RunClosedError} If the run has closed
   */
  async logRocCurve(
    yTrue: LabelSequence,
    scores: NumberSequence,
    options: RocGraphOptions = {},
  ): Promise<LoggedGraph> {
    this.#check("log ROC curve");
    return await (await this.#parts.graphs()).roc(yTrue, scores, options);
  }

  /**
   * Computes a confusion matrix as scikit-learn does, with one row per true class. It is stored as
   * JSON that SageMaker Studio renders, and linked to the run.
   *
   * @param yTrue The true labels
   * @param yPred The predicted labels
   * @param options Classes, title, direction
   * @returns The graph's `s3://` URL and lineage artifact
   * @throws {CurveArgumentError} If the labels are invalid
   * @throws {RunClosedError} If the run has closed
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
    return await (await this.#parts.graphs()).confusionMatrix(yTrue, yPred, options);
  }

  /**
   * Marks the run as failed: it will close with the status Failed and the error's message.
   * `withRun` calls this if its body throws. `await using` cannot detect an error that ends its
   * block.
   *
   * @param error Error or any other value. Its message is put on one line, without control
   * characters, and cut to 1,024 characters
   */
  fail(error: unknown): void {
    this.#check("mark run as failed");
    this.#parts.outcome = failure(error);
  }

  /**
   * Resolves when everything logged so far is delivered. Points that are undelivered at the time
   * limit stay pending.
   *
   * @param options Time limit and signal
   * @throws {DeliveryError} If something was rejected since the last flush
   * @throws the signal's reason if the call is aborted. At the time limit, a `DOMException` whose name is
   * `TimeoutError`: it names the attempts, and its `cause` is the last failure
   * @throws {RunClosedError} If the run has closed
   */
  async flush(options: WaitOptions = {}): Promise<void> {
    this.#check("flush run");
    checkWait(options);
    await this.#parts.flush(options);
  }

  /**
   * Closes the run: delivers what is pending, writes status and end time, and releases timers and
   * sockets. A second call waits for the first.
   *
   * @param options Time limit, signal and outcome
   * @throws {DeliveryError} If something could not be delivered; the status is still written
   * @throws {ArgumentError} If the time limit is invalid; the run then stays open
   */
  async close(options: CloseOptions = {}): Promise<void> {
    checkWait(options, CLOSE_OPTIONS);
    return await (this.#closing ??= this.#end(options, "call"));
  }

  /** Closes the run at the end of its `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#closing ??= this.#end({}, "scope");
  }

  /**
   * Returns another handle of this open run, as `loadRun()` does inside its scope. Closing that
   * handle only waits for delivery.
   *
   * @ignore
   */
  inner(): Run {
    this.#check("load run");
    return new Run(this.#parts, true);
  }

  #end(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    if (!this.#isInner) return this.#parts.close(options, how);
    return this.#parts.closed ? Promise.resolve() : this.#parts.flush(options);
  }

  #check(action: string): void {
    if (this.closed) throw new RunClosedError(action, this);
  }
}

function checkByName(action: string, argument: string, value: unknown): void {
  if (isObject(value)) return;
  throw new ArgumentError(action, {
    argument,
    value,
    rule: "be an object that maps names to values",
  });
}
