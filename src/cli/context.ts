/**
 * What every command is given.
 *
 * @module
 */
import { awsSession, defaultSession, type Session } from "../../mod.ts";
import { localSession } from "../local.ts";
import { UsageError } from "./usage_error.ts";
import type { Terminal } from "./terminal.ts";

/** Options of every command. */
export interface CommonOptions {
  /** `aws`, `local` or `local:{folder}`. */
  readonly session?: string;
  /** AWS region. */
  readonly region?: string;
  /** Results as JSON. */
  readonly json?: boolean;
  /** Errors in full. */
  readonly verbose?: boolean;
}

/** What a command works with. */
export interface Context {
  /** Where results go. */
  readonly out: Terminal;
  /** Where messages, progress and questions go. */
  readonly messages: Terminal;
  /** Asks for a line; undefined when nobody can answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
}

/** Opens the session that an option names; the environment's choice without one. */
export async function openSession(
  where: string | undefined,
  region: string | undefined,
): Promise<Session> {
  if (where === undefined) {
    return region === undefined ? await defaultSession() : await awsSession({ region });
  }
  if (where === "aws") return await awsSession(region === undefined ? {} : { region });
  const store = namedStore(where);
  if (!store) {
    throw new UsageError(`--session must be aws, local or local:{folder}, got "${where}"`);
  }
  return await localSession(store);
}

/** The local store that an option names, without a path the default one; undefined for another word. */
export function namedStore(where: string): { readonly path: string | undefined } | undefined {
  const named = /^local(?::(.+))?$/.exec(where);
  return named ? { path: named[1] } : undefined;
}
