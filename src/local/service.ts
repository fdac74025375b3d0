/**
 * The embedded service, which answers SageMaker, SageMaker Metrics, S3 and STS requests from a
 * store: as one web handler, and in its process as operations. Its rules come from AWS's own service models. It imports only the
 * ports of the recording code, so that the two check each other.
 *
 * @module
 */
import type { FileStore } from "../ports/file_store.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { ServiceOperations } from "../ports/service_operations.ts";
import type { StoreNotes } from "../ports/store_notes.ts";
import {
  ACCOUNT_ID,
  AWS_QUOTAS,
  BEHAVIOR_VALUES,
  NO_QUOTAS,
  QUOTA_VALUES,
  type Quotas,
  REGION,
  UNDOCUMENTED_BEHAVIOR,
  type UndocumentedBehavior,
} from "./account.ts";
import { localFiles } from "./files.ts";
import { localMetrics } from "./metrics.ts";
import { localNotes } from "./notes.ts";
import { actionOperations } from "./operations/actions.ts";
import { artifactOperations } from "./operations/artifacts.ts";
import { associationOperations } from "./operations/associations.ts";
import { componentLinkOperations } from "./operations/component_links.ts";
import { contextOperations } from "./operations/contexts.ts";
import { experimentOperations } from "./operations/experiments.ts";
import { jobOperations } from "./operations/jobs.ts";
import type { Context, Operations, Place, Transact } from "./operations/operation.ts";
import { queryLineageOperations } from "./operations/query_lineage.ts";
import { searchOperations } from "./operations/search.ts";
import { tagOperations } from "./operations/tags.ts";
import { trialComponentOperations } from "./operations/trial_components.ts";
import { trialOperations } from "./operations/trials.ts";
import { operationsInProcess } from "./protocol/in_process.ts";
import type { LocalStore, Tables } from "./store/store.ts";
import { type OptionKinds, requireOptions } from "../options.ts";
import { FLAG, FUNCTION, recordOf, required } from "../kinds.ts";

/** Options of {@linkcode createLocalService}. */
export interface CreateLocalServiceOptions {
  /** Store that holds all data. */
  readonly store: LocalStore;
  /**
   * Region in ARNs and bucket names.
   * @default "local"
   */
  readonly region?: string | undefined;
  /**
   * Account ID: twelve digits.
   * @default "000000000000"
   */
  readonly accountId?: string | undefined;
  /**
   * Returns the current time, in milliseconds since 1970.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /**
   * Whether the quotas that AWS raises on request are those of a new account: 50 runs per run group,
   * 300 run groups per experiment, 6,000 lineage artifacts and as many associations, 3,000 actions
   * and 500 contexts. Without them, a store has no such quotas. Fixed limits, such as 300 parameters
   * per run, always apply.
   * @default false
   */
  readonly awsQuotas?: boolean | undefined;
  /**
   * Single quotas of the account.
   * @default those that `awsQuotas` chooses
   */
  readonly quotas?: Partial<Quotas> | undefined;
  /**
   * AWS behavior that is not documented. Set it to test a program against either alternative.
   * @default the more likely alternative of each
   */
  readonly undocumentedBehavior?: Partial<UndocumentedBehavior> | undefined;
}

/** The embedded service. */
export interface LocalService extends AsyncDisposable {
  /** Region in ARNs and bucket names. */
  readonly region: string;
  /** Account ID: twelve digits. */
  readonly accountId: string;
  /**
   * Answers a request as AWS would. It can be passed around without the service object. Signatures
   * are not checked.
   *
   * @param request Request to SageMaker, SageMaker Metrics or S3 (path-style)
   */
  fetch(request: Request): Promise<Response>;
  /**
   * SageMaker's operations without HTTP, except those on jobs. `serviceSession` calls them unless the
   * service has another `fetch` than its own.
   */
  readonly operations?: ServiceOperations | undefined;
  /** Writes and reads metric points directly instead of over HTTP, in batches of any length. */
  readonly metrics: Required<MetricsClient>;
  /** Stores files directly instead of over HTTP. */
  readonly files: FileStore;
  /** Notes that the store keeps besides runs, and the store's location. */
  readonly notes: StoreNotes;
  /** Closes the store. A second call has no effect. */
  close(): Promise<void>;
}

