/**
 * The embedded service: SageMaker, SageMaker Metrics, S3 and STS answered from a store, as one web
 * handler. Its rules come from AWS's own service models, and of the recording side only the ports are
 * known here, so that the two check each other.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { StoreNotes } from "../ports/store_notes.ts";
import {
  QUOTAS,
  type Quotas,
  UNDOCUMENTED_BEHAVIOR,
  type UndocumentedBehavior,
} from "./account.ts";
import { invalid } from "./errors.ts";
import { localMetrics } from "./metrics.ts";
import { localNotes } from "./notes.ts";
import { artifactOperations } from "./operations/artifacts.ts";
import { associationOperations } from "./operations/associations.ts";
import { componentLinkOperations } from "./operations/component_links.ts";
import { experimentOperations } from "./operations/experiments.ts";
import { jobOperations } from "./operations/jobs.ts";
import type { Context, Operations, Place } from "./operations/operation.ts";
import { searchOperations } from "./operations/search.ts";
import { tagOperations } from "./operations/tags.ts";
import { trialComponentOperations } from "./operations/trial_components.ts";
import { trialOperations } from "./operations/trials.ts";
import { answerAwsJson, isAwsJson } from "./protocol/aws_json.ts";
import { answerMetricQuery, isMetricQuery } from "./protocol/metric_queries.ts";
import { answerMetrics, isMetrics } from "./protocol/metrics.ts";
import { answerSts, isSts } from "./protocol/sts.ts";
import { unescapePath } from "./s3/exchange.ts";
import { answerS3 } from "./s3/s3.ts";
import type { LocalStore, Tables } from "./store/store.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of {@linkcode createLocalService}. */
export interface CreateLocalServiceOptions {
  /** Where everything is kept. */
  readonly store: LocalStore;
  /**
   * Region, as ARNs and bucket names have it.
   * @default "local"
   */
  readonly region?: string | undefined;
  /**
   * Account: twelve digits.
   * @default "000000000000"
   */
  readonly accountId?: string | undefined;
  /**
   * The clock, in milliseconds since 1970.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /**
   * Quotas of the account.
   * @default AWS's own: 50 trial components a trial, 300 trials an experiment
   */
  readonly quotas?: Partial<Quotas> | undefined;
  /**
   * What AWS does where its documents do not say, to try a program against either answer.
   * @default the likelier of each
   */
  readonly undocumentedBehavior?: Partial<UndocumentedBehavior> | undefined;
}

/** The embedded service. */
export interface LocalService extends AsyncDisposable {
  /** Region, as ARNs and bucket names have it. */
  readonly region: string;
  /** Account: twelve digits. */
  readonly accountId: string;
  /**
   * Answers a request as AWS would. It may be passed on by itself. Signatures are not checked.
   *
   * @param request A request of SageMaker's, SageMaker Metrics' or S3's (path-style)
   */
  fetch(request: Request): Promise<Response>;
  /** Metric points straight into the store, past the wire: batches of any length. */
  readonly metrics: Required<MetricsClient>;
  /** What the store notes beside runs, and where it is. */
  readonly notes: StoreNotes;
  /** Lets go of the store; a second call changes nothing. */
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
  ...associationOperations,
  ...jobOperations,
};

const OPTIONS: OptionNames<CreateLocalServiceOptions> = {
  store: true,
  region: true,
  accountId: true,
  now: true,
  quotas: true,
  undocumentedBehavior: true,
};

/**
 * The embedded service over a store. It answers the AWS SDKs of any language as SageMaker, SageMaker
 * Metrics and S3 would, with AWS's validation, limits, quotas and errors.
 *
 * @param options The store, and who the service says it is
 * @returns The service; `fetch` is a web handler for any server or client
 * @throws {ServiceError} when region or account could be no part of an ARN
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
  checkOptions("Cannot create local service", options, OPTIONS);
  const { store, now = Date.now } = options;
  const place = placeOf(options.region ?? "local", options.accountId ?? "000000000000");
  const quotas = { ...QUOTAS, ...options.quotas };
  const behavior = { ...UNDOCUMENTED_BEHAVIOR, ...options.undocumentedBehavior };
  const seconds = (): number => now() / 1000;
  const inContext = <T>(work: (context: Context) => T): (tables: Tables) => T => (tables) =>
    work({ tables, place, quotas, behavior, now: seconds() });
  const metrics = localMetrics(store, seconds);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => closed ??= store.close();
  return {
    region: place.region,
    accountId: place.accountId,
    async fetch(request) {
      const url = new URL(request.url);
      if (isAwsJson(request)) {
        return await answerAwsJson(
          request,
          OPERATIONS,
          (operation, work) =>
            operation.writes ? store.write(inContext(work)) : store.read(inContext(work)),
        );
      }
      const { region, accountId } = place;
      if (isMetrics(request, url.pathname)) return await answerMetrics(request, metrics.put);
      if (isMetricQuery(request, url.pathname)) {
        return await answerMetricQuery(request, (work) => store.read(inContext(work)));
      }
      if (isSts(request, url.pathname)) return await answerSts(request, accountId);
      return await answerS3({
        request,
        ...s3Path(url),
        store,
        now: seconds(),
        accountId,
        region,
      });
    },
    metrics,
    notes: localNotes(store, seconds),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function placeOf(region: string, accountId: string): Place {
  if (!/^[a-z0-9-]+$/.test(region) || !/^\d{12}$/.test(accountId)) {
    throw invalid(`Not a region and an account of twelve digits: ${region}, ${accountId}`);
  }
  return { region, accountId, arnPrefix: `arn:aws:sagemaker:${region}:${accountId}:` };
}

/** `/{bucket}/{key}`, unescaped once. */
function s3Path({ pathname, searchParams }: URL): {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
} {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  return { bucket, key: unescapePath(key), query: searchParams };
}
