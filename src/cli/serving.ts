/**
 * Defines the options of the commands that run a server, and waits for the end of a command.
 *
 * @module
 */
import type { Command } from "commander";
import { newSecret } from "../server/secret.ts";

/** Options of commands that run a server. */
export interface ServingOptions {
  /** Port to listen on; 0 means any free one. */
  readonly port: number;
  /** Interface to listen on. */
  readonly hostname?: string;
  /** Other names or addresses of this machine. */
  readonly names?: readonly string[];
}

/** Adds the server options to a command. */
export function addServingOptions(command: Command, toPort: (text: string) => number): Command {
  return command
    .option("--port <port>", "port (default: any free one)", toPort, 0)
    .option("--hostname <address>", "interface to listen on; other machines need a token")
    .option("--names <names...>", "other names or addresses of this machine");
}

/**
 * Returns the options of the server. A server that other machines can reach needs a token: that of
 * `RUNLOG_TOKEN`, or a new one. Unlike an argument, a variable is not visible in process lists.
 */
export function toServerOptions(
  { port, hostname, names }: ServingOptions,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const token = environment["RUNLOG_TOKEN"] ?? (hostname || names ? newSecret() : undefined);
  return { port, hostname, names, token };
}

/** Resolves when the command is interrupted. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
