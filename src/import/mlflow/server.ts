/**
 * Reads runs from an MLflow server.
 *
 * @module
 */
import { type OptionKinds, requireOptions } from "../../options.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { MlflowClient } from "../../mlflow/client.ts";
import type { MlflowRun as ServedRun } from "../../mlflow/protocol.ts";
import { clientOf, type MlflowServerOptions, SERVER_OPTIONS } from "../../mlflow/server_options.ts";
import { valuesOf } from "../../mlflow/protocol.ts";
import { listOf, TEXT } from "../../kinds.ts";
import type {
  ForeignArtifact,
  ForeignFile,
  ForeignRun,
  ReadEntry,
  RunSource,
} from "../foreign_run.ts";
import { reasonOf } from "../reason.ts";
import { SeriesBuilder } from "../series_builder.ts";
import { uriIn } from "./dataset_address.ts";
import { ownRun, readRunFile } from "./own_run.ts";
import { foreignRun } from "./run_facts.ts";

/** Options of {@linkcode mlflowServer}. */
export interface MlflowSourceOptions extends MlflowServerOptions {
  /**
   * Names of the experiments to read.
   * @default all that are not deleted
   */
  readonly experimentNames?: readonly string[] | undefined;
}

const OPTIONS: OptionKinds<MlflowSourceOptions> = {
  ...SERVER_OPTIONS,
  experimentNames: listOf(TEXT),
};

const PAGE = 1_000;
const POINTS = 25_000;

/** Metrics of a run that are read at a time. */
const MOST_METRICS = 8;

/**
 * Returns a source of the runs on an MLflow server, of whatever tool. Runs that `syncRuns` copied there
 * come back unchanged: with their names, the types of parameters, and points without a step.
 *
 * What comes of other runs is as with {@linkcode mlruns}. Points come in MLflow's order: by time, step
 * and value. MLflow keeps infinite values as the greatest finite ones; they become infinite again.
 * Files are read through the server. Deleted runs are not imported, and `unread` names them.
 *
 * @param options Address, credentials and experiments
 * @throws {ArgumentError} If an option has an invalid value
 *
 * @example
 * ```ts
 * import { importRuns, mlflowServer } from "@runlog/sagemaker/import";
 *
 * async function bringBack(): Promise<void> {
 *   await importRuns({ from: mlflowServer({ uri: "http://127.0.0.1:5000" }) });
 * }
 * ```
 */
export function mlflowServer(options: MlflowSourceOptions): RunSource {
  requireOptions("Cannot import runs", options, OPTIONS);
  const { experimentNames } = options;
  const client = clientOf(options);
  return {
    kind: "mlflow",
    read: (read) => readServer(client, experimentNames, { signal: read?.signal }),
  };
}

interface Experiment {
  readonly experiment_id: string;
  readonly name: string;
}

/** A run as the server describes it, with more members than a sync reads. */
interface Run extends ServedRun {
  readonly data?: NonNullable<ServedRun["data"]> & {
    readonly metrics?: readonly { readonly key: string }[];
  };
  readonly inputs?: {
    readonly dataset_inputs?: readonly {
      readonly dataset?: { readonly name?: string; readonly source?: string };
    }[];
  };
}

async function* readServer(
  client: MlflowClient,
  names: readonly string[] | undefined,
  options: CallOptions,
): AsyncGenerator<ReadEntry> {
  for await (const experiment of experimentsOf(client, names, options)) {
    for await (const run of runsOf(client, experiment, "DELETED_ONLY", options)) {
      yield { unread: { path: run.info.run_id, reason: "is deleted at the source" } };
    }
    for await (const run of runsOf(client, experiment, "ACTIVE_ONLY", options)) {
      try {
        yield { run: await readRun(client, experiment, run, options) };
      } catch (error) {
        if (options.signal?.aborted) throw error;
        yield { unread: { path: run.info.run_id, reason: reasonOf(error) } };
      }
    }
  }
}

async function* experimentsOf(
  client: MlflowClient,
  names: readonly string[] | undefined,
  options: CallOptions,
): AsyncGenerator<Experiment> {
  const pages = pagesOf((page) =>
    client.post(
      "experiments/search",
      { max_results: PAGE, view_type: "ACTIVE_ONLY", ...page },
      options,
    )
  );
  for await (const { experiments = [] } of pages) {
    yield* experiments.filter(({ name }) => names?.includes(name) ?? true);
  }
}

async function* runsOf(
  client: MlflowClient,
  { experiment_id }: Experiment,
  view: "ACTIVE_ONLY" | "DELETED_ONLY",
  options: CallOptions,
): AsyncGenerator<Run> {
  const query = { experiment_ids: [experiment_id], max_results: PAGE, run_view_type: view };
  // The order of creation: new runs do not move the pages.
  const order = { order_by: ["attributes.start_time ASC"] };
  const pages = pagesOf((page) =>
    client.post("runs/search", { ...query, ...order, ...page }, options)
  );
  for await (const { runs = [] } of pages) yield* runs;
}