const OPERATIONS: Operations = {
  ...experimentOperations,
  ...trialOperations,
  ...trialComponentOperations,
  ...componentLinkOperations,
  ...searchOperations,
  ...tagOperations,
  ...artifactOperations,
  ...actionOperations,
  ...contextOperations,
  ...associationOperations,
  ...queryLineageOperations,
  ...jobOperations,
};

const OPTIONS: OptionKinds<CreateLocalServiceOptions> = {
  store: required(
    recordOf("be a store of runlog", { read: FUNCTION, write: FUNCTION, close: FUNCTION }),
  ),
  region: REGION,
  accountId: ACCOUNT_ID,
  now: FUNCTION,
  quotas: QUOTA_VALUES,
  undocumentedBehavior: BEHAVIOR_VALUES,
  awsQuotas: FLAG,
};

/**
 * Creates the embedded service over a store. It answers the AWS SDKs of any language as SageMaker,
 * SageMaker Metrics and S3 would, with AWS's validation, limits and errors, and its quotas on request.
 *
 * @param options Store, region, account and behavior
 * @returns The service, whose `fetch` is a web handler for any server or client
 * @throws {ArgumentError} If an option is invalid; the region and the account are parts of ARNs
 *
 * @example
 * ```ts
 * import { createLocalService } from "@runlog/sagemaker/local";
 * import { openSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const store = openSqliteStore({ folder: await Deno.makeTempDir(), sqlite, fs, crypto });
 * await using service = createLocalService({ store });
 * const answer = await service.fetch(
 *   new Request("http://runlog.local/", {
 *     method: "POST",
 *     headers: { "x-amz-target": "SageMaker.CreateExperiment" },
 *     body: JSON.stringify({ ExperimentName: "demo" }),
 *   }),
 * );
 * console.log(await answer.json()); // { ExperimentArn: "arn:aws:sagemaker:local:…:experiment/demo" }
 * ```
 */
export function createLocalService(options: CreateLocalServiceOptions): LocalService {
  requireOptions("Cannot create local service", options, OPTIONS);
  const { store, now = Date.now } = options;
  const place = placeOf(options.region ?? "local", options.accountId ?? "000000000000");
  const quotas = { ...(options.awsQuotas ? AWS_QUOTAS : NO_QUOTAS), ...options.quotas };
  const behavior = { ...UNDOCUMENTED_BEHAVIOR, ...options.undocumentedBehavior };
  const seconds = (): number => now() / 1000;
  const inContext = <T>(work: (context: Context) => T): (tables: Tables) => T => (tables) =>
    work({ tables, place, quotas, behavior, now: seconds() });
  const transact: Transact = ({ writes }, work, creates) =>
    writes ? store.write(inContext(work), creates) : store.read(inContext(work));
  const metrics = localMetrics(store, seconds);
  const fetch = async (request: Request): Promise<Response> => {
    // Never loaded by a session that records without requests.
    const { answerRequest } = await import("./protocol/http.ts");
    return await answerRequest(request, {
      store,
      place,
      now: seconds(),
      operations: OPERATIONS,
      transact,
      putMetrics: metrics.put,
      read: (work) => store.read(inContext(work)),
    });
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => closed ??= store.close();
  return {
    region: place.region,
    accountId: place.accountId,
    fetch,
    operations: operationsInProcess(OPERATIONS, transact, fetch),
    metrics,
    files: localFiles(store, place.accountId, seconds),
    notes: localNotes(store, seconds, behavior),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function placeOf(region: string, accountId: string): Place {
  return { region, accountId, arnPrefix: `arn:aws:sagemaker:${region}:${accountId}:` };
}
