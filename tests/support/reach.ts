/** A server that clients of tests reach: one of `serveLocal` has a token, most others have none. */
export interface Reachable {
  /** Its address. */
  readonly url: string;
  /** The token that it wants. */
  readonly token?: string | undefined;
}

/** The keys that AWS clients present to a server. */
export function keysOf({ token = "local" }: Reachable): {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
} {
  return { accessKeyId: token, secretAccessKey: "local" };
}

/** The headers that plain requests present to a server. */
export function bearerOf({ token }: Pick<Reachable, "token">): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
