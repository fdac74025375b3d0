/**
 * The viewer: a page, and the server that answers it.
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
import type { OptionNames } from "../options.ts";

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
   * Where the runs are. Its credentials stay in this process.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
}

/** A viewer that is listening. */
export interface ServedViewer extends AsyncDisposable {
  /**
   * Its address, for a browser. With a token it is good for one visit, whose browser is known from then
   * on; later ones are asked for the token.
   */
  readonly url: string;
  /** Stops listening. The session stays open. */
  close(): Promise<void>;
}

const OPTIONS: OptionNames<ServeViewerOptions> = { ...SERVER_OPTIONS, session: true };

/**
 * Serves a page on 127.0.0.1 to look at runs with: experiments, tables of runs, a run's parameters,
 * curves, graphs and files, and comparisons; live while runs record. Runs can be given another display
 * name and notes there, archived, and deleted, if the session's credentials allow it.
 *
 * Requests of other sites and for other names are refused, and files of runs are never run.
 *
 * @param options Session, port; interface, names and token
 * @returns Its address, and how to stop
 * @throws {ArgumentError} when an option is out of its range, or a server beyond loopback has no token
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
    if (pathname === "/enter") return visitors.enter(query, port);
  }
  if (!visitors.isKnown(request, port)) throw new Refusal(401, "The viewer wants its token");
  if (request.method !== "POST") {
    const facts = { location: session.location, writeToken };
    const found = questionOf(name ?? "", { session, query, facts });
    if (found) return await found;
  } else {
    checkWrite(request, writeToken);
    const order = orderOf(name ?? "");
    if (order) return await order({ session, body: await readObject(request) });
  }
  throw new Refusal(404, "There is no such page");
}

/** HEAD wants headers only. */
function withoutBody(request: Request, response: Response): Response {
  if (request.method !== "HEAD") return response;
  response.body?.cancel().catch(() => {});
  return new Response(null, response);
}
