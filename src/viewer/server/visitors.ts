/**
 * Who may look, where a token is needed: whoever came by the one address that is told at the start, or
 * knows the token. Both get a cookie that scripts cannot read and other sites cannot use.
 *
 * @module
 */
import { isSecret, newSecret } from "../../server/secret.ts";
import { answer, json, Refusal } from "./answers.ts";

/** The visitors of one start of a viewer. */
export interface Visitors {
  /** What the first address has after the path; empty where everyone may look. */
  readonly firstVisit: string;
  /** Whether a request is of one who may look. */
  readonly isKnown: (request: Request, port: number) => boolean;
  /** The answer to the first address, which is good for once. */
  readonly enter: (query: URLSearchParams, port: number) => Response;
  /** The answer to a token. */
  readonly signIn: (token: unknown, port: number) => Response;
}

/** Tells visitors apart by a token; without one everyone may look. */
export function knowVisitors(token: string | undefined): Visitors {
  const cookie = newSecret();
  let code: string | undefined = token === undefined ? undefined : newSecret();
  const nameOf = (port: number): string => `runlog-${port}`;
  const headers = (port: number): Record<string, string> => ({
    "set-cookie": `${nameOf(port)}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
  });
  return {
    firstVisit: code === undefined ? "" : `enter?code=${code}`,
    isKnown: (request, port) => {
      if (token === undefined) return true;
      const [, bearer] = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
      if (isSecret(bearer, token)) return true;
      const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
      return cookies.some((one) => isSecret(one, `${nameOf(port)}=${cookie}`));
    },
    enter: (query, port) => {
      if (code === undefined || !isSecret(query.get("code"), code)) {
        throw new Refusal(403, "This address was good for once: the token opens the viewer again");
      }
      code = undefined;
      return answer(null, 303, { location: "/", ...headers(port) });
    },
    signIn: (given, port) => {
      if (token === undefined || typeof given !== "string" || !isSecret(given, token)) {
        throw new Refusal(401, "This is not the token");
      }
      return json({}, 200, headers(port));
    },
  };
}
