/**
 * Reads runs from the folders of DVCLive: `plots/metrics/*.tsv`, `metrics.json` and `params.yaml`.
 *
 * @module
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import type { ParameterValue } from "../../rules/parameters.ts";
import { flatten, parametersIn } from "../flatten.ts";
import type {
  ForeignRun,
  ImportProblem,
  ReadEntry,
  ReadOptions,
  RunSource,
} from "../foreign_run.ts";
import {
  checkInput,
  type ImportInput,
  type InputFile,
  inputVersion,
  type OpenInput,
  openInput,
} from "../input.ts";
import { inputFile } from "../made_files.ts";
import { parsePythonJson } from "../python_json.ts";
import { reasonOf } from "../reason.ts";
import { SeriesBuilder } from "../series_builder.ts";
import { readYaml } from "./beside.ts";
import { numberOf, timeOf } from "./row_series.ts";

const METRICS = /^(.*?)(?:^|\/)?plots\/metrics\/(.+)\.tsv$/;

/**
 * Returns a source of the runs of DVCLive: each folder with `plots/metrics` is a run.
 *
 * - Each TSV becomes a metric with its steps and, if they were logged, its times. Without times, points
 *   get that of the file's last change.
 * - Values of `metrics.json` that have no TSV become metrics of one point.
 * - `params.yaml` becomes parameters; images and other plots become files.
 *
 * @param input Folder of one or several runs
 *
 * @example
 * ```ts
 * import { dvclive, importRuns } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/plots/metrics`, { recursive: true });
 * await Deno.writeTextFile(`${folder}/plots/metrics/acc.tsv`, "step\tacc\n0\t0.5\n1\t0.7\n");
 * const { points } = await importRuns({ from: dvclive(folder), to: session });
 * console.log(points); // 2
 * ```
 */
export function dvclive(input: ImportInput): RunSource {
  checkInput(input);
  return {
    kind: "dvclive",
    read: (read) => readFolders(input, read),
    version: (read) => inputVersion(input, read?.signal),
  };
}

/** Whether a path is that of a metric of DVCLive. */
export function isDvcliveFile(path: string): boolean {
  return METRICS.test(path);
}

async function* readFolders(
  input: ImportInput,
  { isLive = false, signal }: ReadOptions = {},
): AsyncGenerator<ReadEntry> {
  const opened = await openInput(input, signal);
  const folders = new Set(
    opened.files.flatMap(({ path }) => METRICS.exec(path)?.[1] ?? []),
  );
  for (const folder of folders) {
    signal?.throwIfAborted();
    const within = folder === "" ? "" : `${folder}/`;
    const own = opened.files.filter(({ path }) => path.startsWith(within));
    try {
      yield { run: await readFolder(opened, { folder, files: own, isLive }) };
    } catch (error) {
      yield { unread: { path: folder, reason: reasonOf(error) } };
    }
  }
}

async function readFolder(
  opened: OpenInput,
  { folder, files, isLive }: {
    readonly folder: string;
    readonly files: readonly InputFile[];
    readonly isLive: boolean;
  },
): Promise<ForeignRun> {
  const start = folder === "" ? 0 : folder.length + 1;
  const series = new SeriesBuilder();
  const problems: ImportProblem[] = [];
  const modified = Math.max(...files.map(({ modifiedTime }) => modifiedTime));
  for (const file of files) {
    const name = METRICS.exec(file.path)?.[2];
    if (name !== undefined) problems.push(...await readMetric(file, name, series));
  }
  const summary = files.find(({ path }) => path.slice(start) === "metrics.json");
  if (summary) problems.push(...await readSummary(summary, series));
  const params = files.find(({ path }) => path.slice(start) === "params.yaml");
  let parameters: ReadonlyMap<string, ParameterValue> = parametersIn({});
  try {
    if (params) parameters = await readYaml(params);
  } catch (error) {
    problems.push({ kind: "file", name: "params.yaml", count: 1, reason: reasonOf(error) });
  }
  const others = files.filter(({ path }) => METRICS.exec(path) === null);
  return {
    kind: "dvclive",
    identity: `${opened.identity} ${folder}`,
    experiment: opened.name,
    name: folder || opened.name,
    status: isLive ? "InProgress" : "Completed",
    startTime: series.firstTime ?? modified,
    endTime: isLive ? undefined : series.lastTime ?? modified,
    parameters,
    tags: new Map(),
    series: series.build(),
    files: others.map((file) => inputFile(`dvclive/${file.path.slice(start)}`, file)),
    rest: {},
    problems,
  };
}

/** Reads one metric. Its column has the last part of its path as name. */
async function readMetric(
  file: InputFile,
  name: string,
  series: SeriesBuilder,
): Promise<readonly ImportProblem[]> {
  const text = new TextDecoder().decode(await file.read());
  const { data } = Papa.parse<string[]>(text, { delimiter: "\t", skipEmptyLines: "greedy" });
  const [header = [], ...rows] = data;
  const step = header.indexOf("step");
  const time = header.indexOf("timestamp");
  const value = header.findIndex((_, column) => column !== step && column !== time);
  let odd = 0;
  for (const row of rows) {
    const number = numberOf(row[value]);
    if (number === null) odd++;
    if (number === undefined || number === null) continue;
    const at = timeOf(row[time]) ?? file.modifiedTime;
    series.append(name, number, at, numberOf(row[step]) ?? NaN);
  }
  if (odd === 0) return [];
  return [{ kind: "metric", name, count: odd, reason: "are no numbers" }];
}

/** Reads the last values; those that have no points yet become points. */
async function readSummary(
  file: InputFile,
  series: SeriesBuilder,
): Promise<readonly ImportProblem[]> {
  let values: unknown;
  try {
    values = parsePythonJson(new TextDecoder().decode(await file.read()));
  } catch (error) {
    return [{ kind: "file", name: "metrics.json", count: 1, reason: reasonOf(error) }];
  }
  const known = series.build();
  for (const [path, value] of flatten(values)) {
    const name = path.replaceAll(".", "/");
    if (typeof value !== "number" || known.has(name) || known.has(path) || path === "step") {
      continue;
    }
    series.append(path, value, file.modifiedTime, NaN);
  }
  return [];
}
