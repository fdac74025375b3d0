/**
 * Authenticates browsers if the viewer has a token. A browser signs in with the URL that is printed
 * at the start, or with the token. It gets a cookie that scripts cannot read and other sites cannot
 * use.
 *
 * @module
 */
import { isSecret, newSecret } from "../../server/secret.ts";
import { answer, json, Refusal } from "./answers.ts";

/** Authentication of a running viewer. */
export interface Visitors {
  /** Suffix of the first URL, which signs in; empty if no token is needed. */
  readonly firstVisit: string;
  /** Whether a request is authenticated. */
  readonly isKnown: (request: Request, port: number) => boolean;
  /** Responds to the first URL, which signs in once. */
  readonly enter: (request: Request, port: number) => Response;
  /** Responds to a sign-in with a token. */
  readonly signIn: (token: unknown, port: number) => Response;
}

/** Authenticates browsers by a token. Without a token, every request is authenticated. */
export function knowVisitors(token: string | undefined): Visitors {
  const cookie = newSecret();
  let code: string | undefined = token === undefined ? undefined : newSecret();
  const nameOf = (port: number): string => `runlog-${port}`;
  const headers = (port: number): Record<string, string> => ({
    "set-cookie": `${nameOf(port)}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
  });
  const isKnown = (request: Request, port: number): boolean => {
    if (token === undefined) return true;
    const [, bearer] = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
    if (isSecret(bearer, token)) return true;
    const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
    return cookies.some((one) => isSecret(one, `${nameOf(port)}=${cookie}`));
  };
  return {
    firstVisit: code === undefined ? "" : `enter?code=${code}`,
    isKnown,
    enter: (request, port) => {
      // The browser that signed in opens the link again.
      if (isKnown(request, port)) return answer(null, 303, { location: "/" });
      const given = new URL(request.url).searchParams.get("code");
      if (code === undefined || !isSecret(given, code)) {
        throw new Refusal(
          403,
          "This sign-in link is invalid or has been used: sign in with the token",
        );
      }
      // Programs look with HEAD whether a link works, before a person opens it.
      if (request.method === "HEAD") return answer(null, 303, { location: "/" });
      code = undefined;
      return answer(null, 303, { location: "/", ...headers(port) });
    },
    signIn: (given, port) => {
      if (token === undefined || typeof given !== "string" || !isSecret(given, token)) {
        throw new Refusal(401, "Invalid token");
      }
      return json({}, 200, headers(port));
    },
  };
}
