/**
 * A store that its first write creates. A session may only read, and reading must not create
 * anything.
 *
 * @module
 */
import type { StoreLocation } from "../../ports/store_notes.ts";
import type { StoreNotFoundError } from "./errors.ts";
import type { LocalStore, ObjectFolder } from "./store.ts";

/** A store that does not exist yet. */
export interface DeferredStore {
  /** Its future location. */
  readonly location: StoreLocation;
  /** Returns whether it exists by now: another process may create it. */
  readonly exists: () => boolean;
  /** Opens it, and creates it if it does not exist. */
  readonly open: () => Promise<LocalStore>;
  /** Returns the error for reading it while it does not exist. */
  readonly missing: () => StoreNotFoundError;
}

/** Returns a store that is opened once it exists, and created by its first write. */
export function deferredStore(store: DeferredStore): LocalStore {
  let opening: Promise<LocalStore> | undefined;
  let opened: LocalStore | undefined;
  const open = (): Promise<LocalStore> => {
    if (opening) return opening;
    const pending = opening = store.open();
    pending.then(
      (inner) => opened ??= inner,
      // A later call retries.
      () => opening = undefined,
    );
    return pending;
  };
  const existing = (): Promise<LocalStore> => {
    if (opening || store.exists()) return open();
    return Promise.reject(store.missing());
  };
  return {
    location: store.location,
    read: async (work) => await (await existing()).read(work),
    write: async (work, creates = false) =>
      await (await (creates ? open() : existing())).write(work, creates),
    writeNow(work) {
      // The last words of a process belong to a run, which was started or loaded before.
      if (!opened?.writeNow) throw store.missing();
      return opened.writeNow(work);
    },
    checkPresence() {
      if (!opened && !store.exists()) throw store.missing();
      opened?.checkPresence?.();
    },
    get readOnly() {
      return opened?.readOnly;
    },
    files: deferredFiles(existing, () => opened?.files),
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

/** Files are written and read only after the tables were, so the store exists by then. */
function deferredFiles(
  existing: () => Promise<LocalStore>,
  opened: () => ObjectFolder | undefined,
): ObjectFolder {
  return {
    get keepNow() {
      return opened()?.keepNow;
    },
    write: async (content, checksum) => await (await existing()).files.write(content, checksum),
    keep: async (content, options) => await (await existing()).files.keep(content, options),
    join: async (files, checksum) => await (await existing()).files.join(files, checksum),
    read: async (file, start, end) => await (await existing()).files.read(file, start, end),
    remove: async (file) => await (await existing()).files.remove(file),
  };
}
