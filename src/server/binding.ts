/**
 * The address a server listens on, and access to it. Other users of the machine reach a loopback
 * address too, so every request needs a token by default.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { authoritiesOf, LOOPBACK } from "./authority.ts";
import { type AnyKinds, checkOptions, type OptionKinds } from "../options.ts";
import { listOf, TEXT } from "../kinds.ts";
import { newSecret } from "./secret.ts";

/** Options of every server. */
export interface ServerOptions {
  /**
   * Port to listen on.
   * @default 0: any free port
   */
  readonly port?: number | undefined;
  /**
   * Name or address of the interface to listen on. A server beyond loopback always has a token.
   * @default "127.0.0.1"
   */
  readonly hostname?: string | undefined;
  /**
   * Additional names and addresses under which others reach this server. `hostname` and the
   * loopback names are always accepted. Requests for any other name are rejected, because any web
   * page may be behind it.
   * @default none
   */
  readonly names?: readonly string[] | undefined;
  /**
   * Token that every request must present: at least 32 unguessable characters, all allowed
   * unescaped in URLs. It is sent unencrypted, so put TLS in front of the server outside a trusted
   * network. With `false`, every user and program of this machine has access.
   * @default a new token
   */
  readonly token?: string | false | undefined;
}

/** Validated server options. */
export interface Binding {
  readonly hostname: string;
  readonly port: number;
  /** Undefined if every request is accepted. */
  readonly token: string | undefined;
  /** Returns the accepted Host headers, given the port. */
  readonly authorities: (port: number) => readonly string[];
  /** Returns the server's address, given the port. */
  readonly url: (port: number) => string;
}

/** The names of {@linkcode ServerOptions}. */
export const SERVER_OPTIONS: OptionKinds<ServerOptions> = {
  port: true,
  hostname: TEXT,
  names: listOf(TEXT),
  token: true,
};

/**
 * Validates a server's options.
 *
 * @throws {ArgumentError} If one is out of range, or a server beyond loopback is to have no token
 */
export function readBinding(
  action: string,
  options: ServerOptions,
  known: AnyKinds = SERVER_OPTIONS,
): Binding {
  checkOptions(action, options, known);
  const { port = 0, hostname = "127.0.0.1", names = [], token = newSecret() } = options;
  const refuse = (argument: keyof ServerOptions, rule: string): never => {
    // Errors must not reveal a token.
    const value = argument === "token" ? undefined : options[argument];
    throw new ArgumentError(action, { argument, value, rule });
  };
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    refuse("port", "be a whole number from 0 to 65,535");
  }
  for (const name of [hostname, ...names]) {
    const argument = name === hostname ? "hostname" : "names";
    if (!/^[\w.:-]+$/.test(name)) refuse(argument, "be a name or address without port or brackets");
  }
  // A test of a pattern would turn any value into text.
  if (
    token !== false &&
    !(typeof token === "string" && token.length <= 1_000 && /^[\w.~-]{32,}$/.test(token))
  ) {
    refuse("token", "have at least 32 letters, digits, dots, hyphens, tildes or underscores");
  }
  const own = [hostname, ...names].map(bracketed).filter((name) => !LOOPBACK.includes(name));
  if (own.length > 0 && token === false) {
    refuse("token", "be a text or absent for a server that other machines can reach");
  }
  return {
    hostname,
    port,
    token: token === false ? undefined : token,
    authorities: (port) => authoritiesOf([...LOOPBACK, ...own], port),
    url: (port) => `http://${bracketed(names[0] ?? hostname)}:${port}`,
  };
}

/** Returns a host as addresses write it: IPv6 in brackets. */
function bracketed(name: string): string {
  return name.includes(":") ? `[${name}]` : name;
}
