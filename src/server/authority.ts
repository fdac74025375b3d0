/**
 * The host names that a server accepts. A loopback address does not keep web pages out: any page
 * can use a name that resolves to it. Only the Host header identifies such requests.
 *
 * @module
 */

/** The names by which this machine reaches itself, as they appear in a Host header. */
export const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Returns the Host headers that a server accepts: each name with the server's port. */
export function authoritiesOf(names: readonly string[], port: number): readonly string[] {
  return names.map((name) => `${name}:${port}`);
}

/**
 * Returns whether a request is for one of these authorities. The address in the request line may
 * name a different host than the header; both must match.
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
