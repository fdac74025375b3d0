/**
 * Decides how many files are in flight: more, the longer their requests wait for the network.
 *
 * @module
 */

/** Number of files in flight at first, and at least. */
const FEWEST = 4;

/** Largest number of files in flight. */
const MOST = 32;

/**
 * Part of the rate that twice as many files must reach to be kept. While requests wait for a network,
 * the rate rises; while the processor is the limit, it stays the same, and more files cost nothing.
 */
const LEAST = 0.9;

/** Most rounds until the next trial of a larger number. */
const MOST_ROUNDS = 16;

/**
 * Least average number of files in flight for a round to count, as a part of those that may be. Below
 * it, the listing limits the rate. Files that end in one turn leave gaps, which take next to no time.
 */
const FULL = 0.75;

/** Files per millisecond that ended with so many in flight. */
interface Pace {
  readonly size: number;
  readonly rate: number;
}

/**
 * Adapts the number of files in flight, between 4 and 32. A round is as many files as are in flight.
 * After each round, the number doubles, unless that lowers the number of files per second by a tenth.
 * If it does, the number before is used for a round, and after each further such trial for twice as
 * many rounds: a single slow round may have another cause.
 */
export class FlightWindow {
  readonly #now: () => number;
  #size = FEWEST;
  #before: Pace | undefined;
  /** Rounds until the next trial. */
  #rest = 0;
  /** Rounds to wait after the next trial that fails. */
  #pause = 1;
  #ended = 0;
  #open = 0;
  #roundAt = 0;
  /** Sum of the times, in milliseconds, that files were in flight in this round, until the last change. */
  #occupied = 0;
  #changedAt = 0;

  /** @param now Monotonic clock, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Number of files that may be in flight now. */
  get size(): number {
    return this.#size;
  }

  /** Counts a file that begins. */
  begin(): void {
    const now = this.#now();
    if (this.#open === 0) this.#startRound(now);
    this.#change(1, now);
  }

  /** Counts a file that has ended. */
  end(): void {
    const now = this.#now();
    this.#change(-1, now);
    if (++this.#ended < this.#size) return;
    const took = now - this.#roundAt;
    const isFull = this.#occupied >= FULL * this.#size * took;
    this.#startRound(now);
    if (isFull) this.#adapt({ size: this.#size, rate: this.#size / Math.max(0.001, took) });
  }

  #startRound(now: number): void {
    [this.#ended, this.#occupied, this.#roundAt, this.#changedAt] = [0, 0, now, now];
  }

  #change(by: 1 | -1, now: number): void {
    this.#occupied += this.#open * (now - this.#changedAt);
    this.#changedAt = now;
    this.#open += by;
  }

  #adapt(pace: Pace): void {
    const before = this.#before;
    const isTrial = before !== undefined && pace.size > before.size;
    if (isTrial && pace.rate < LEAST * before.rate) {
      this.#size = before.size;
      this.#rest = this.#pause;
      this.#pause = Math.min(MOST_ROUNDS, 2 * this.#pause);
      return;
    }
    this.#before = pace;
    if (isTrial) this.#pause = 1;
    else if (--this.#rest > 0) return;
    this.#size = Math.min(MOST, 2 * pace.size);
  }
}
