/**
 * A session over the embedded service: no account, no network, the same protocol. It keeps runs in
 * SQLite in Deno, Bun and Node from 22.13, and in IndexedDB in browsers.
 *
 * @module
 */
import type { LocalService } from "../local/service.ts";
import type { IndexedDb } from "../local/store/indexeddb/platform.ts";
import type { LocalStore } from "../local/store/store.ts";
import { SessionError } from "../session/session_error.ts";
import type { Logger } from "../ports/logger.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import { browserDatabases, builtin } from "../runtime.ts";
import { createSession, type Session } from "../session/session.ts";
import { fetchTransport } from "../session/transport.ts";

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

/** Points in one batch: large enough that a transaction's cost is shared by thousands. */
const LARGEST_BATCH = 5_000;

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
  const { path = "./runlog", ...rest } = options;
  const { logger = console } = rest;
  const service = await openService(path, (notice) => logger.warn(`runlog: ${notice}`));
  return await serviceSession(service, { location: `local store ${path}`, ...rest });
}

/** Options of {@linkcode serviceSession}. */
export interface ServiceSessionOptions extends Omit<LocalSessionOptions, "path"> {
  /**
   * Where runs go, for people to read.
   * @default "local service"
   */
  readonly location?: string | undefined;
}

/**
 * A session over a local service that is already open.
 *
 * @param service The service; disposing the session closes it
 * @param options Bucket prefix, logger and location
 * @returns A session
 *
 * @example
 * ```ts
 * import { createLocalService, openSqliteStore, serviceSession } from "@runlog/sagemaker/local";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const store = openSqliteStore({ folder: await Deno.makeTempDir(), sqlite, fs, crypto });
 * await using session = await serviceSession(createLocalService({ store }));
 * ```
 */
export async function serviceSession(
  service: LocalService,
  options: ServiceSessionOptions = {},
): Promise<Session> {
  const { SageMakerClient } = await import("../session/clients/sagemaker.ts");
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
    metrics: localMetrics(service),
    artifactBucketPrefix: options.artifactBucketPrefix,
    logger: options.logger,
    notices: options.notices ?? false,
    location: options.location ?? "local service",
    lingerMs: LINGER_MS,
    tracksJobs: true,
    recordCrash: (trialComponentName, message) => service.recordCrash(trialComponentName, message),
    heartbeats: {
      ...service.heartbeats,
      async last(trialComponentName) {
        const seconds = await service.heartbeats.last(trialComponentName);
        return seconds === undefined ? undefined : new Date(seconds * 1000);
      },
    },
    cursors: service.cursors,
    dispose: () => service.close(),
  });
}

/** Hears of damage that a store is opened in spite of. */
type DamageListener = (notice: string) => void;

async function openService(path: string, onDamage: DamageListener): Promise<LocalService> {
  const store = await openStore(path, onDamage);
  const { createLocalService } = await import("../local/service.ts");
  return createLocalService({ store });
}

async function openStore(path: string, onDamage: DamageListener): Promise<LocalStore> {
  const [fs, sqlite, crypto] = [
    builtin("node:fs"),
    builtin("node:sqlite"),
    builtin("node:crypto"),
  ];
  if (fs && sqlite && crypto) {
    const { openSqliteStore } = await import("../local/store/sqlite.ts");
    return openSqliteStore({ folder: path, sqlite, fs, crypto, onDamage });
  }
  const databases = browserDatabases();
  if (databases) {
    const { openIndexedDbStore } = await import("../local/store/indexeddb.ts");
    // The platform's own, of which the store's types name what it uses.
    return await openIndexedDbStore({ name: path, platform: databases as IndexedDb, onDamage });
  }
  throw new SessionError(
    "Cannot open local store: it needs SQLite, which Deno, Bun and Node from 22.13 have, or " +
      "IndexedDB, which browsers have for pages that may keep data",
  );
}

/** Straight into the store: thousands of points a transaction, each batch once by its token. */
function localMetrics(service: LocalService): MetricsClient {
  return {
    largestBatch: LARGEST_BATCH,
    // One at a time keeps points in the order they were logged.
    concurrency: 1,
    async put({ trialComponentName, timestamps, ...batch }) {
      const { errors } = await service.putPoints({
        ...batch,
        componentName: trialComponentName,
        timestamps: timestamps.map((milliseconds) => milliseconds / 1000),
        length: timestamps.length,
      });
      return errors.map(({ index, code }) => ({ index, code, verdict: "refuse" }));
    },
    async read({ trialComponentName, ...query }) {
      const points = await service.readPoints({ componentName: trialComponentName, ...query });
      const { values, steps } = points;
      // Seconds were made of whole milliseconds.
      return { values, steps, timestamps: points.timestamps.map((at) => Math.round(at * 1000)) };
    },
  };
}
