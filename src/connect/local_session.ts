/**
 * Opens sessions over the embedded service, which needs no account and no network and has the same
 * protocol. It stores runs in SQLite in Deno, Bun and Node from 22.13, and in IndexedDB in browsers.
 *
 * @module
 */
import type { LocalService } from "../local/service.ts";
import type { Logger } from "../ports/logger.ts";
import { createSession, type Session } from "../session/session.ts";
import { fetchTransport } from "../session/transport.ts";
import { localService } from "./local_service.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, FUNCTION, LOGGER, OBJECT, recordOf, TEXT } from "../kinds.ts";

/** Options of {@linkcode localSession}. */
export interface LocalSessionOptions {
  /**
   * Folder of the store, or in a browser the name of its IndexedDB database; created if absent.
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

const OPTIONS: OptionKinds<LocalSessionOptions> = {
  path: TEXT,
  artifactBucketPrefix: TEXT,
  logger: LOGGER,
  notices: FLAG,
  awsQuotas: FLAG,
};

/**
 * Opens a session over a local store. Any number of processes, or pages of one origin in a browser,
 * may use the store at once. In Deno it needs `--allow-env`, and `--allow-read` and `--allow-write`
 * for the folder. A browser that is short of space may delete the data of a page, unless the page
 * called `navigator.storage.persist()`.
 *
 * @param options Path of the store, bucket prefix and logger
 * @returns The session; disposing it closes the store
 * @throws {SessionError} If there is neither SQLite nor IndexedDB: old runtimes, pages without storage
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
  const { path, awsQuotas, ...rest } = options;
  const service = await localService({ path, awsQuotas, logger: options.logger });
  return await serviceSession(service, rest);
}

/** Options of {@linkcode serviceSession}. */
export interface ServiceSessionOptions extends Omit<LocalSessionOptions, "path" | "awsQuotas"> {
  /**
   * Location of the runs, as shown in notices and tools.
   * @default "local store ./runlog", with the store's path; "local service" for a store without a path
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
  const { SageMakerClient } = await import("../session/clients/sagemaker.ts");
  const path = service.notes.location?.path;
  const common = {
    region: service.region,
    // The service is this process's own: nothing is checked, and nothing secret is signed with.
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: "http://runlog.local",
    requestHandler: fetchTransport((request) => service.fetch(request)),
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
  return createSession({
    sagemaker: new SageMakerClient(common),
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
    metrics: service.metrics,
    files: service.files,
    artifactBucketPrefix: options.artifactBucketPrefix,
    logger: options.logger,
    notices: options.notices ?? false,
    location: options.location ?? (path === undefined ? "local service" : `local store ${path}`),
    lingerMs: LINGER_MS,
    tracksJobs: true,
    store: service.notes,
    dispose: () => service.close(),
  });
}
