/**
 * Defines the context of a command, and opens its session.
 *
 * @module
 */
import process from "node:process";
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
  /** Whether to print results as JSON. */
  readonly json?: boolean;
  /** Whether to print stack traces. */
  readonly verbose?: boolean;
}

/** Terminals, input, environment and abort signal of a command. */
export interface Context {
  /** Receives results. */
  readonly out: Terminal;
  /** Receives messages, progress and questions. */
  readonly messages: Terminal;
  /** Asks a question and resolves to the answer; to undefined if the input is not a terminal. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command is interrupted. */
  readonly signal: AbortSignal;
  /** Sets the exit code of a command that succeeds. */
  readonly exit: (code: number) => void;
  /** Lets the command outlive the reader of its output, which ends other commands. */
  readonly outliveReader: () => void;
}

/**
 * Opens the session that `--session` names. If it is undefined, the environment decides: a region
 * alone does not overrule `RUNLOG_SESSION`.
 */
export async function openSession(
  where: string | undefined,
  region: string | undefined,
): Promise<Session> {
  if (where === undefined && region !== undefined) {
    where = process.env["RUNLOG_SESSION"] || undefined;
  }
  if (where === undefined) {
    return region === undefined ? await defaultSession() : await awsSession({ region });
  }
  if (where === "aws") return await awsSession(region === undefined ? {} : { region });
  const store = namedStore(where);
  if (!store) {
    throw new UsageError(
      `--session (or RUNLOG_SESSION) must be aws, local or local:{folder}, got "${where}"`,
    );
  }
  return await localSession(store);
}

/**
 * Returns the local store that `--session` names; undefined if it names another session. Without a
 * path, that is the default store.
 */
export function namedStore(where: string): { readonly path: string | undefined } | undefined {
  const named = /^local(?::(.+))?$/.exec(where);
  return named ? { path: named[1] } : undefined;
}
