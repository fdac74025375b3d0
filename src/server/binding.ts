/**
 * Where a server listens and who may ask it: this machine's own programs, unless a token says who else.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { authoritiesOf, LOOPBACK } from "./authority.ts";
import { checkOptions, type OptionNames } from "../options.ts";

/** Options of every server. */
export interface ServerOptions {
  /**
   * Port.
   * @default 0: any that is free
   */
  readonly port?: number | undefined;
  /**
   * Name or address of the interface to listen on. Beyond loopback a `token` is needed.
   * @default "127.0.0.1"
   */
  readonly hostname?: string | undefined;
  /**
   * Names and addresses that others reach this server by, besides `hostname` and those of this machine
   * for itself. Requests for any other are refused: behind such a name may be any web page.
   * @default none
   */
  readonly names?: readonly string[] | undefined;
  /**
   * What requests must prove to know: at least 32 characters that nobody guesses, of those that URLs
   * take as they are. It is sent as it is: beyond a trusted network, put TLS before the server.
   * @default none: every program of this machine may ask
   */
  readonly token?: string | undefined;
}

/** Options that have been looked at. */
export interface Binding {
  readonly hostname: string;
  readonly port: number;
  readonly token: string | undefined;
  /** Host headers of requests that are for this server, once its port is known. */
  readonly authorities: (port: number) => readonly string[];
  /** Its address, once its port is known. */
  readonly url: (port: number) => string;
}

/** The names of {@linkcode ServerOptions}. */
export const SERVER_OPTIONS: OptionNames<ServerOptions> = {
  port: true,
  hostname: true,
  names: true,
  token: true,
};

/**
 * Looks at a server's options.
 *
 * @throws {ArgumentError} for one that is out of its range, or a server beyond loopback without a token
 */
export function readBinding(
  action: string,
  options: ServerOptions,
  known: Readonly<Record<string, true>> = SERVER_OPTIONS,
): Binding {
  checkOptions(action, options, known);
  const { port = 0, hostname = "127.0.0.1", names = [], token } = options;
  const refuse = (argument: keyof ServerOptions, rule: string): never => {
    // A token's value is nobody's to read.
    const value = argument === "token" ? undefined : options[argument];
    throw new ArgumentError(action, { argument, value, rule });
  };
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    refuse("port", "be a whole number from 0 to 65535");
  }
  for (const name of [hostname, ...names]) {
    const argument = name === hostname ? "hostname" : "names";
    if (!/^[\w.:-]+$/.test(name)) refuse(argument, "be a name or address without port or brackets");
  }
  if (token !== undefined && !/^[\w.~-]{32,}$/.test(token)) {
    refuse("token", "have at least 32 letters, digits, dots, hyphens, tildes or underscores");
  }
  const own = [hostname, ...names].map(bracketed).filter((name) => !LOOPBACK.includes(name));
  if (own.length > 0 && token === undefined) {
    refuse("token", "be given for a server that others than this machine can reach");
  }
  return {
    hostname,
    port,
    token,
    authorities: (port) => authoritiesOf([...LOOPBACK, ...own], port),
    url: (port) => `http://${bracketed(names[0] ?? hostname)}:${port}`,
  };
}

/** IPv6 as addresses have it. */
function bracketed(name: string): string {
  return name.includes(":") ? `[${name}]` : name;
}
