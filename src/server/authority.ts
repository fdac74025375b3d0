/**
 * Which names a server answers to. A loopback address is no barrier against web pages: a name that
 * resolves to it brings any page's requests here, and only the Host header tells.
 *
 * @module
 */

/** Names of this machine for itself, as a Host header has them. */
export const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Host headers of a server's own: each name with the server's port, and nothing like them. */
export function authoritiesOf(names: readonly string[], port: number): readonly string[] {
  return names.map((name) => `${name}:${port}`);
}

/**
 * Whether a request is for one of these authorities. An address in the request line may name another
 * host than the header, and is held against it.
 */
export function isForOneOf(
  authorities: readonly string[],
  request: Request,
  target: string,
): boolean {
  const host = request.headers.get("host");
  const [, authority] = /^https?:\/\/([^/?#]*)/.exec(target) ?? [];
  return host !== null && authorities.includes(host) && authority === host;
}
