/**
 * Opens the embedded service over the runtime's own store: SQLite in Deno, Bun and Node from 22.13,
 * IndexedDB in browsers.
 *
 * @module
 */
import type { CreateLocalServiceOptions, LocalService } from "../local/service.ts";
import type { SqliteStoreModules } from "../local/store/sqlite/modules.ts";
import type { LocalStore } from "../local/store/store.ts";
import type { Logger } from "../ports/logger.ts";
import { thisProcess } from "../processes.ts";
import { browserStorage, builtin } from "../runtime.ts";
import { SessionError } from "../session/session_error.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, FUNCTION, LOGGER, TEXT } from "../kinds.ts";
import { checkRuntime } from "./check_runtime.ts";
import { shareWarning } from "./network_share.ts";
import { nearestStore, storeFolder } from "./store_folder.ts";

/** Options of {@linkcode localService}. */
export interface LocalServiceOptions extends Omit<CreateLocalServiceOptions, "store"> {
  /**
   * Folder of the store, or in a browser the name of its IndexedDB database; created if absent. A
   * `~` at the beginning is the home folder.
   * @default "./runlog"
   */
  readonly path?: string | undefined;
  /**
   * Receives warnings, such as a damaged log whose end is missing.
   * @default console
   */
  readonly logger?: Logger | undefined;
}

/** Default path of a local store. */
export const DEFAULT_PATH = "./runlog";

const OPTIONS: OptionKinds<LocalServiceOptions> = {
  path: TEXT,
  logger: LOGGER,
  region: true,
  accountId: true,
  now: FUNCTION,
  quotas: true,
  undocumentedBehavior: true,
  awsQuotas: FLAG,
};

/**
 * Opens a local store and creates a service over it that answers as SageMaker, SageMaker Metrics and
 * S3. Use it with `serveLocal`, `serviceSession` or your own requests. Any number of processes, or
 * pages of one origin, may have a store open. A store that the process may not write is opened to
 * read. In Deno it needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param options Path of the store, and the service's region and account
 * @returns The service; disposing it closes the store
 * @throws {SessionError} If the runtime has neither SQLite nor IndexedDB, or is too old
 * @throws {StoreError} If the store cannot be opened
 *
 * @example
 * ```ts
 * import { localService, serveLocal } from "@runlog/sagemaker/local";
 *
 * await using service = await localService({ path: await Deno.makeTempDir() });
 * await using server = await serveLocal(service);
 * console.log(`export AWS_ENDPOINT_URL=${server.url}`);
 * ```
 */
export async function localService(options: LocalServiceOptions = {}): Promise<LocalService> {
  checkOptions("Cannot open local service", options, OPTIONS);
  return await openLocalService(options, true);
}

/**
 * Opens a local store and creates a service over it.
 *
 * @param createsStore Whether to create a store that does not exist. If not, its first write does
 */
export async function openLocalService(
  options: LocalServiceOptions,
  createsStore: boolean,
): Promise<LocalService> {
  const { path = DEFAULT_PATH, logger = console, ...rest } = options;
  const warn = (notice: string): void => logger.warn(`runlog: ${notice}`);
  // At once: over a network, each wait between imports is a round trip.
  const [open, { createLocalService }] = await Promise.all([
    loadStore(path, createsStore, warn),
    import("../local/service.ts"),
  ]);
  const store = await open();
  try {
    return createLocalService({ ...rest, store });
  } catch (error) {
    // An option is invalid, and no one else would close the store.
    await store.close();
    throw error;
  }
}

/** Folders on network shares that this process has warned of. */
const warned = new Set<string>();

/** Loads the store of this runtime, and returns the function that opens it. */
async function loadStore(
  path: string,
  createsStore: boolean,
  onDamage: (notice: string) => void,
): Promise<() => Promise<LocalStore>> {
  checkRuntime("Cannot open local store");
  const modules = storeModules();
  if (modules) {
    const folder = storeFolder(path);
    const warning = warned.has(folder) ? undefined : shareWarning(folder);
    if (warning !== undefined) {
      warned.add(folder);
      onDamage(warning);
    }
    const { deferSqliteStore, waitForSqliteStore } = await import("../local/store/sqlite.ts");
    const options = { ...modules, folder, isWorker: thisProcess().isWorker, onDamage };
    return async () =>
      createsStore
        ? await waitForSqliteStore(options)
        : await deferSqliteStore(options, () => nearestStore(folder));
  }
  const storage = browserStorage();
  if (storage) {
    const { openIndexedDbStore } = await import("../local/store/indexeddb.ts");
    return () => openIndexedDbStore({ name: path, storage, onDamage });
  }
  throw new SessionError(
    "Cannot open local store: SQLite and IndexedDB are missing. Use Deno, Bun, or Node 22.13 or " +
      "later, or a browser page that may store data",
  );
}

/** Returns the runtime's modules that a store in a folder needs; undefined if one is missing. */
export function storeModules(): SqliteStoreModules | undefined {
  const [sqlite, fs, crypto] = [
    builtin("node:sqlite"),
    builtin("node:fs"),
    builtin("node:crypto"),
  ];
  return sqlite && fs && crypto && { sqlite, fs, crypto, zlib: builtin("node:zlib") };
}

/**
 * Returns the modules of a store in a folder.
 *
 * @throws {SessionError} If the runtime has no SQLite, or is too old
 */
export function requireStoreModules(action: string): SqliteStoreModules {
  checkRuntime(action);
  const modules = storeModules();
  if (modules) return modules;
  throw new SessionError(
    `${action}: SQLite is missing. Use Deno, Bun, or Node 22.13 or later`,
  );
}
