/**
 * Defines the options of every function that sends requests.
 *
 * @module
 */
import type { OptionKinds } from "../options.ts";
import type { SessionLike } from "./session.ts";
import { SESSION, SIGNAL } from "../kinds.ts";

/** Options of every function that reads or changes recorded data. */
export interface RequestOptions {
  /**
   * Session to use.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The names of {@linkcode RequestOptions}. */
export const REQUEST_OPTIONS: OptionKinds<RequestOptions> = { session: SESSION, signal: SIGNAL };
