/**
 * `runlog export`: exports runs, or the points of their metrics, to a file for other programs.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import {
  type Exportable,
  getMetricHistory,
  getRun,
  listRuns,
  type MetricHistory,
  type RunRecord,
  type Session,
  toCsv,
  toHistoryTable,
  toJsonLines,
  toParquet,
} from "../../../mod.ts";
import { countText } from "../../text/numbers.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `export`. */
export interface ExportOptions {
  readonly format?: string;
  readonly output?: string;
  readonly metrics?: boolean;
  /** Runs to export. */
  readonly run?: readonly string[] | undefined;
  /** Metrics whose points to export. */
  readonly metric?: readonly string[];
  readonly includeArchived?: boolean;
}

/** Writes the runs of an experiment, or the points of their metrics. */
export async function exportRuns(
  { out, messages, signal }: Context,
  session: Session,
  experimentName: string,
  { format, output, metrics = false, metric, run, includeArchived = false }: ExportOptions,
): Promise<void> {
  if (format === "tensorboard") {
    return await exportEvents({ messages, signal }, session, experimentName, {
      output,
      run,
      includeArchived,
    });
  }
  const encode = encoderOf(format ?? formatOf(output));
  if (encode === toParquet && output === undefined && out.isInteractive) {
    throw new UsageError("Cannot show Parquet on a terminal: name a file with --output");
  }
  const runs = await Array.fromAsync(
    chosenRuns(session, experimentName, { run, includeArchived, signal }),
  );
  const data = metrics || metric ? await historiesOf(runs, metric, session, signal) : runs;
  const encoded = await encode(data);
  if (output === undefined) return out.file(encoded);
  await writeFile(output, encoded);
  messages.line(`Exported ${countText(runs.length, "run")} to ${output}`);
}

/** Writes the runs as event files of TensorBoard. */
async function exportEvents(
  { messages, signal }: Pick<Context, "messages" | "signal">,
  session: Session,
  experimentName: string,
  { output, ...choice }: Pick<ExportOptions, "run"> & {
    readonly output: string | undefined;
    readonly includeArchived: boolean;
  },
): Promise<void> {
  if (output === undefined) throw new UsageError("Name TensorBoard's folder with --output");
  const { exportTensorBoard } = await import("../../import.ts");
  const runs = chosenRuns(session, experimentName, { ...choice, signal });
  const { files } = await exportTensorBoard(runs, output, { session, signal });
  messages.line(`Exported ${countText(files.length, "run")} to ${output}`);
}

function encoderOf(format: string): (data: Exportable) => Promise<string | Uint8Array> {
  switch (format) {
    case "csv":
      return toCsv;
    case "jsonl":
      return toJsonLines;
    case "parquet":
      return toParquet;
    default:
      throw new UsageError(`--format must be csv, jsonl, parquet or tensorboard, got "${format}"`);
  }
}

function formatOf(path = ""): string {
  return /\.(jsonl|parquet)$/i.exec(path)?.[1]?.toLowerCase() ?? "csv";
}

/** Yields the runs with these names, or all runs of the experiment. */
async function* chosenRuns(
  session: Session,
  experimentName: string,
  { run, includeArchived, signal }: Pick<ExportOptions, "run"> & {
    readonly includeArchived: boolean;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<RunRecord> {
  if (run === undefined) {
    yield* listRuns({ experimentName, includeArchived, session, signal });
    return;
  }
  for (const runName of run) yield await getRun({ experimentName, runName }, { session, signal });
}

async function historiesOf(
  runs: readonly RunRecord[],
  metric: readonly string[] | undefined,
  session: Session,
  signal: AbortSignal,
): Promise<Exportable> {
  const histories: Record<string, readonly MetricHistory[]> = {};
  for (const run of runs) {
    const names = Object.keys(run.metrics).filter((name) => metric?.includes(name) ?? true);
    if (names.length === 0) continue;
    histories[run.runName] = [...await getMetricHistory(run, names, { session, signal })];
  }
  return toHistoryTable(histories);
}