/** A page of a listing: its kind of members, and the token of the next page. */
interface Page {
  readonly experiments?: readonly Experiment[];
  readonly runs?: readonly Run[];
  readonly metrics?: readonly ServedPoint[];
  readonly files?: readonly ServedFile[];
  readonly next_page_token?: string;
}

async function* pagesOf(
  read: (page: Readonly<Record<string, string>>) => Promise<Page>,
): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    const page: Page = await read(token === undefined ? {} : { page_token: token });
    yield page;
    token = page.next_page_token || undefined;
  } while (token !== undefined);
}

async function readRun(
  client: MlflowClient,
  experiment: Experiment,
  run: Run,
  options: CallOptions,
): Promise<ForeignRun> {
  const { info, data, inputs } = run;
  const id = info.run_id;
  const files = await filesOf(client, id, `${info.end_time ?? ""}`, options);
  const series = await pointsOf(client, id, (data?.metrics ?? []).map(({ key }) => key), options);
  const tags = valuesOf(data?.tags);
  const datasets = (inputs?.dataset_inputs ?? []).flatMap(({ dataset }) => dataset ?? []);
  const found = foreignRun({
    id,
    experiment: experiment.name,
    name: info.run_name,
    status: info.status ?? "RUNNING",
    startTime: Number(info.start_time ?? 0),
    endTime: Number(info.end_time ?? 0),
    parameters: valuesOf(data?.params),
    tags,
    series,
    files,
    artifacts: datasets.flatMap(addressOf),
    rest: {
      artifactUri: info.artifact_uri,
      experimentId: experiment.experiment_id,
      ...(datasets.length === 0 ? {} : { datasets }),
    },
    problems: [],
  });
  const own = tags.has("runlog.id") ? await readRunFile(files) : undefined;
  return own ? ownRun(found, own) : found;
}

async function pointsOf(
  client: MlflowClient,
  id: string,
  keys: readonly string[],
  options: CallOptions,
): Promise<SeriesBuilder> {
  const histories = new Map<string, readonly ServedPoint[]>();
  const waiting = keys.values();
  const work = async (): Promise<void> => {
    for (const key of waiting) histories.set(key, await historyOf(client, id, key, options));
  };
  await Promise.all(Array.from({ length: MOST_METRICS }, work));
  const series = new SeriesBuilder();
  for (const key of keys) {
    for (const { value, timestamp, step } of histories.get(key) ?? []) {
      series.append(key, finiteOf(Number(value)), Number(timestamp ?? 0), Number(step ?? 0));
    }
  }
  return series;
}

/** A point: 64-bit numbers may be strings, members with default values are absent. */
interface ServedPoint {
  readonly value?: number | string;
  readonly timestamp?: number | string;
  readonly step?: number | string;
}

async function historyOf(
  client: MlflowClient,
  run_id: string,
  metric_key: string,
  options: CallOptions,
): Promise<readonly ServedPoint[]> {
  const query = { run_id, metric_key, max_results: String(POINTS) };
  const points: ServedPoint[] = [];
  const pages = pagesOf((page) =>
    client.get("metrics/get-history", { ...query, ...page }, options)
  );
  for await (const { metrics = [] } of pages) for (const point of metrics) points.push(point);
  return points.map((point) => ({ ...point, value: point.value ?? 0 }));
}

/** MLflow stores an infinite value as the greatest finite one. */
function finiteOf(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;
}

interface ServedFile {
  readonly path: string;
  readonly is_dir?: boolean;
  readonly file_size?: number | string;
}

/** Lists the files of a run, folder by folder. */
async function filesOf(
  client: MlflowClient,
  id: string,
  change: string,
  options: CallOptions,
): Promise<readonly ForeignFile[]> {
  const found: ForeignFile[] = [];
  const list = async (folder: Readonly<Record<string, string>>): Promise<void> => {
    const pages = pagesOf((page) =>
      client.get("artifacts/list", { run_id: id, ...folder, ...page }, options)
    );
    for await (const { files = [] } of pages) {
      for (const { path, is_dir, file_size = 0 } of files) {
        if (is_dir) await list({ path });
        else {
          found.push({
            path,
            direction: "output",
            version: `${file_size} ${change}`,
            read: () => client.getFile(id, path, options),
          });
        }
      }
    }
  };
  await list({});
  return found;
}

function addressOf({ name = "", source = "" }: {
  readonly name?: string;
  readonly source?: string;
}): readonly ForeignArtifact[] {
  const uri = uriIn(source);
  return uri === undefined ? [] : [{ name, direction: "input", uri }];
}
