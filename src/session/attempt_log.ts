/**
 * Remembers the attempts since the last success, to explain a time limit that passes between them.
 * Loaded when a run opens.
 *
 * @module
 */
import {
  type AttemptObserver,
  type AttemptReceiver,
  CHECK,
  observeAttempts,
} from "./attempt_observer.ts";

/** Failed attempts, in words. */
export interface Failing {
  /** Operation, host, number of attempts, duration, reason and remedy, as a sentence. */
  readonly text: string;
  /** The last failure; undefined if nothing answered. */
  readonly cause: unknown;
}

/**
 * Attempts of one kind of request, such as those that deliver a run's points. Its owner calls `reset`
 * after a success, because an attempt can succeed whose answer acknowledges nothing.
 */
export class AttemptLog implements AttemptObserver, AttemptReceiver {
  readonly #now: () => number;
  #since: number | undefined;
  #tries = 0;
  #open = 0;
  #where = "";
  #last: { readonly reason: string; readonly cause: unknown } | undefined;

  /** @param now Monotonic clock, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Attempts since the last success; undefined without any. */
  get failing(): Failing | undefined {
    const last = this.#last;
    if (this.#since === undefined) {
      return last && { text: `the last request failed with ${last.reason}`, cause: last.cause };
    }
    const seconds = ((this.#now() - this.#since) / 1_000).toFixed(1);
    const tries = `${this.#tries} ${this.#tries === 1 ? "try" : "tries"} in ${seconds} s`;
    const text = last
      ? `${this.#where} failed (${tries}), most recently with ${last.reason}`
      : `${this.#where} got no answer (${tries}). ${CHECK}`;
    return { text, cause: last?.cause };
  }

  /** Observes the attempts of a command. */
  observe(command: unknown, operation: string): void {
    observeAttempts(command, operation, this);
  }

  /** Notes an attempt. */
  begin(operation: string, host: string): (error?: unknown, reason?: string) => void {
    this.#since ??= this.#now();
    this.#tries++;
    this.#open++;
    this.#where = `${operation} at ${host}`;
    return (error, reason) => {
      this.#open--;
      if (error !== undefined) this.fail(error, reason);
    };
  }

  /** Notes a failure: of an attempt, or of a request whose attempts were not observed. */
  fail(error: unknown, reason: string = String(error)): void {
    // An abort by the caller does not describe the service.
    const isAbort = error instanceof Error && error.name === "AbortError";
    if (isAbort || error === this.#last?.cause) return;
    this.#last = { reason, cause: error };
  }

  /** Forgets what failed. Attempts without an answer so far are counted from now on. */
  reset(): void {
    this.#since = this.#open > 0 ? this.#now() : undefined;
    this.#tries = this.#open;
    this.#last = undefined;
  }
}

/**
 * Creates the error of a time limit that passed.
 *
 * @param message The failure, as a sentence
 * @param failing Failed attempts of each part
 */
export function timeoutError(
  message: string,
  failing: readonly (Failing | undefined)[],
): DOMException {
  const tried = failing.filter((one) => one !== undefined);
  const texts = tried.map(({ text }) => text);
  const told = texts.length === 0 ? ". Pass a longer timeoutMs" : `: ${texts.join("; ")}`;
  const error = new DOMException(message + told, "TimeoutError");
  const cause = tried.find(({ cause }) => cause !== undefined)?.cause;
  // The constructor of DOMException takes no cause in every runtime.
  return cause === undefined ? error : Object.defineProperty(error, "cause", {
    value: cause,
    configurable: true,
    writable: true,
  });
}
