/**
 * Creates and updates one run of an MLflow server. The state tag is empty while a copy is being
 * written, so that a later one resumes it.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { parameterName } from "../rules/parameters.ts";
import type { CallOptions } from "../session/caller.ts";
import type { DestinationRun, RunContent } from "../sync/destination.ts";
import type { FarFile } from "../sync/files.ts";
import { fingerprintOf } from "../sync/fingerprint.ts";
import type { LineageCopy } from "../sync/lineage.ts";
import { type RefusedEntry, refusedEntry, withoutRefused } from "../sync/refused.ts";
import { artifactPaths, pathAt } from "./artifact_paths.ts";
import type { MlflowClient } from "./client.ts";
import { MlflowArtifactError, MlflowError } from "./errors.ts";
import { hashOf, keyOf } from "./keys.ts";
import { contentOf, type MlflowRun, type Pair, STATUSES, TAGS, valuesOf } from "./protocol.ts";
import { runFile } from "./run_file.ts";
import { PASSING_TAGS, tagsOf } from "./run_tags.ts";

/** Most parameters or tags in a request. */
const LARGEST_BATCH = 100;

/** Members that the runs of an experiment share, and the run if it exists. */
export interface RunPlace {
  readonly client: MlflowClient;
  readonly experimentId: string;
  readonly found: MlflowRun | undefined;
  /** Searches the run again. */
  readonly find: () => Promise<MlflowRun | undefined>;
  /** Called with the run once it exists. */
  readonly onFound: (run: MlflowRun) => void;
  readonly options: CallOptions;
}

/** One run of an MLflow server. */
export class MlflowRunCopy implements DestinationRun {
  /** Parameters that have changed or are gone: MLflow keeps the first values. */
  readonly refused: RefusedEntry[] = [];
  readonly #near: RunRecord;
  readonly #place: RunPlace;
  #run: MlflowRun | undefined;
  #paths: ReadonlyMap<string, string> = new Map();
  #fingerprint: string | undefined;

  constructor(near: RunRecord, place: RunPlace) {
    this.#near = near;
    this.#place = place;
    this.#run = place.found;
  }

