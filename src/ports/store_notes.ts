/**
 * The port of what a store notes beside runs: crashes, heartbeats, and how far runs were copied. Only
 * an embedded store can: AWS keeps nothing of the kind.
 *
 * @module
 */

/** Where a store keeps what it is told. */
export interface StoreLocation {
  /** `sqlite`: a folder with a database; `indexeddb`: a database of a browser. */
  readonly kind: "sqlite" | "indexeddb";
  /** The folder, or the name of the browser's database. */
  readonly path: string;
}

/**
 * Marks a run as failed at once, without the network: the process may be about to end.
 *
 * @param trialComponentName The run's trial component
 * @param message The status message, up to 1,024 characters
 */
export type CrashRecorder = (trialComponentName: string, message: string) => void;

/** Heartbeats of the processes that record, by the trial component of the run. */
export interface Heartbeats {
  /** Records that the process is alive; ignored for a trial component that does not exist. */
  record(trialComponentName: string): Promise<void>;
  /** Time of the last heartbeat; undefined for a run that has ended, or never had one. */
  last(trialComponentName: string): Promise<Date | undefined>;
  /** Removes the heartbeat of a run that has ended. */
  forget(trialComponentName: string): Promise<void>;
}

/**
 * How far runs were copied, kept with the source or the destination of a sync: by trial component and
 * identity of the other one.
 */
export interface SyncCursors {
  /** The name by which others know this store: no other store or account has it. */
  identity(): Promise<string>;
  /** The latest cursor; undefined if there is none. */
  read(
    trialComponentName: string,
    other: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
  /**
   * Writes a cursor: a JSON value whose `version` is one more than that of the latest.
   *
   * @returns Whether it was written. It is not when another process wrote one in between
   */
  write(
    trialComponentName: string,
    other: string,
    value: Readonly<Record<string, unknown>>,
  ): Promise<boolean>;
}

/** What an embedded store notes beside runs. */
export interface StoreNotes {
  /** Where the store is; undefined for one that is neither a folder nor a browser's database. */
  readonly location: StoreLocation | undefined;
  /** Marks a run as failed when its process dies of an uncaught error. */
  readonly recordCrash: CrashRecorder;
  /** Heartbeats of open runs. */
  readonly heartbeats: Heartbeats;
  /** How far runs were copied to other sessions. */
  readonly cursors: SyncCursors;
}
