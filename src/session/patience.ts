/**
 * Logs long waits for a service.
 *
 * @module
 */
import { unrefTimer } from "../runtime.ts";
import type { Logger } from "../ports/logger.ts";
import { statusOf } from "./aws_errors.ts";
import { verdictOf } from "./retry.ts";

/** Times after which a wait is logged. */
export interface PatienceTimes {
  /** Time until the first warning, in milliseconds. */
  readonly firstMs: number;
  /** Shortest time between warnings, in milliseconds. */
  readonly againMs: number;
}

const TIMES: PatienceTimes = { firstMs: 5_000, againMs: 30_000 };

/** The settings that all callers of a session share. */
export interface Callers {
  /** Receives warnings of long waits. */
  readonly logger: Logger;
  /** Destination of requests, for messages. */
  readonly place: string;
}

interface Wait {
  readonly operation: string;
  readonly since: number;
}

/** Tracks the waits of a session's callers, and logs one warning for all of them. */
export class Patience {
  readonly #callers: Callers;
  readonly #times: PatienceTimes;
  readonly #waits = new Set<Wait>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = -Infinity;
  /** Start of the first request of the current series of failures. */
  #failingSince: number | undefined;

  /**
   * @param callers Settings of the session's callers
   * @param times Times after which waits are logged
   */
  constructor(callers: Callers, times: PatienceTimes = TIMES) {
    this.#callers = callers;
    this.#times = times;
  }

  /** Sends a request and logs a warning if it takes long, counting all of its attempts. */
  async watch<T>(operation: string, send: () => Promise<T>): Promise<T> {
    const wait: Wait = { operation, since: performance.now() };
    this.#waits.add(wait);
    this.#schedule();
    try {
      const answer = await send();
      this.#failingSince = undefined;
      return answer;
    } catch (error) {
      // An answer that a repetition would not change, such as that something does not exist.
      if (verdictOf(error) === "refuse" && statusOf(error) !== undefined) {
        this.#failingSince = undefined;
      } else {
        this.#failingSince ??= wait.since;
        this.#tellFailure(operation, error);
      }
      throw error;
    } finally {
      this.#waits.delete(wait);
      if (this.#waits.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  /** Schedules one timer for all waits. It does not keep the process alive. */
  #schedule(): void {
    const [oldest] = this.#waits;
    if (this.#timer !== undefined || oldest === undefined) return;
    const dueAt = Math.max(oldest.since + this.#times.firstMs, this.#toldAt + this.#times.againMs);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tellWait();
      this.#schedule();
    }, Math.max(50, dueAt - performance.now()));
    unrefTimer(this.#timer);
  }

  #tellWait(): void {
    const now = performance.now();
    const [oldest] = this.#waits;
    if (!oldest || now - oldest.since < this.#times.firstMs) return;
    this.#tell(`${oldest.operation} has had no answer for ${seconds(now - oldest.since)}`);
  }

  /** Logs a series of quick failures, because together they are a long wait too. */
  #tellFailure(operation: string, error: unknown): void {
    const now = performance.now();
    const since = this.#failingSince ?? now;
    if (now - since < this.#times.firstMs || !(error instanceof Error)) return;
    this.#tell(`${operation} has been failing for ${seconds(now - since)}: ${error.message}`);
  }

  #tell(what: string): void {
    const now = performance.now();
    if (now - this.#toldAt < this.#times.againMs) return;
    this.#toldAt = now;
    const { logger, place } = this.#callers;
    logger.warn(`runlog: waiting for ${place}: ${what}`);
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
