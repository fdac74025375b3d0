/**
 * What a store is refused for, in its own words.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/** A store that cannot be opened, or not be used any more: nothing of the failed step was kept. */
export class StoreError extends RunlogError {
  /** Always `StoreError`. */
  override name = "StoreError";
  /** The store's folder. */
  readonly folder: string;

  /**
   * Made where it happens.
   *
   * @param folder The store's folder
   * @param step What failed
   * @param reason What is wrong, and what to do
   * @param options `cause`: the error underneath
   */
  constructor(folder: string, step: "open" | "use", reason: string, options?: ErrorOptions) {
    super(`Cannot ${step} store "${folder}": ${reason}`, options);
    this.folder = folder;
  }
}

/** Another process holds the store for longer than this one waits: trying again later may succeed. */
export class StoreBusyError extends StoreError {
  /** Always `StoreBusyError`. */
  override name = "StoreBusyError";
}

/** Codes of errors that a disk or a folder gives; those of networks are their callers' affair. */
const DISK_CODES = new Set([
  "EACCES",
  "EDQUOT",
  "EIO",
  "ELOOP",
  "EMFILE",
  "ENFILE",
  "ENOENT",
  "ENOSPC",
  "ENOTDIR",
  "EPERM",
  "EROFS",
]);

/** An error of the disk as a {@linkcode StoreError}; any other as it is. */
export function toStoreError(folder: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  // Drivers other than the runtime's give SQLite's own codes.
  const isSqlite = code === "ERR_SQLITE_ERROR" || code.startsWith("SQLITE_");
  if (!isSqlite && !DISK_CODES.has(code)) return error;
  // All agree on SQLite's words, and not all of them tell its code.
  const isBusy = isSqlite && /database (table )?is locked/.test(error.message);
  const Kind = isBusy ? StoreBusyError : StoreError;
  return new Kind(folder, "use", error.message, { cause: error });
}
