import type { Session } from "../../mod.ts";
import { localService, serviceSession } from "../../src/local.ts";
import { serveViewer, type ServeViewerOptions } from "../../src/viewer.ts";
import { bearerOf } from "../support/reach.ts";
import { WRITE_HEADER } from "../../src/viewer/wire.ts";

/** A viewer over a local store of its own, which goes away with it. */
export interface TemporaryViewer extends AsyncDisposable {
  /** What it shows. */
  readonly session: Session;
  /** Its address, as it is told. */
  readonly url: string;
  /** Its address without a path. */
  readonly origin: string;
  readonly port: number;
  /** The store's folder. */
  readonly folder: string;
  readonly token: string | undefined;
  /** Asks it as someone who has its token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Asks it as someone who has nothing. */
  askAsStranger(path: string, init?: RequestInit): Promise<Response>;
  /** Tells it to change something, as its own page does. */
  order(path: string, body: unknown): Promise<Response>;
}

/** Starts a viewer over an empty store. */
export async function temporaryViewer(
  options: Omit<ServeViewerOptions, "session"> = {},
): Promise<TemporaryViewer> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-viewer-" });
  const session = await serviceSession(await localService({ path: folder }));
  const viewer = await serveViewer({ ...options, session });
  const port = Number(new URL(viewer.url).port);
  const origin = `http://127.0.0.1:${port}`;
  const headers = bearerOf(viewer);
  const askAsStranger = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${origin}${path}`, init);
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    askAsStranger(path, {
      ...init,
      headers: { ...headers, ...Object.fromEntries(new Headers(init?.headers)) },
    });
  return {
    session,
    url: viewer.url,
    origin,
    port,
    folder,
    token: viewer.token,
    ask,
    askAsStranger,
    async order(path, body) {
      const { writeToken } = await (await ask("/api/session")).json();
      const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken };
      return await ask(`/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    },
    async [Symbol.asyncDispose]() {
      await viewer.close();
      await session[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The lineage artifacts that a session holds. */
export async function artifactsIn({ sagemaker }: Session): Promise<number> {
  return (await sagemaker.call("ListArtifacts", {})).ArtifactSummaries?.length ?? 0;
}