  /** Creates the run if it does not exist, because MLflow stores files in runs only. */
  async prepare(links: readonly LineageCopy[]): Promise<void> {
    this.#paths = artifactPaths(this.#near, links);
    const tags = valuesOf(this.#run?.data?.tags);
    this.#fingerprint = tags.get(TAGS.state)?.split(" ")[0];
    if (!this.#run) this.#run = await this.#place.find() ?? await this.#create();
    else await this.#log({ tags: [{ key: TAGS.state, value: "" }] });
    this.#place.onFound(this.#run);
    for (const link of links) await this.#putJson(`runlog/lineage/${hashOf(link.id)}.json`, link);
    await this.#putJson("runlog/run.json", runFile(this.#near, this.#paths));
  }

  /** Stores a file among those of the run. */
  async putFile(
    { address }: FarFile,
    open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  ): Promise<void> {
    await this.#put(pathAt(this.#paths, address), open);
  }

  /** Writes parameters, tags and data sets. */
  async create(content: RunContent): Promise<string> {
    const there = valuesOf(this.#run?.data?.params);
    const wanted = Object.entries(this.#near.parameters);
    const params: Pair[] = [];
    for (const [name, value] of wanted) {
      // MLflow stores a number as an empty text.
      const [key, text] = [keyOf(name), String(value)];
      const kept = there.get(key);
      if (kept === undefined) params.push({ key, value: text });
      else if (kept !== text) {
        const wire = parameterName(name);
        const changed = content.members.Parameters[wire];
        // Without one, an earlier copy has noted it.
        if (changed !== undefined) await this.#keepFirst(wire, changed, kept);
      }
    }
    const keys = new Set(wanted.map(([name]) => keyOf(name)));
    for (const [key, kept] of there) {
      if (!keys.has(key)) await this.#keepFirst(key, undefined, kept);
    }
    await this.#log({ params });
    await this.#log({ tags: tagsOf(this.#near) });
    await this.#logInputs();
    const { members } = await withoutRefused(content.members, content.tags, this.refused);
    this.#fingerprint = await fingerprintOf(members);
    return this.#near.arn;
  }

  /** Writes what has changed. */
  async update(content: RunContent): Promise<void> {
    await this.create(content);
  }

  /** Sets all tags of the run, and deletes those that are gone. */
  async changeTags(
    _arn: string,
    changed: Readonly<Record<string, string>>,
    gone: readonly string[],
  ): Promise<void> {
    if (Object.keys(changed).length > 0) await this.#log({ tags: tagsOf(this.#near) });
    const there = valuesOf(this.#run?.data?.tags);
    const wanted = new Set(tagsOf(this.#near).map(({ key }) => key));
    const left = [...gone.map(keyOf), ...PASSING_TAGS];
    for (const key of left.filter((key) => there.has(key) && !wanted.has(key))) {
      await this.#post("runs/delete-tag", { run_id: this.#id, key });
    }
  }

  /** Writes name, status and end, and then that the copy is whole. */
  async finish(): Promise<void> {
    const { status = "InProgress", endTime, displayName, runName } = this.#near;
    await this.#post("runs/update", {
      run_id: this.#id,
      run_name: displayName ?? runName,
      status: STATUSES[status],
      // 0 empties it: a run that was started again has no end.
      end_time: endTime?.getTime() ?? 0,
    });
    const { run } = await this.#place.client
      .get<{ readonly run: MlflowRun }>("runs/get", { run_id: this.#id }, this.#place.options);
    const state = `${this.#fingerprint ?? ""} ${await contentOf(run)}`;
    await this.#log({ tags: [{ key: TAGS.state, value: state }] });
  }

  get #id(): string {
    return this.#run?.info.run_id ?? "";
  }

  async #create(): Promise<MlflowRun> {
    const { displayName, runName, startTime, creationTime } = this.#near;
    const { run } = await this.#place.client.postOnce<{ readonly run: MlflowRun }>("runs/create", {
      experiment_id: this.#place.experimentId,
      run_name: displayName ?? runName,
      start_time: (startTime ?? creationTime)?.getTime() ?? 0,
      tags: [...tagsOf(this.#near), { key: TAGS.created, value: String(Date.now()) }],
    }, this.#place.options);
    return run;
  }

  async #keepFirst(name: string, value: unknown, kept: string): Promise<void> {
    const reason = `MLflow cannot change a parameter: it keeps ${JSON.stringify(kept)}. ` +
      "The value of now is in runlog/run.json";
    this.refused.push(await refusedEntry("Parameters", name, value, reason));
  }

  async #log(pairs: { readonly params: readonly Pair[] } | { readonly tags: readonly Pair[] }) {
    for (const [member, all] of Object.entries(pairs)) {
      for (let at = 0; at < all.length; at += LARGEST_BATCH) {
        const some = all.slice(at, at + LARGEST_BATCH);
        await this.#post("runs/log-batch", { run_id: this.#id, [member]: some });
      }
    }
  }

  async #logInputs(): Promise<void> {
    const datasets = Object.entries(this.#near.inputArtifacts).map(([name, { value }]) => ({
      tags: [{ key: "mlflow.data.context", value: "input" }],
      dataset: {
        name,
        digest: hashOf(value),
        source_type: "uri",
        source: JSON.stringify({ uri: value }),
      },
    }));
    if (datasets.length > 0) {
      await this.#post("runs/log-inputs", { run_id: this.#id, datasets });
    }
  }

  async #post(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#place.client.post(path, body, this.#place.options);
  }

  async #putJson(path: string, content: unknown): Promise<void> {
    try {
      await this.#put(path, () => Promise.resolve(JSON.stringify(content)));
    } catch (error) {
      if (!(error instanceof MlflowArtifactError)) throw error;
      this.refused.push(await refusedEntry("OutputArtifacts", path, undefined, error));
    }
  }

  async #put(path: string, open: () => Promise<BodyInit>): Promise<void> {
    const { artifact_uri: root = "" } = this.#run?.info ?? {};
    const [, folder] = /^mlflow-artifacts:\/+(?:[^/]+:\d+\/)?(.*)$/.exec(root) ?? [];
    if (folder === undefined) {
      throw new MlflowArtifactError(path, `its files are in ${root}, not behind its own address`);
    }
    const whole = `${folder}/${path}`.split("/").map(encodeURIComponent).join("/");
    try {
      await this.#place.client.putFile(whole, open, this.#place.options);
    } catch (error) {
      if (!(error instanceof MlflowError) || error.status !== 400) throw error;
      throw new MlflowArtifactError(path, error.message);
    }
  }
}
