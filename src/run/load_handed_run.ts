/**
 * Loads the run that a token names. Loaded when there is a token.
 *
 * @module
 */
import { sessionOfPlace } from "../connect/session_of_place.ts";
import { readToken } from "../rules/run_token.ts";
import type { Cell } from "./context.ts";
import { openRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import { resolveOptions, type StartRunOptions } from "./run_options.ts";
import type { Standing } from "./heartbeat.ts";

/** A token, and the argument or variable that holds it. */
export interface Handed {
  /** The token. */
  readonly token: unknown;
  /** The argument or variable. */
  readonly argument: string;
}

/**
 * Loads the run that a token names.
 *
 * @throws {ArgumentError} If the token is damaged
 * @throws {SessionError} If this runtime cannot open the run's store
 */
export async function loadHandedRun(
  { token, argument }: Handed,
  options: Omit<StartRunOptions, "experimentName" | "runName">,
  cell: Cell,
  standing: Standing,
): Promise<Run> {
  const { names, place } = readToken(argument, token);
  const settings = resolveOptions(options);
  settings.signal?.throwIfAborted();
  const session = await (options.session ?? sessionOfPlace(place));
  return await openRun({ ...settings, names, session }, cell, "loadResources", standing);
}
