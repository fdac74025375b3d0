/**
 * Tests permissions with requests. A request is sent only if the resources it needs were created.
 *
 * @module
 */
import { type Permission, type Task, tryPermission } from "./permission.ts";
import type { Questions } from "./questions.ts";

/** A deletion of a created resource: its kind, action, tasks and request. */
export type Deletion = readonly [
  kind: string,
  action: string,
  tasks: readonly Task[],
  send: (made: string) => Promise<unknown>,
];

/** Attempts at a request that AWS throttles, and the wait between them. */
const MOST_ATTEMPTS = 5;
const WAIT_MS = 1_000;

/** Attempts requests and stores the results. */
export class Attempts {
  readonly #questions: Questions;
  readonly #signal: AbortSignal;
  /** Tested permissions. */
  readonly permissions: Permission[] = [];
  /** Resources that exist, by kind. Later requests depend on them. */
  readonly made = new Map<string, string>();

  constructor(questions: Questions, signal: AbortSignal) {
    this.#questions = questions;
    this.#signal = signal;
  }

  /** Creates a resource that later requests depend on. */
  async make(
    kind: string,
    action: string,
    tasks: readonly Task[],
    send: (options: { readonly signal: AbortSignal }) => Promise<string | undefined>,
    ...needs: readonly string[]
  ): Promise<void> {
    await this.attempt(action, tasks, async (options) => {
      this.made.set(kind, await send(options) ?? "");
    }, ...needs);
  }

  /** Deletes a created resource. If that fails, the resource stays in the report. */
  async unmake(...[kind, action, tasks, send]: Deletion): Promise<void> {
    await this.attempt(action, tasks, async () => {
      await send(this.made.get(kind) ?? "");
      this.made.delete(kind);
    }, kind);
  }

  /** Tests a permission, if the resources that the request needs were created. */
  async attempt(
    action: string,
    tasks: readonly Task[],
    send: (options: { readonly signal: AbortSignal }) => Promise<unknown>,
    ...needs: readonly string[]
  ): Promise<void> {
    const missing = needs.find((kind) => !this.made.has(kind));
    if (missing !== undefined) {
      const reason = `the request needs the ${missing}, which could not be created`;
      this.permissions.push({ action, tasks, verdict: "unknown", reason });
      return;
    }
    const options = { signal: this.#signal };
    this.permissions.push(
      await tryPermission({ action, tasks, send: () => this.#patiently(() => send(options)) }),
    );
  }

  /** Retries a request while AWS throttles it. */
  async #patiently<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1;; attempt++) {
      try {
        return await send();
      } catch (error) {
        const cause = error instanceof Error && error.name === "DeliveryError"
          ? error.cause
          : error;
        const isThrottled = this.#questions.noteFailure(cause);
        if (!isThrottled || attempt === MOST_ATTEMPTS) throw cause;
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
  }
}
