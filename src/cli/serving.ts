/**
 * Defines the options of the commands that run a server, and waits for the end of a command.
 *
 * @module
 */
import type { Command } from "commander";
import type { ServerOptions } from "../server/binding.ts";

/** Options of commands that run a server. */
export interface ServingOptions {
  /** Port to listen on; 0 means any free one. */
  readonly port: number;
  /** Interface to listen on. */
  readonly hostname?: string;
  /** Other names or addresses of this machine. */
  readonly names?: readonly string[];
  /** Whether clients need a token. */
  readonly token: boolean;
}

/** Adds the server options to a command. */
export function addServingOptions(command: Command, toPort: (text: string) => number): Command {
  return command
    .option("--port <port>", "port (default: any free one)", toPort, 0)
    .option("--hostname <address>", "interface to listen on")
    .option("--names <names...>", "other names or addresses of this machine")
    .option("--no-token", "let every user and program of this machine in");
}

/**
 * Returns the options of the server. Its token is that of `RUNLOG_TOKEN`, or a new one. Unlike an
 * argument, a variable is not visible in process lists.
 */
export function toServerOptions(
  { port, hostname, names, token }: ServingOptions,
  environment: Readonly<Record<string, string | undefined>>,
): ServerOptions {
  // An empty variable counts as unset.
  return { port, hostname, names, token: token && (environment["RUNLOG_TOKEN"] || undefined) };
}

/** Resolves when the command is interrupted. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
