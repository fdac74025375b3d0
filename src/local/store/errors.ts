/**
 * Errors of a store.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/**
 * The error of a store that cannot be opened, or can no longer be used: its disk is full, or its
 * folder was deleted, moved or replaced while it was in use. Nothing of the failed step is stored.
 */
export class StoreError extends RunlogError {
  /** The error's name. */
  override name = "StoreError";
  /** Folder of the store. */
  readonly folder: string;

  /**
   * @internal
   *
   * @param folder Folder of the store
   * @param step Step that failed; `find` if the reason is the whole message
   * @param reason Cause, and advice
   * @param options `cause`: the underlying error
   */
  constructor(
    folder: string,
    step: "open" | "use" | "compact" | "write to" | "find",
    reason: string,
    options?: ErrorOptions,
  ) {
    super(step === "find" ? reason : `Cannot ${step} store "${folder}": ${reason}`, options);
    this.folder = folder;
  }
}

/**
 * The error of a folder without a store. Reading never creates a store: the first write does, such
 * as the start of a run.
 */
export class StoreNotFoundError extends StoreError {
  /** The error's name. */
  override name = "StoreNotFoundError";
  /** Folder of the nearest store; undefined if no store is nearby. */
  readonly nearby: string | undefined;

  /**
   * @internal
   *
   * @param folder Absolute path of the folder
   * @param nearby Folder of the nearest store
   */
  constructor(folder: string, nearby?: string) {
    const advice = nearby === undefined
      ? "Check the path. The first recorded run creates a store"
      : `The nearest store is in ${nearby}: pass that path, or --session local:${nearby}`;
    super(folder, "find", `There is no store in ${folder} (no runlog.db). ${advice}`);
    this.nearby = nearby;
  }
}

/** The error of a write to a store that this process may only read. */
export class StoreReadOnlyError extends StoreError {
  /** The error's name. */
  override name = "StoreReadOnlyError";
  /** Why the store is open read-only, such as the system's error. */
  readonly reason: string;

  /**
   * @internal
   *
   * @param folder Folder of the store
   * @param reason Why the store is open read-only
   */
  constructor(folder: string, reason: string) {
    const advice = "Its runs can be read, exported, and synced to another store";
    super(folder, "write to", `it is open read-only (${reason}). ${advice}`);
    this.reason = reason;
  }
}

/**
 * The error of a store that another process has locked for longer than this one waits. A later
 * retry may succeed.
 */
export class StoreBusyError extends StoreError {
  /** The error's name. */
  override name = "StoreBusyError";
}

/** Reasons why a store is full, and advice, by the kind of the store. */
const FULL = {
  sqlite: "its disk is full, or the user's share of it. Free space there",
  indexeddb:
    "the browser has no space left for this page. Free space on the disk, delete runs, or " +
    "ask for more with navigator.storage.persist()",
} as const;

/**
 * The error of a store that has no space left, on its disk or in its browser. A later retry may
 * succeed, once there is space: points of metrics wait until then.
 */
export class StoreFullError extends StoreError {
  /** The error's name. */
  override name = "StoreFullError";

  /**
   * @internal
   *
   * @param folder Folder of the store, or name of its database in a browser
   * @param kind Kind of the store
   * @param options `cause`: the underlying error
   */
  constructor(folder: string, kind: keyof typeof FULL, options?: ErrorOptions) {
    super(folder, "use", FULL[kind], options);
  }
}

/** The readable part of a damaged entity. */
export interface EntityRemains {
  /** Key of the entity. */
  readonly key: string;
  /** Its parent, if that is a text. */
  readonly parent: string | null;
  /** Its members, if they are JSON. They may be wrong. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** The error of an entity that is damaged. Others can be read. */
export class DamagedEntityError extends StoreError {
  /** The error's name. */
  override name = "DamagedEntityError";
  /** The readable part of the entity. */
  readonly remains: EntityRemains;

  /**
   * @internal
   *
   * @param folder Folder of the store
   * @param what The entity, in words
   * @param remains The readable part of the entity
   */
  constructor(folder: string, what: string, remains: EntityRemains) {
    super(folder, "use", damageText(what));
    this.remains = remains;
  }
}

/** Returns the text about damage, with advice. */
export function damageText(what: string): string {
  return `${what} is damaged. Run \`runlog doctor\` to find all damage, or restore a backup`;
}

/** Returns the message about something damaged that is omitted of a result. */
export function leftOutText(folder: string, what: string): string {
  return `Store "${folder}": ${what} is omitted: ${damageText("it")}`;
}

/** Codes of disk and folder errors. The callers handle those of networks. */
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

/** Converts a disk error to a {@linkcode StoreError}, and returns any other error unchanged. */
export function toStoreError(folder: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  if (!isSqliteCode(code) && !DISK_CODES.has(code)) return error;
  if (isFull(error, code)) return new StoreFullError(folder, "sqlite", { cause: error });
  const Kind = isLocked(error) ? StoreBusyError : StoreError;
  return new Kind(folder, "use", error.message, { cause: error });
}

/** Checks whether an error means that another process has locked the database. */
export function isLocked(error: unknown): boolean {
  if (error instanceof StoreBusyError) return true;
  if (!(error instanceof Error) || !("code" in error)) return false;
  // All drivers pass on SQLite's message, but not all its code.
  return isSqliteCode(String(error.code)) && /database (table )?is locked/.test(error.message);
}

function isFull({ message }: Error, code: string): boolean {
  // All drivers pass on SQLite's message, but not all its code.
  return code === "ENOSPC" || code === "EDQUOT" ||
    isSqliteCode(code) && /database or disk is full/.test(message);
}

/** Drivers other than the runtime's use SQLite's own codes. */
function isSqliteCode(code: string): boolean {
  return code === "ERR_SQLITE_ERROR" || code.startsWith("SQLITE_");
}
