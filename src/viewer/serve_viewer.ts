/**
 * Serves the viewer: its page, and the API that the page calls.
 *
 * @module
 */
import { defaultSession, type Session, type SessionLike } from "../../mod.ts";
import { readBinding, SERVER_OPTIONS, type ServerOptions } from "../server/binding.ts";
import { listen } from "../server/listen.ts";
import { newSecret } from "../server/secret.ts";
import { Refusal } from "./server/answers.ts";
import { readObject } from "./server/body.ts";
import { failure } from "./server/failure.ts";
import { checkJson, checkSender, checkWrite } from "./server/gate.ts";
import { pageFile } from "./server/page.ts";
import { orderOf, questionOf } from "./server/routes.ts";
import { knowVisitors, type Visitors } from "./server/visitors.ts";
import type { OptionKinds } from "../options.ts";
import { SESSION } from "../kinds.ts";

/**
 * Options of {@linkcode serveViewer}.
 *
 * @example
 * ```ts
 * import type { ServeViewerOptions } from "@runlog/sagemaker/viewer";
 *
 * const options: ServeViewerOptions = { port: 8800 };
 * console.log(options.port);
 * ```
 */
export interface ServeViewerOptions extends ServerOptions {
  /**
   * Session that holds the runs. Its credentials stay in this process.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
}

/** A running viewer. */
export interface ServedViewer extends AsyncDisposable {
  /**
   * URL to open in a browser. If the viewer has a token, this URL signs in one browser, which stays
   * signed in. Other browsers need the token.
   */
  readonly url: string;
  /** Token that signs in, also as `Authorization: Bearer`; undefined if `token` was `false`. */
  readonly token: string | undefined;
  /** Stops listening. The session stays open. */
  close(): Promise<void>;
}

const OPTIONS: OptionKinds<ServeViewerOptions> = { ...SERVER_OPTIONS, session: SESSION };

/**
 * Serves the viewer on 127.0.0.1. Its page shows experiments, tables of runs, a run's parameters,
 * curves, graphs and files, and comparisons, and updates while runs record. It can change
 * the display name and notes of runs, archive them and delete them, if the session's credentials
 * allow it.
 *
 * The server rejects requests from other sites and for other host names, and shows nothing to a
 * browser that has not signed in: other users of the machine reach the address too. Files of runs
 * are never executed.
 *
 * @param options Session, port, interface, host names and token
 * @returns The running viewer, with its URL and token
 * @throws {ArgumentError} If an option is out of range, or a server beyond loopback is to have no token
 *
 * @example
 * ```ts
 * import { localSession } from "@runlog/sagemaker/local";
 * import { serveViewer } from "@runlog/sagemaker/viewer";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * await using viewer = await serveViewer({ session });
 * console.log(`Open ${viewer.url}`);
 * ```
 */
export async function serveViewer(options: ServeViewerOptions = {}): Promise<ServedViewer> {
  const binding = readBinding("Cannot serve the viewer", options, OPTIONS);
  const session = await (options.session ?? defaultSession());
  const viewer: Viewer = {
    session,
    writeToken: newSecret(),
    visitors: knowVisitors(binding.token),
  };
  const { port, stop } = await listen(async (request, port, target) => {
    try {
      checkSender(binding.authorities(port), request, target);
      return withoutBody(request, await respond(viewer, request, port));
    } catch (error) {
      await request.body?.cancel().catch(() => {});
      return failure(error);
    }
  }, binding);
  return {
    url: `${binding.url(port)}/${viewer.visitors.firstVisit}`,
    token: binding.token,
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Viewer {
  readonly session: Session;
  readonly writeToken: string;
  readonly visitors: Visitors;
}

async function respond(
  { session, writeToken, visitors }: Viewer,
  request: Request,
  port: number,
): Promise<Response> {
  const { pathname, searchParams: query } = new URL(request.url);
  const [, name] = /^\/api\/([a-z-]+)$/.exec(pathname) ?? [];
  if (request.method === "POST" && name === "sign-in") {
    checkJson(request);
    return visitors.signIn((await readObject(request))["token"], port);
  }
  if (request.method !== "POST") {
    const file = await pageFile(pathname);
    if (file) return file;
    if (pathname === "/enter") return visitors.enter(request, port);
  }
  if (!visitors.isKnown(request, port)) {
    throw new Refusal(401, "Authentication required: sign in with the viewer's token");
  }
  if (request.method !== "POST") {
    const facts = { location: session.location, writeToken };
    const found = questionOf(name ?? "", { session, query, facts });
    if (found) return await found;
  } else {
    checkWrite(request, writeToken);
    const order = orderOf(name ?? "");
    if (order) return await order({ session, body: await readObject(request) });
  }
  throw new Refusal(404, "Page not found");
}

/** Removes the body of a response to HEAD. */
function withoutBody(request: Request, response: Response): Response {
  if (request.method !== "HEAD") return response;
  response.body?.cancel().catch(() => {});
  return new Response(null, response);
}
