/**
 * The port of a run's holders: the open handles on it, with their heartbeats. Any number of
 * processes, workers and pages can hold one run; the last one out ends it.
 *
 * @module
 */

/** A process, as far as the runtime permits to know it. */
export interface ProcessMark {
  /** Machine on which process IDs are unique; undefined if it is not known. */
  readonly host: string | undefined;
  /** Process ID; undefined in browsers. */
  readonly processId: number | undefined;
  /** Start of the process as its system states it, which tells apart processes with one ID. */
  readonly processStart: string | undefined;
  /** Whether the handle belongs to a worker, which can end before its process. */
  readonly isWorker: boolean;
}

/** An open handle on a run. */
export interface RunHolder extends ProcessMark {
  /** ID of the handle. No other handle has it. */
  readonly id: string;
  /** Whether the handle leaves the run's outcome to its owner. */
  readonly isGuest: boolean;
  /** Whether the handle holds a Web Lock, which a browser releases when the page ends. */
  readonly hasLock: boolean;
}

/** The end of a run. */
export interface RunEnd {
  /** Status of the run. */
  readonly status: "Completed" | "Failed" | "Stopped";
  /** Status message, up to 1,024 characters. */
  readonly message?: string | undefined;
  /** When it ended. */
  readonly endTime: Date;
}

/** The opening of a run. */
export interface RunStart {
  /** Message of the status InProgress. */
  readonly message: string;
  /** Start of the run, unless it has one. */
  readonly startTime: Date;
}

/** A holder with its last heartbeat. */
export interface HolderBeat extends RunHolder {
  /** Time of its last heartbeat, in milliseconds since 1970, by its own clock. */
  readonly beatMs: number;
  /** The end that an owner stated who left while guests held the run; it holds it no longer. */
  readonly end: RunEnd | undefined;
}

/**
 * Holders that are gone without having left: the time of the last heartbeat, by the holder's ID. A
 * holder that has sent another one since is not gone.
 */
export type GoneHolders = ReadonlyMap<string, number>;

/** The result of entering a run. */
export interface Entered {
  /** Whether the run is entered: not if there are other holders and `gone` was not given. */
  readonly isEntered: boolean;
  /** Whether it is a guest: it asked to be one, or another holder owns the run. */
  readonly isGuest: boolean;
  /** The other holders. */
  readonly others: readonly HolderBeat[];
}

/** Facts by which leaving a run decides whether it ends. */
export interface Leaving {
  /** Holders that are gone; undefined if they have not been looked for, as there may be none. */
  readonly gone: GoneHolders | undefined;
  /** The handle's own end of the run; undefined if it leaves the run open. */
  readonly end: RunEnd | undefined;
  /** End of the run if its owner is among the gone holders. */
  readonly orphaned: RunEnd | undefined;
}

/**
 * The run after a handle has left it: `held` by others, `open` without any holder, or `ended`: with
 * the handle's `own` end, or with `another`. `contested` if the handle has not left it, because there
 * are other holders and `gone` was not given.
 */
export type Left = "held" | "open" | "own" | "another" | "contested";

/** Holders of runs and their heartbeats, by the run's trial component. */
export interface Heartbeats {
  /**
   * Enters a run, and sets it to InProgress without an end time. Ignored if the trial component does
   * not exist.
   *
   * @param gone Other holders that are gone; undefined if they have not been looked for
   * @param start The opening; undefined leaves the status unchanged
   */
  enter(
    trialComponentName: string,
    holder: RunHolder,
    gone: GoneHolders | undefined,
    start: RunStart | undefined,
  ): Promise<Entered>;
  /**
   * Records that a process is alive. Ignored if the trial component does not exist.
   *
   * @param holder Its handle; undefined for a process without one
   * @returns The other holders
   */
  record(trialComponentName: string, holder?: RunHolder): Promise<readonly HolderBeat[]>;
  /** Returns the holders, and an owner that left guests behind. */
  holders(trialComponentName: string): Promise<readonly HolderBeat[]>;
  /**
   * Leaves a run. In the same transaction, the last holder ends it.
   *
   * @param holder The handle, with its role as entered
   */
  leave(trialComponentName: string, holder: RunHolder, leaving: Leaving): Promise<Left>;
  /** Returns the time of the last heartbeat, or undefined if the run has ended or never had one. */
  last(trialComponentName: string): Promise<Date | undefined>;
  /** Removes the heartbeats of a run that has ended. */
  forget(trialComponentName: string): Promise<void>;
}
