/**
 * A session over the embedded service: no account, no network, the same protocol. It keeps runs in
 * SQLite in Deno, Bun and Node from 22.13, and in IndexedDB in browsers.
 *
 * @module
 */
import type { LocalService } from "../local/service.ts";
import type { Logger } from "../ports/logger.ts";
import { createSession, type Session } from "../session/session.ts";
import { fetchTransport } from "../session/transport.ts";
import { localService } from "./local_service.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of {@linkcode localSession}. */
export interface LocalSessionOptions {
  /**
   * Folder of the store, or in a browser the name of its IndexedDB database; made if absent.
   * @default "./runlog"
   */
  readonly path?: string | undefined;
  /** Key prefix within the default bucket. */
  readonly artifactBucketPrefix?: string | undefined;
  /** Receives warnings and notices. */
  readonly logger?: Logger | undefined;
  /**
   * Whether the first run of each experiment says where it is recorded.
   * @default false
   */
  readonly notices?: boolean | undefined;
}

/** Nothing is saved by waiting for company when the store is at hand, and less is lost by a crash. */
const LINGER_MS = 100;

const OPTIONS: OptionNames<LocalSessionOptions> = {
  path: true,
  artifactBucketPrefix: true,
  logger: true,
  notices: true,
};

/**
 * A session over a local store, which any number of processes, or of a browser's pages of one
 * origin, may use at once. In Deno it needs `--allow-env`, and `--allow-read` and `--allow-write` for
 * the folder. A browser that is short of space may delete what a page keeps, unless the page asked
 * for `navigator.storage.persist()`.
 *
 * @param options Where the store is
 * @returns A session; disposing it closes the store
 * @throws {SessionError} where there is neither SQLite nor IndexedDB: old runtimes, closed-off pages
 * @throws {StoreError} when the store cannot be opened
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
  const { path, ...rest } = options;
  const service = await localService({ path, logger: options.logger });
  return await serviceSession(service, rest);
}

/** Options of {@linkcode serviceSession}. */
export interface ServiceSessionOptions extends Omit<LocalSessionOptions, "path"> {
  /**
   * Where runs go, for people to read.
   * @default "local store ./runlog", by its path; "local service" for one whose store has none
   */
  readonly location?: string | undefined;
}

const SERVICE_OPTIONS: OptionNames<ServiceSessionOptions> = {
  location: true,
  artifactBucketPrefix: true,
  logger: true,
  notices: true,
};

/**
 * A session over a local service that is already open.
 *
 * @param service The service; disposing the session closes it
 * @param options Bucket prefix, logger and location
 * @returns A session
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
    // Said here, since the SDK would look for each in the profile's files, and in Deno ask for
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
