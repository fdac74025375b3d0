/**
 * Long work of a store in the background: it removes the points of deleted components, and returns
 * their space. Other work of this process, and other processes, continue meanwhile.
 *
 * @module
 */
import { Turns } from "./turns.ts";

/** The long work of a store, in slices. */
export interface LongWork {
  /** Returns whether there is any work. */
  hasWork(): Promise<boolean>;
  /**
   * The kinds of work in order, each as the function that does a bounded part of it in one
   * transaction. It returns whether more may be left.
   */
  readonly slices: readonly (() => Promise<boolean>)[];
  /** Called when all of it is done. */
  finish?(): Promise<void>;
}

/** The upkeep of one store. */
export class Upkeep {
  readonly #work: LongWork;
  readonly #turns = new Turns();
  #running: Promise<void> | undefined;
  #isWoken = false;
  /** Whether this store deleted something. What another process left is not worth a wait. */
  #hasOwn = false;
  #isClosing = false;

  /** @param work The store's work */
  constructor(work: LongWork) {
    this.#work = work;
  }

  /** Continues the work that other processes left, until the store closes. */
  resume(): void {
    this.#isWoken = true;
    this.#running ??= this.#run();
  }

  /** Begins the work after a deletion in this store, or lets it continue. */
  wake(): void {
    this.#hasOwn = true;
    this.resume();
  }

  /**
   * Ends the work. That of this store's deletions is done first; the rest is for whoever opens the
   * store next.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWoken) {
        this.#isWoken = false;
        if (await this.#work.hasWork()) await this.#workAll();
      }
    } catch {
      // Whatever fails, such as a write to a full disk, is for whoever opens the store next.
    }
    this.#hasOwn = false;
    this.#running = undefined;
  }

  async #workAll(): Promise<void> {
    // The deletion that woke it wrote as much as a slice does.
    await this.#turns.take();
    for (const slice of this.#work.slices) {
      for (let isMore = true; isMore;) {
        if (this.#mustStop()) return;
        const began = performance.now();
        isMore = await slice();
        // Others wait for a slice at most, and then have as much time as it took.
        await this.#turns.take(performance.now() - began);
      }
    }
    await this.#work.finish?.();
  }

  #mustStop(): boolean {
    return this.#isClosing && !this.#hasOwn;
  }
}
