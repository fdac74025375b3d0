/**
 * Opens sessions over the embedded service, which needs no account and no network and has the same
 * protocol. It stores runs in SQLite in Deno, Bun and Node from 22.13, and in IndexedDB in browsers.
 *
 * @module
 */
import type { LocalService } from "../local/service.ts";
import type { Logger } from "../ports/logger.ts";
import type { MetricJournal } from "../ports/metric_journal.ts";
import { browserStorage } from "../runtime.ts";
import type { AwsClient } from "../session/caller.ts";
import { leavingJournal } from "../session/leaving_journal.ts";
import type { Callers } from "../session/patience.ts";
import {
  createCallers,
  type Session,
  type SessionCallers,
  sessionOver,
} from "../session/session.ts";
import { fetchTransport } from "../session/transport.ts";
import { DEFAULT_PATH, openLocalService, storeModules } from "./local_service.ts";
import { withStoreErrors } from "./store_errors.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, FUNCTION, LOGGER, OBJECT, recordOf, TEXT } from "../kinds.ts";

export { DEFAULT_PATH } from "./local_service.ts";

/** Options of {@linkcode localSession}. */
export interface LocalSessionOptions {
  /**
   * Folder of the store, or in a browser the name of its IndexedDB database. The first write
   * creates a folder that does not exist. A `~` at the beginning is the home folder.
   * @default "./runlog"
   */
  readonly path?: string | undefined;
  /**
   * Whether the store has the quotas of a new AWS account: 50 runs per run group, 300 run groups per
   * experiment, 6,000 lineage artifacts and as many associations. The library then continues in a
   * new run group after 50 runs, as it does in AWS. Without them, all runs of an experiment are in
   * one group.
   * @default false
   */
  readonly awsQuotas?: boolean | undefined;
  /** Key prefix within the default bucket. */
  readonly artifactBucketPrefix?: string | undefined;
  /** Receives warnings and notices. */
  readonly logger?: Logger | undefined;
  /**
   * Whether the first run of each experiment logs where it is recorded.
   * @default false
   */
  readonly notices?: boolean | undefined;
}

/** Short, because waiting for a full batch saves nothing in a local store and a crash loses less. */
const LINGER_MS = 100;

/** A page may be left at any moment. While a batch is being stored, others collect. */
const PAGE_LINGER_MS = 0;

const OPTIONS: OptionKinds<LocalSessionOptions> = {
  path: TEXT,
  artifactBucketPrefix: TEXT,
  logger: LOGGER,
  notices: FLAG,
  awsQuotas: FLAG,
};

/**
 * Opens a session over a local store. Any number of processes, or pages of one origin in a browser,
 * may use the store at once. The first write, such as the start of a run, creates a store that does
 * not exist; until then, reading rejects with `StoreNotFoundError`. A store that the process may not
 * write is opened to read, and writing rejects with `StoreReadOnlyError`. In Deno it needs `--allow-env`, and `--allow-read` and `--allow-write`
 * for the folder. A browser that is short of space may delete the data of a page, unless the page
 * called `navigator.storage.persist()`.
 *
 * @param options Path of the store, bucket prefix and logger
 * @returns The session; disposing it closes the store
 * @throws {SessionError} If the runtime is too old, or a page may not store anything
 * @throws {StoreError} If the store cannot be opened
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * ```
 */
export async function localSession(options: LocalSessionOptions = {}): Promise<Session> {
  checkOptions("Cannot open local session", options, OPTIONS);
  const { path = DEFAULT_PATH, awsQuotas, ...rest } = options;
  loadAhead(path, options.logger);
  const service = await openLocalService({ path, awsQuotas, logger: options.logger }, false);
  return await serviceSession(service, { ...rest, location: `local store ${path}` });
}

/**
 * Begins to load what the session will import once its service is open: a page would wait for one
 * after the other. An import that fails does so again where it is awaited.
 */
function loadAhead(path: string, logger: Logger = console): void {
  void loadDirectCaller().catch(() => {});
  const journal = storeModules() ? undefined : journalNamed(path, logger);
  if (journal?.isEmpty?.() === false) void loadLeftPoints().catch(() => {});
}

const loadDirectCaller = () => import("../session/direct_caller.ts");
const loadLeftPoints = () => import("./left_points.ts");

/** Options of {@linkcode serviceSession}. */
export interface ServiceSessionOptions extends Omit<LocalSessionOptions, "path" | "awsQuotas"> {
  /**
   * Location of the runs, as shown in notices and tools.
   * @default "local store /home/me/runlog", with the store's path; "local service" for a store
   * without a path
   */
  readonly location?: string | undefined;
}

const SERVICE = recordOf("be a local service", {
  region: TEXT,
  fetch: FUNCTION,
  metrics: OBJECT,
  notes: OBJECT,
});

