/**
 * What every function that asks a service takes. Browser-safe.
 *
 * @module
 */
import type { OptionNames } from "../options.ts";
import type { SessionLike } from "./session.ts";

/** Options of every function that reads or changes what is recorded. */
export interface RequestOptions {
  /**
   * The session to use.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The names of {@linkcode RequestOptions}. */
export const REQUEST_OPTIONS: OptionNames<RequestOptions> = { session: true, signal: true };
