/**
 * The port of the notes that a store keeps besides runs: crashes, heartbeats and sync cursors. Only
 * an embedded store keeps them; AWS has no equivalent.
 *
 * @module
 */
import type { Heartbeats } from "./run_holders.ts";

/** The location of a store. */
export interface StoreLocation {
  /** `sqlite` for a folder with a database, `indexeddb` for a browser database. */
  readonly kind: "sqlite" | "indexeddb";
  /** Path of the folder, or name of the browser database. */
  readonly path: string;
}

/**
 * Marks a run as failed synchronously and without the network, because the process may be about to
 * end.
 *
 * @param trialComponentName Trial component of the run
 * @param message Status message, up to 1,024 characters
 */
export type CrashRecorder = (trialComponentName: string, message: string) => void;

/**
 * Sync cursors, which record how far runs were copied. Each is stored with the source or the
 * destination of a sync, by trial component and the identity of the other one.
 */
export interface SyncCursors {
  /** Returns the name by which others identify this store. No other store or account has it. */
  identity(): Promise<string>;
  /** Returns the latest cursor, or undefined if none exists. */
  read(
    trialComponentName: string,
    other: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
  /**
   * Writes a cursor: a JSON value whose `version` is one more than the latest cursor's.
   *
   * @returns `true` if it was written, `false` if another process wrote one in between
   */
  write(
    trialComponentName: string,
    other: string,
    value: Readonly<Record<string, unknown>>,
  ): Promise<boolean>;
}

/** The notes that an embedded store keeps besides runs. */
export interface StoreNotes {
  /** Location of the store; undefined if it is neither a folder nor a browser database. */
  readonly location: StoreLocation | undefined;
  /** Throws if the store was deleted, moved or replaced while it was in use. */
  readonly checkPresence: () => void;
  /** Marks a run as failed when its process dies of an uncaught error. */
  readonly recordCrash: CrashRecorder;
  /** Heartbeats of open runs. */
  readonly heartbeats: Heartbeats;
  /** Cursors of copies to other sessions. */
  readonly cursors: SyncCursors;
}
