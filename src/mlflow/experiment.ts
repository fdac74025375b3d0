/**
 * Finds or creates one experiment of an MLflow server, and finds runs in it.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import type { CallOptions } from "../session/caller.ts";
import { persistently } from "../session/retry.ts";
import type { RunVersion } from "../sync/conflict.ts";
import type { PointReceiver } from "../sync/copy_points.ts";
import type { PlaceSide } from "../sync/cursor.ts";
import type {
  DestinationExperiment,
  DestinationGroups,
  FarArtifact,
  OpenOptions,
} from "../sync/destination.ts";
import { SYNC_LIMITS } from "../sync/failure.ts";
import type { NearSide } from "../sync/near_side.ts";
import type { MlflowClient } from "./client.ts";
import { MlflowError } from "./errors.ts";
import { keyOf } from "./keys.ts";
import { pointsClient } from "./points.ts";
import { contentOf, identityOf, type MlflowRun, type Pair, TAGS, valuesOf } from "./protocol.ts";
import { MlflowRunCopy } from "./run_copy.ts";

interface Found {
  readonly experiment: { readonly experiment_id: string; readonly lifecycle_stage?: string };
}

/** One experiment of an MLflow server, or in a dry run perhaps one that does not exist yet. */
export class MlflowExperiment implements DestinationExperiment {
  /** Identifies the experiment in cursors. MLflow stores none. */
  readonly side: PlaceSide;
  /** Files have no `s3://` address in MLflow. */
  readonly bucketName = undefined;
  /** The state tag holds the fingerprint of the sent content, whatever form MLflow keeps. */
  readonly keepsAsSent = true;
  /** MLflow has no run groups: `runlog/run.json` names those of a run. */
  readonly groups: DestinationGroups = {
    join: (_component, name) => Promise.resolve({ name, reason: undefined }),
    refusalOf: () => undefined,
    copyAll: () => Promise.resolve(),
  };
  readonly #client: MlflowClient;
  readonly #id: string | undefined;
  readonly #options: CallOptions;
  /** Runs that were found or created, by component. */
  readonly #runs = new Map<string, MlflowRun>();

  private constructor(client: MlflowClient, id: string | undefined, options: CallOptions) {
    this.#client = client;
    this.#id = id;
    this.#options = options;
    this.side = { identity: `mlflow ${client.uri} ${id}`, cursors: undefined };
  }

  /** Finds the experiment of this name. Creates it if it does not exist, except in a dry run. */
  static async open(
    client: MlflowClient,
    name: string,
    near: NearSide,
    { dryRun, signal }: OpenOptions,
  ): Promise<MlflowExperiment> {
    const open = async (): Promise<string | undefined> =>
      await findExperiment(client, name, { signal }) ??
        (dryRun ? undefined : await createExperiment(client, name, near, { signal }));
    return new MlflowExperiment(client, await persistently(open, signal, SYNC_LIMITS), { signal });
  }

  /** MLflow has one kind of server. */
  learnKind(): Promise<void> {
    return Promise.resolve();
  }

  /** Finds the copy of a run by its tag: MLflow would create a second one of the same name. */
  async findRun(near: RunRecord): Promise<RunVersion | undefined> {
    const found = await this.#search(near);
    if (!found) {
      this.#runs.delete(near.trialComponentName);
      return undefined;
    }
    this.#runs.set(near.trialComponentName, found);
    const tags = valuesOf(found.data?.tags);
    const [fingerprint = "", content] = (tags.get(TAGS.state) ?? "").split(" ");
    const isEdited = content !== undefined && content !== await contentOf(found);
    // No summaries: points may be sent again, since MLflow stores each once.
    const record = {
      ...near,
      metrics: {},
      creationTime: new Date(Number(tags.get(TAGS.created) ?? 0)),
    };
    return {
      record,
      fingerprint: isEdited ? `edited ${await contentOf(found)}` : fingerprint,
      isUnfinished: fingerprint === "",
    };
  }

  /** Returns a run, to be created or updated. */
  runOf(near: RunRecord): MlflowRunCopy {
    const { trialComponentName } = near;
    return new MlflowRunCopy(near, {
      client: this.#client,
      experimentId: this.#id ?? "",
      found: this.#runs.get(trialComponentName),
      find: () => this.#search(near),
      onFound: (run) => this.#runs.set(trialComponentName, run),
      options: this.#options,
    });
  }

  /** Returns the receiver of a run's points. */
  pointsOf(trialComponentName: string): PointReceiver {
    const runId = (): string => this.#runs.get(trialComponentName)?.info.run_id ?? "";
    return {
      trialComponentName,
      client: pointsClient(this.#client, runId),
      takesAnyAge: true,
    };
  }

  /** MLflow has no lineage: `runlog/run.json` has that of a run. */
  ensureArtifact({ uri }: FarArtifact): Promise<string> {
    return Promise.resolve(uri);
  }

  /** See {@linkcode ensureArtifact}. */
  link(): Promise<void> {
    return Promise.resolve();
  }

  async #search(near: RunRecord): Promise<MlflowRun | undefined> {
    if (this.#id === undefined) return undefined;
    const { runs: [run] = [] } = await this.#client.post<{ readonly runs?: readonly MlflowRun[] }>(
      "runs/search",
      {
        experiment_ids: [this.#id],
        filter: `tags.\`${TAGS.id}\` = '${identityOf(near)}'`,
        max_results: 1,
      },
      this.#options,
    );
    return run;
  }
}

async function findExperiment(
  client: MlflowClient,
  name: string,
  options: CallOptions,
): Promise<string | undefined> {
  const path = "experiments/get-by-name";
  try {
    const { experiment } = await client.get<Found>(path, { experiment_name: name }, options);
    // A deleted experiment still owns its name.
    if (experiment.lifecycle_stage !== "deleted") return experiment.experiment_id;
    const reason = "It is deleted there. Restore it, or remove it with `mlflow gc`";
    throw new MlflowError(`copy experiment "${name}"`, 200, undefined, reason);
  } catch (error) {
    if (isCode(error, "RESOURCE_DOES_NOT_EXIST")) return undefined;
    throw error;
  }
}

async function createExperiment(
  client: MlflowClient,
  name: string,
  near: NearSide,
  options: CallOptions,
): Promise<string | undefined> {
  const { DisplayName, Description, Tags = [] } = await near.describeExperiment();
  const tags: Pair[] = [
    ...Tags.map(({ Key = "", Value = "" }) => ({ key: keyOf(Key), value: Value })),
    ...(DisplayName ? [{ key: "runlog.displayName", value: DisplayName }] : []),
    ...(Description ? [{ key: "mlflow.note.content", value: Description }] : []),
  ];
  try {
    const path = "experiments/create";
    return (await client.post<Found["experiment"]>(path, { name, tags }, options)).experiment_id;
  } catch (error) {
    if (!isCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
    return await findExperiment(client, name, options);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof MlflowError && error.code === code;
}
