/**
 * The port of the notes that a store keeps besides runs: crashes, heartbeats and sync cursors. Only
 * an embedded store keeps them; AWS has no equivalent.
 *
 * @module
 */
import type { MetricBatch, PointRefusal } from "./metrics_client.ts";
import type { GoneHolders, Heartbeats, HolderBeat, RunEnd, RunHolder } from "./run_holders.ts";

/** The location of a store. */
export interface StoreLocation {
  /** `sqlite` for a folder with a database, `indexeddb` for a browser database. */
  readonly kind: "sqlite" | "indexeddb";
  /** Path of the folder, or name of the browser database. */
  readonly path: string;
}

/** The last that a process writes of a run. */
export interface LastWrite {
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Points that the store may not have; a batch that it has is not stored again. */
  readonly batches: readonly MetricBatch[];
  /** Entries to set, with AWS's names: `Parameters`, `InputArtifacts`, `OutputArtifacts`. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** The end of the run by this process; undefined if it leaves the run open. */
  readonly end: Omit<RunEnd, "endTime"> | undefined;
  /** The handle that leaves the run; undefined for a process without one. */
  readonly holder?: RunHolder | undefined;
  /** Returns those of the other holders that are gone; without it, none is. */
  readonly findGone?: ((others: readonly HolderBeat[]) => GoneHolders) | undefined;
}

/**
 * Writes the last of a run before it returns and without the network, because the process is about
 * to end. In the same transaction, the handle leaves the run as `Heartbeats.leave` does: an end ends
 * the run now, unless it has ended already or others hold it. A missing run is ignored.
 *
 * @returns The rejected points of each batch
 * @throws If the store cannot be written
 */
export type LastWriter = (last: LastWrite) => readonly (readonly PointRefusal[])[];

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
  /** Writes the last of a run while its process ends; absent if the store answers later. */
  readonly writeLast?: LastWriter | undefined;
  /** Throws if the store does not exist, or was deleted, moved or replaced while it was in use. */
  readonly checkPresence: () => void;
  /** Why the store may only be read; undefined if it may be written. */
  readonly readOnly?: string | undefined;
  /** Heartbeats of open runs. */
  readonly heartbeats: Heartbeats;
  /** Cursors of copies to other sessions. */
  readonly cursors: SyncCursors;
}
