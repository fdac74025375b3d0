/**
 * Logs cases to a file of a run while the evaluation is running.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { Run } from "../run/run.ts";
import { encodeCase, type EvalCase, toLogged } from "./case.ts";
import { CaseSummary } from "./case_summary.ts";

/** Shortest pause between two uploads, in milliseconds. */
const PAUSE_MS = 1_000;

/** A pause lasts this many times the last upload, so that uploads take a fifth of the time at most. */
const PAUSE_FACTOR = 4;

/** Media type of JSON Lines. */
const JSON_LINES = "application/jsonl";

/**
 * The open file of cases of a run. {@linkcode logCases} returns it. Close it before the run, for
 * example with `await using`.
 */
export class CaseLog implements AsyncDisposable {
  readonly #run: Run;
  readonly #name: string;
  readonly #summary: CaseSummary;
  #stored = new Blob([]);
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #upload: Promise<void> = Promise.resolve();
  #pauseMs = PAUSE_MS;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(run: Run, name: string, passScore: number) {
    this.#run = run;
    this.#name = name;
    this.#summary = new CaseSummary(passScore);
  }

  /**
   * Adds a case and returns at once. It is stored about a second later, or with the next upload if
   * uploads take long; {@linkcode flush} resolves when it is stored.
   *
   * @throws {ArgumentError} If a member is unknown or of a wrong kind, a score has the name of another
   * metric, or a value contains itself. Nothing is added then
   * @throws {RunlogError} If the log is closed
   */
  add(one: EvalCase): void {
    if (this.#closing) throw new RunlogError("Cannot log case: the log of cases is closed");
    const logged = toLogged(one);
    this.#waiting.push(encodeCase(logged));
    this.#summary.add(logged);
    this.#timer ??= setTimeout(() => this.#uploadLater(), this.#pauseMs);
  }

  /**
   * Resolves when all added cases are stored. A kill of the process no longer loses them.
   *
   * @throws the upload's error; the cases stay in memory, and the next upload includes them
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#upload = this.#upload.catch(() => {}).then(() => this.#store());
    await this.#upload;
  }

  /**
   * Stores all cases and logs their metrics. Closing again does nothing.
   *
   * @throws the upload's error
   */
  close(): Promise<void> {
    this.#closing ??= this.flush().then(() => this.#run.logMetrics(this.#summary.metrics()));
    return this.#closing;
  }

  /** Closes the log. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Uploads beside the evaluation. An error is no end: later uploads include the same cases. */
  #uploadLater(): void {
    const start = performance.now();
    const next = (): void => {
      this.#pauseMs = Math.max(PAUSE_MS, PAUSE_FACTOR * (performance.now() - start));
      const isOpen = !this.#closing && !this.#run.closed;
      if (this.#waiting.length === 0 || !isOpen) return;
      this.#timer ??= setTimeout(() => this.#uploadLater(), this.#pauseMs);
    };
    this.flush().then(next, next);
  }

  async #store(): Promise<void> {
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    const all = new Blob([this.#stored, ...lines]);
    try {
      await storeCases(this.#run, this.#name, all, true);
      this.#stored = all;
    } catch (error) {
      this.#waiting = [...lines, ...this.#waiting];
      throw error;
    }
  }
}

/** Stores the file of cases, whole. */
export async function storeCases(
  run: Run,
  name: string,
  cases: Blob,
  overwrite: boolean,
): Promise<void> {
  await run.logFile(cases, { name, mediaType: JSON_LINES, overwrite });
}
