/**
 * Writes runs as event files of TensorBoard.
 *
 * @module
 */
import { join } from "@std/path";
import { ArgumentError } from "../../errors.ts";
import { SESSION, SIGNAL } from "../../kinds.ts";
import { checkOptions, type OptionKinds, readingOf } from "../../options.ts";
import { getMetricHistory } from "../../records/history/get_metric_history.ts";
import type { MetricHistory } from "../../records/history/metric_history.ts";
import { openArtifact } from "../../records/files/open_artifact.ts";
import { getRun } from "../../records/runs/get_run.ts";
import { checkReference, type RunReference } from "../../records/runs/reference.ts";
import type { RunRecord } from "../../records/runs/record.ts";
import { builtin, type BuiltinModules } from "../../runtime.ts";
import type { RequestOptions } from "../../session/request_options.ts";
import { EventFile } from "./event_file.ts";
import {
  imageEvent,
  scalarEvent,
  sessionEndEvent,
  sessionStartEvent,
  versionEvent,
} from "./write_events.ts";

type FileSystem = BuiltinModules["node:fs"];

/** Result of {@linkcode exportTensorBoard}. */
export interface TensorBoardExport {
  /** Paths of the event files, in the order of the runs. */
  readonly files: readonly string[];
  /** Number of points. */
  readonly points: number;
  /** Number of images. */
  readonly images: number;
}

const ACTION = "Cannot export runs";

const OPTIONS: OptionKinds<RequestOptions> = { session: SESSION, signal: SIGNAL };

/** Largest image that is exported, in bytes. */
const LARGEST_IMAGE = 64 * 1024 * 1024;

/**
 * Writes runs as event files, which TensorBoard shows: `tensorboard --logdir {folder}`. Each run has
 * the folder `{folder}/{experiment}/{run}` with one file, which replaces an earlier one.
 *
 * - Metrics become scalars with their steps and times. TensorBoard keeps 32-bit floats. Points without
 *   a step get the number of points before them. From SageMaker come the last values of each step,
 *   with the time of the run's start.
 * - Parameters become hyperparameters, and the run's status that of their session.
 * - Output artifacts that are PNG images become images.
 *
 * @param runs The runs
 * @param folder Folder to write to; it is created if it does not exist
 * @param options Session and signal
 * @returns The files
 * @throws {ArgumentError} If the runtime has no file system, or an argument has an invalid value
 * @throws {RunNotFoundError} If a run does not exist
 *
 * @example
 * ```ts
 * import { exportTensorBoard } from "@runlog/sagemaker/import";
 * import { listRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * const runs = listRuns({ experimentName: "demo", session });
 * const { points } = await exportTensorBoard(runs, await Deno.makeTempDir(), { session });
 * console.log(points); // 1
 * ```
 */
export async function exportTensorBoard(
  runs: Iterable<RunReference> | AsyncIterable<RunReference>,
  folder: string,
  options: RequestOptions = {},
): Promise<TensorBoardExport> {
  checkOptions(ACTION, options, OPTIONS);
  if (typeof folder !== "string" || folder === "") {
    throw new ArgumentError(ACTION, { argument: "folder", value: folder, rule: "be a path" });
  }
  const fs = builtin("node:fs");
  if (!fs) {
    const rule = "be used where a file system exists: in Deno, Bun or Node";
    throw new ArgumentError(ACTION, { argument: "folder", value: folder, rule });
  }
  const files: string[] = [];
  let points = 0;
  let images = 0;
  for await (const reference of referencesOf(runs)) {
    options.signal?.throwIfAborted();
    checkReference(ACTION, reference);
    const run = await getRun(reference, options);
    const own = join(folder, run.experimentName, run.runName);
    await fs.promises.mkdir(own, { recursive: true });
    const seconds = Math.floor(startOf(run) / 1000);
    const path = join(own, `events.out.tfevents.${seconds}.runlog`);
    const written = await writeRun(run, { fs, path }, options);
    files.push(path);
    points += written.points;
    images += written.images;
  }
  return { files, points, images };
}

/** Returns the runs, of which nothing was read yet. */
function referencesOf(
  runs: Iterable<RunReference> | AsyncIterable<RunReference>,
): Iterable<RunReference> | AsyncIterable<RunReference> {
  return readingOf(ACTION, "runs", runs, () => {
    if (typeof runs === "object" && runs !== null) {
      if (Symbol.asyncIterator in runs) {
        const iterator = runs[Symbol.asyncIterator]();
        return { [Symbol.asyncIterator]: () => iterator };
      }
      if (Symbol.iterator in runs) {
        const iterator = runs[Symbol.iterator]();
        return { [Symbol.iterator]: () => iterator };
      }
    }
    throw new ArgumentError(ACTION, { argument: "runs", value: runs, rule: "be a list of runs" });
  });
}

function startOf({ startTime, creationTime }: RunRecord): number {
  return (startTime ?? creationTime)?.getTime() ?? 0;
}

async function writeRun(
  run: RunRecord,
  { fs, path }: { readonly fs: FileSystem; readonly path: string },
  options: RequestOptions,
): Promise<{ readonly points: number; readonly images: number }> {
  const file = await EventFile.create(fs, path);
  try {
    const time = startOf(run);
    await file.add(versionEvent(time));
    if (Object.keys(run.parameters).length > 0) {
      await file.add(sessionStartEvent(run.parameters, { time, step: 0 }));
    }
    let points = 0;
    for (const name of Object.keys(run.metrics)) {
      const history = await getMetricHistory(run, name, options);
      points += await writeHistory(file, history, time);
    }
    const images = await writeImages(file, run, options);
    const end = run.endTime?.getTime() ?? time;
    await file.add(sessionEndEvent(sessionStatus(run), { time: end, step: 0 }));
    await file.finish();
    return { points, images };
  } finally {
    await file.close();
  }
}

async function writeHistory(
  file: EventFile,
  history: MetricHistory,
  start: number,
): Promise<number> {
  const { metricName, values } = history;
  for (const [index, value] of values.entries()) {
    const step = history.kind === "period" ? NaN : history.steps[index] ?? NaN;
    const time = history.kind === "step" ? start : history.timestamps[index] ?? start;
    const place = { time, step: Number.isNaN(step) ? index : step };
    await file.add(scalarEvent(metricName, value, place));
  }
  return values.length;
}

async function writeImages(
  file: EventFile,
  run: RunRecord,
  options: RequestOptions,
): Promise<number> {
  let images = 0;
  for (const [name, { mediaType }] of Object.entries(run.outputArtifacts)) {
    if (mediaType !== "image/png") continue;
    const artifact = await openArtifact(run, name, options);
    if ((artifact.size ?? 0) > LARGEST_IMAGE) continue;
    const png = await artifact.bytes();
    const size = pngSize(png);
    if (!size) continue;
    await file.add(imageEvent(name, png, { ...size, time: startOf(run), step: 0 }));
    images++;
  }
  return images;
}

/** Returns the size of a PNG from its first chunk; undefined for other bytes. */
function pngSize(
  png: Uint8Array<ArrayBuffer>,
): { readonly width: number; readonly height: number } | undefined {
  const mark = [0x89, 0x50, 0x4e, 0x47];
  if (png.length < 24 || !mark.every((byte, index) => png[index] === byte)) return undefined;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function sessionStatus({ status }: RunRecord): 1 | 2 | 3 {
  if (status === "Failed" || status === "Stopped") return 2;
  return status === "Completed" ? 1 : 3;
}
