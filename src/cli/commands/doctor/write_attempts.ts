/**
 * Attempts at writes that depend on one another: what was made, and what each attempt says of a
 * permission.
 *
 * @module
 */
import { type Permission, type Task, tryPermission } from "./permission.ts";

/** Attempts at a request that AWS throttles, and the wait between them. */
const MOST_ATTEMPTS = 5;
const WAIT_MS = 1_000;

/** What a request is given. */
export interface SendOptions {
  /** Aborts it. */
  readonly signal: AbortSignal;
}

/** Attempts at writes. */
export class WriteAttempts {
  readonly #signal: AbortSignal;
  readonly #noteFailure: (error: unknown) => boolean;
  readonly #permissions: Permission[] = [];
  /** What was made, by kind: what is asked of it later depends on it. */
  readonly #made = new Map<string, string>();

  /**
   * @param signal Aborts what is made; what is deleted again is not aborted
   * @param noteFailure Called with each failure; says whether AWS throttled it
   */
  constructor(signal: AbortSignal, noteFailure: (error: unknown) => boolean) {
    this.#signal = signal;
    this.#noteFailure = noteFailure;
  }

  /** What the attempts say of permissions. */
  get permissions(): readonly Permission[] {
    return this.#permissions;
  }

  /** What was made and not deleted, by kind. */
  get made(): ReadonlyMap<string, string> {
    return this.#made;
  }

  /** Creates something that others depend on. */
  async make(
    kind: string,
    action: string,
    tasks: readonly Task[],
    send: (options: SendOptions) => Promise<string | undefined>,
    ...needs: readonly string[]
  ): Promise<void> {
    await this.attempt(action, tasks, async (options) => {
      this.#made.set(kind, await send(options) ?? "");
    }, ...needs);
  }

  /** Deletes something that was made; what cannot be deleted stays in the report. */
  async unmake(
    kind: string,
    action: string,
    tasks: readonly Task[],
    send: (made: string) => Promise<unknown>,
  ): Promise<void> {
    await this.attempt(action, tasks, async () => {
      await send(this.#made.get(kind) ?? "");
      this.#made.delete(kind);
    }, kind);
  }

  /** Tries a permission, where what it needs has been made. */
  async attempt(
    action: string,
    tasks: readonly Task[],
    send: (options: SendOptions) => Promise<unknown>,
    ...needs: readonly string[]
  ): Promise<void> {
    const missing = needs.find((kind) => !this.#made.has(kind));
    if (missing !== undefined) {
      const reason = `the ${missing} it needs could not be made`;
      this.#permissions.push({ action, tasks, verdict: "unknown", reason });
      return;
    }
    const options = { signal: this.#signal };
    this.#permissions.push(
      await tryPermission({ action, tasks, send: () => this.#patiently(() => send(options)) }),
    );
  }

  /** Sends until AWS no longer throttles. */
  async #patiently<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1;; attempt++) {
      try {
        return await send();
      } catch (error) {
        const cause = error instanceof Error && error.name === "DeliveryError"
          ? error.cause
          : error;
        const isThrottled = this.#noteFailure(cause);
        if (!isThrottled || attempt === MOST_ATTEMPTS) throw cause;
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
  }
}
