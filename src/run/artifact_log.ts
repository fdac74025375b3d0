/**
 * What a run logs beside numbers: artifacts, files and graphs. Its methods check and hand on.
 * Browser-safe.
 *
 * @module
 */
import type { ImageEncoding, ImageSource } from "../artifacts/image.ts";
import type { FileSource } from "../artifacts/source.ts";
import type { Table } from "../artifacts/table.ts";
import type { TableFormat } from "../artifacts/table_format.ts";
import type { LabelSequence } from "../curves/labels.ts";
import type { NumberSequence } from "../curves/numbers.ts";
import { RunClosedError } from "./closed_error.ts";
import type { DirectoryOptions, FileOptions, LoggedDirectory } from "./files.ts";
import type {
  ConfusionMatrixGraphOptions,
  LoggedGraph,
  PrecisionRecallGraphOptions,
  RocGraphOptions,
} from "./graphs.ts";
import type { RunParts } from "./parts.ts";
import { toArtifact } from "../rules/artifact.ts";

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

/** Options of {@linkcode ArtifactLog.logText} and {@linkcode ArtifactLog.logJson}. */
export interface NamedFileOptions extends FileOptions {
  /** The artifact's name, and the last part of its key. */
  readonly name: string;
}

/** Options of {@linkcode ArtifactLog.logTable}. */
export interface TableOptions extends NamedFileOptions {
  /**
   * How it is stored.
   * @default "jsonl" for names that end in `.jsonl` or `.ndjson`, else "csv"
   */
  readonly format?: TableFormat | undefined;
}

/** Options of {@linkcode ArtifactLog.logImage}. */
export interface ImageOptions extends NamedFileOptions {
  /**
   * How a canvas or pixels are encoded.
   * @default PNG
   */
  readonly encoding?: ImageEncoding | undefined;
}

/** The part of an open run that logs artifacts, files and graphs; `Run` extends it. */
export abstract class ArtifactLog {
  /** The run's name, lower case. */
  abstract readonly runName: string;
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
   * `{prefix}/{trial component}/{name}`, and `{prefix}/{trial component}/inputs/{name}` for an input:
   * a name that is taken is refused unless `overwrite` is true. Above 5 MiB it goes up in parallel
   * parts, at most four at a time, so that its size does not decide the memory (measured under load:
   * less than 256 MiB beside the program in Deno and Node, 320 in Bun). Every request carries a
   * CRC-32, and the object keeps that of the whole. A stream of unknown length may have up to
   * 48.8 GiB. Given up or failed, no part of it stays behind; a file of one request (up to 5 MiB) that
   * was all sent when the signal came may yet be stored.
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
    return await (await this.#parts.files()).log(source, options);
  }

  /**
   * Stores text as a UTF-8 file, as {@linkcode ArtifactLog.logFile} does.
   *
   * @param text The text
   * @param options Name, media type (by default the one of the name's ending, else `text/plain`),
   * direction, progress, signal
   * @returns The object's address, `s3://…`
   * @throws what `logFile` throws
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
    return await this.logFile(new Blob([text], { type: "text/plain" }), options);
  }

  /**
   * Stores a value as a JSON file, as {@linkcode ArtifactLog.logFile} does.
   *
   * @param value Anything that JSON has: NaN, infinities, bigints and cycles it has not
   * @param options Name, media type (by default `application/json`), direction, progress, signal
   * @returns The object's address, `s3://…`
   * @throws {ArgumentError} when JSON cannot hold the value
   * @throws what `logFile` throws
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
    const { encodeJson } = await import("../artifacts/json.ts");
    const json = new Blob([encodeJson(value)], { type: "application/json" });
    return await this.logFile(json, options);
  }

  /**
   * Stores a table as CSV, JSON Lines or Parquet, as {@linkcode ArtifactLog.logFile} does.
   *
   * @param table Rows as objects, or columns as arrays of equal length. It is encoded in memory
   * @param options Name, format (by default `jsonl` for names that end in `.jsonl` or `.ndjson`,
   * `parquet` for those in `.parquet`, else `csv`), direction, progress, signal
   * @returns The object's address, `s3://…`
   * @throws {ArgumentError} when columns differ in length, or the format cannot hold a value
   * @throws what `logFile` throws
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
    const { encodeTable, formatOf, TABLE_TYPES } = await import("../artifacts/table_format.ts");
    const { format = formatOf(options.name), ...rest } = options;
    return await this.logFile(await encodeTable(table, format), {
      mediaType: TABLE_TYPES[format],
      ...rest,
    });
  }

  /**
   * Stores an image, as {@linkcode ArtifactLog.logFile} does, with the media type that its bytes tell.
   *
   * @param image An encoded image as `Blob` or bytes, a canvas or, in browsers, `ImageData`
   * @param options Name, how a canvas is encoded, direction, progress, signal
   * @returns The object's address, `s3://…`
   * @throws {ArgumentError} when it is no image of a known kind, or the platform cannot encode it
   * @throws what `logFile` throws
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>';
   * await withRun(
   *   { experimentName: "demo" },
   *   (run) => run.logImage(new Blob([drawing]), { name: "circle.svg" }),
   * );
   * ```
   */
  async logImage(image: ImageSource, options: ImageOptions): Promise<string> {
    this.#check("log image");
    const { encoding = {}, ...rest } = options;
    const { encodeImage } = await import("../artifacts/image.ts");
    const blob = await encodeImage(image, encoding);
    return await this.logFile(blob, { mediaType: blob.type, ...rest });
  }

  /**
   * Uploads the files of a folder, folders within included and links not followed, and records them
   * as one artifact: its value is the address that their keys start with,
   * `{prefix}/{trial component}/{name}/`. `downloadArtifact` brings them back. When one fails, those
   * that arrived are removed. Four files are on their way at a time, each with the memory of
   * {@linkcode ArtifactLog.logFile}.
   *
   * @param path The folder
   * @param options Name, globs, direction, progress, signal. With `overwrite`, files of an earlier
   * folder that this one lacks stay
   * @returns Where it is, and how much
   * @throws {ArgumentError} when there is no such folder, no file is left, or the name is taken
   * @throws {BucketError} when the bucket cannot be used
   * @throws {RunClosedError} when the run has closed
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
    return await (await this.#parts.graphs()).precisionRecall(yTrue, scores, options);
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
    return await (await this.#parts.graphs()).roc(yTrue, scores, options);
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
    return await (await this.#parts.graphs()).confusionMatrix(yTrue, yPred, options);
  }

  #check(action: string): void {
    if (this.closed) throw new RunClosedError(action, this);
  }
}
