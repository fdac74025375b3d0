/**
 * Says when a service keeps a caller waiting. Browser-safe.
 *
 * @module
 */
import { unrefTimer } from "../runtime.ts";
import type { Logger } from "../ports/logger.ts";

/** When waits are told. */
export interface PatienceTimes {
  /** A wait longer than this is told, in milliseconds. */
  readonly firstMs: number;
  /** And told again after each of these. */
  readonly againMs: number;
}

const TIMES: PatienceTimes = { firstMs: 5_000, againMs: 30_000 };

/** What a session's callers have in common. */
export interface Callers {
  /** Hears of long waits. */
  readonly logger: Logger;
  /** Where requests go, for people to read. */
  readonly place: string;
}

interface Wait {
  readonly operation: string;
  readonly since: number;
}

/** What a session's callers wait for, told once for all of them. */
export class Patience {
  readonly #callers: Callers;
  readonly #times: PatienceTimes;
  readonly #waits = new Set<Wait>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = -Infinity;
  /** When the first of the requests began that have failed in a row. */
  #failingSince: number | undefined;

  /**
   * Made for a session.
   *
   * @param callers Whose waits these are
   * @param times When waits are told
   */
  constructor(callers: Callers, times: PatienceTimes = TIMES) {
    this.#callers = callers;
    this.#times = times;
  }

  /** Watches one request, with all of its attempts. */
  async watch<T>(operation: string, send: () => Promise<T>): Promise<T> {
    const wait: Wait = { operation, since: performance.now() };
    this.#waits.add(wait);
    this.#schedule();
    try {
      const answer = await send();
      this.#failingSince = undefined;
      return answer;
    } catch (error) {
      this.#failingSince ??= wait.since;
      this.#tellFailure(operation, error);
      throw error;
    } finally {
      this.#waits.delete(wait);
      if (this.#waits.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  /** One timer for all waits; it keeps no process alive. */
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
    this.#tell(`${oldest.operation} is unanswered for ${seconds(now - oldest.since)}`);
  }

  /** Requests that fail quickly make for a long wait too, one after the other. */
  #tellFailure(operation: string, error: unknown): void {
    const now = performance.now();
    const since = this.#failingSince ?? now;
    if (now - since < this.#times.firstMs || !(error instanceof Error)) return;
    this.#tell(`${operation} fails for ${seconds(now - since)}: ${error.message}`);
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