const SERVICE_OPTIONS: OptionKinds<ServiceSessionOptions> = {
  location: TEXT,
  artifactBucketPrefix: TEXT,
  logger: LOGGER,
  notices: FLAG,
};

/**
 * Creates a session over a local service that is already open.
 *
 * @param service The service; disposing the session closes it
 * @param options Bucket prefix, logger and location
 * @returns The session
 *
 * @example
 * ```ts
 * import { localService, serviceSession } from "@runlog/sagemaker/local";
 *
 * const service = await localService({ path: await Deno.makeTempDir(), region: "eu-west-1" });
 * await using session = await serviceSession(service);
 * ```
 */
export async function serviceSession(
  service: LocalService,
  options: ServiceSessionOptions = {},
): Promise<Session> {
  checkArgument("Cannot open local session", "service", service, SERVICE);
  checkOptions("Cannot open local session", options, SERVICE_OPTIONS);
  const path = service.notes.location?.path;
  const location = options.location ??
    (path === undefined ? "local service" : `local store ${path}`);
  const { logger = console } = options;
  const callers = { logger, place: location };
  const journal = journalOf(service, logger);
  if (journal?.isEmpty?.() === false) {
    const { storeLeftPoints } = await loadLeftPoints();
    await storeLeftPoints(journal, service.metrics, logger);
  }
  const requests = createCallers(lazyClients(service), callers);
  const direct = await directCaller(service, requests, callers);
  return sessionOver(withStoreErrors({ ...requests, ...direct }, service.notes.location), {
    metrics: service.metrics,
    files: isReachedByCalls(service) ? service.files : undefined,
    artifactBucketPrefix: options.artifactBucketPrefix,
    logger,
    notices: options.notices ?? false,
    location,
    lingerMs: journal ? PAGE_LINGER_MS : LINGER_MS,
    journal,
    tracksJobs: true,
    store: service.notes,
    dispose: () => service.close(),
  });
}

/** Returns the journal of points that are undelivered when a page is left. */
function journalOf({ notes }: LocalService, logger: Logger): MetricJournal | undefined {
  if (notes.location?.kind !== "indexeddb") return undefined;
  return journalNamed(notes.location.path, logger);
}

function journalNamed(name: string, logger: Logger): MetricJournal | undefined {
  const storage = browserStorage();
  return storage && leavingJournal({ storage, name, logger });
}

/** Address of a service in this process, which no request leaves. */
const ENDPOINT = "http://runlog.local";

/** Returns whether a service is called without requests: they go another way if its `fetch` was replaced. */
function isReachedByCalls({ operations, fetch }: LocalService): boolean {
  return operations?.fetch === fetch;
}

/** Returns a caller of the service's operations, if it is reached by calls. */
async function directCaller(
  service: LocalService,
  { sagemaker: requests }: SessionCallers,
  callers: Callers,
): Promise<Partial<SessionCallers>> {
  const { operations } = service;
  if (!operations || !isReachedByCalls(service)) return {};
  const { createDirectCaller } = await loadDirectCaller();
  const endpoint = new URL(ENDPOINT);
  return { sagemaker: createDirectCaller({ operations, requests, callers, endpoint }) };
}

/** Returns functions that create AWS's clients of a service on first use. */
function lazyClients(
  service: LocalService,
): { readonly sagemaker: () => Promise<AwsClient>; readonly s3: () => Promise<AwsClient> } {
  const common = {
    region: service.region,
    // The service is this process's own: nothing is checked, and nothing secret is signed with.
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: ENDPOINT,
    requestHandler: fetchTransport(async (request) => {
      const answer = await service.fetch(request);
      // The same module as that which answered.
      const { causeOf } = await import("../local/protocol/answers.ts");
      const cause = causeOf(answer);
      if (cause) throw cause;
      return answer;
    }),
    defaultUserAgentProvider: (): Promise<[string, string][]> =>
      Promise.resolve([["runlog", "local"]]),
    maxAttempts: 1,
    // Set here, because the SDK would look for each in the profile files, and in Deno prompt for
    // permission to find them.
    retryMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: "",
    authSchemePreference: [],
    disableClockSkewCorrection: true,
  };
  return {
    sagemaker: async () => {
      const { SageMakerClient } = await import("../session/clients/sagemaker.ts");
      return new SageMakerClient(common);
    },
    s3: async () => {
      const { S3Client } = await import("../session/clients/s3.ts");
      return new S3Client({
        ...common,
        forcePathStyle: true,
        disableMultiregionAccessPoints: true,
        disableS3ExpressSessionAuth: true,
        requestChecksumCalculation: "WHEN_SUPPORTED",
        responseChecksumValidation: "WHEN_SUPPORTED",
        useArnRegion: false,
        sigv4aSigningRegionSet: [],
      });
    },
  };
}
