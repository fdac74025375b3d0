/**
 * What the commands that serve have in common: where they listen, for whom, and for how long.
 *
 * @module
 */
import type { Command } from "commander";
import { newSecret } from "../server/secret.ts";

/** Options of commands that serve. */
export interface ServingOptions {
  /** Port. */
  readonly port: number;
  /** Interface. */
  readonly hostname?: string;
  /** Other names that this machine is reached by. */
  readonly names?: readonly string[];
}

/** Adds the options to a command. */
export function addServingOptions(command: Command, toPort: (text: string) => number): Command {
  return command
    .option("--port <port>", "port (default: any free one)", toPort, 0)
    .option("--hostname <address>", "interface to listen on; other machines need a token")
    .option("--names <names...>", "other names or addresses of this machine");
}

/**
 * The options as servers take them. Beyond this machine there is a token: that of `RUNLOG_TOKEN`, which,
 * unlike an argument, no list of processes shows, or a new one.
 */
export function toServerOptions(
  { port, hostname, names }: ServingOptions,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const token = environment["RUNLOG_TOKEN"] ?? (hostname || names ? newSecret() : undefined);
  return { port, hostname, names, token };
}

/** Waits until a command is interrupted. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
