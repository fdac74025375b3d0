/**
 * Finds out which other holders of a run are gone: their process died, or their heartbeat stopped.
 *
 * @module
 */
import type { Locks } from "../ports/browser_storage.ts";
import type { HolderBeat } from "../ports/run_holders.ts";
import { stateOf } from "../processes.ts";

/** Longest silence of a holder whose process cannot be examined, in milliseconds: three beats. */
const LONGEST_SILENCE_MS = 45_000;

/** A holder as it was seen last. */
interface Sight {
  readonly beatMs: number;
  /** When its heartbeat was seen to advance, by this process's clock. */
  readonly atMs: number;
}

/** The other holders of a run, as one handle sees them while it is open. */
export class OtherHolders {
  readonly #locks: Locks | undefined;
  readonly #seen = new Map<string, Sight>();
  readonly #witnessed = new Set<string>();

  /** @param locks Web Locks of the page; undefined outside browsers */
  constructor(locks: Locks | undefined) {
    this.#locks = locks;
  }

  /** Takes note of the heartbeats. Clocks of other machines differ: only an advance is certain. */
  note(holders: readonly HolderBeat[]): void {
    const now = Date.now();
    for (const { id, beatMs } of holders) {
      const known = this.#seen.get(id);
      if (known?.beatMs === beatMs) continue;
      if (known) this.#witnessed.add(id);
      this.#seen.set(id, { beatMs, atMs: known ? now : Math.min(beatMs, now) });
    }
  }

  /** Returns the time of the last heartbeat of those that are gone, by ID. */
  async findGone(holders: readonly HolderBeat[]): Promise<ReadonlyMap<string, number>> {
    this.note(holders);
    const held = holders.some(({ hasLock }) => hasLock) ? await this.#heldLocks() : undefined;
    const gone = holders.filter((one) => !one.end && this.#isGone(one, held));
    return new Map(gone.map(({ id, beatMs }) => [id, beatMs]));
  }

  /** Whether the holder was alive while this handle was open. */
  hasWitnessed({ id }: HolderBeat): boolean {
    return this.#witnessed.has(id);
  }

  #isGone(holder: HolderBeat, held: ReadonlySet<string> | undefined): boolean {
    const { id, beatMs, hasLock, isWorker } = holder;
    const state = hasLock && held ? held.has(lockOf(id)) ? "same" : "gone" : stateOf(holder);
    if (state === "gone") return true;
    // A worker can end before its process does, but a page's lock is released with either.
    if (state === "same" && (hasLock || !isWorker)) {
      this.#witnessed.add(id);
      return false;
    }
    return Date.now() - (this.#seen.get(id)?.atMs ?? beatMs) > LONGEST_SILENCE_MS;
  }

  async #heldLocks(): Promise<ReadonlySet<string> | undefined> {
    const state = await this.#locks?.query().catch(() => undefined);
    return state && new Set((state.held ?? []).flatMap(({ name }) => name ?? []));
  }
}

/**
 * Takes a Web Lock, which the browser releases when the page ends, however it ends.
 *
 * @returns The function that releases it; undefined if the browser does not grant it
 */
export function takeLock(locks: Locks, id: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const hold = (): Promise<void> => new Promise((release) => resolve(() => release()));
    locks.request(lockOf(id), {}, hold).catch(() => resolve(undefined));
  });
}

function lockOf(id: string): string {
  return `runlog holder ${id}`;
}
