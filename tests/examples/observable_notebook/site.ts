import type { Page } from "playwright-core";
import { type Session, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { openBrowser } from "../../support/browser.ts";
import { temporaryService } from "../../support/services.ts";

/** Where the published modules are, for browsers. */
const CDN = "https://esm.sh/jsr/@runlog/sagemaker@0.1";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
};

/** A site in Chromium, over a local service that stands for the account. */
export interface Site extends AsyncDisposable {
  readonly page: Page;
  readonly session: Session;
  /** What went wrong in the page so far. */
  readonly complaints: readonly string[];
}

/**
 * Serves a folder, the account's operations and temporary credentials from one origin, records two runs
 * into the account, and opens a page that reaches nothing else but the modules given.
 */
export async function openSite(
  folder: string,
  file: string,
  modules: { readonly library: string; readonly plot: string },
): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const service = stack.use(await temporaryService());
  const session = await serviceSession(service);
  await recordShared(session);
  const server = stack.use(Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => await siteFile(folder, request) ?? await service.fetch(request),
  ));
  const browser = stack.use(await openBrowser());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => void complaints.push(error.stack ?? String(error)));
  await page.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  for (const [address, body] of [[CDN, modules.library], [`${CDN}/plot`, modules.plot]] as const) {
    const headers = { "access-control-allow-origin": "*" };
    await page.route(
      address,
      (route) => route.fulfill({ body, contentType: "text/javascript", headers }),
    );
  }
  const origin = `http://127.0.0.1:${server.addr.port}`;
  await page.goto(`${origin}/${file}?endpoint=${origin}&region=local`);
  const owned = stack.move();
  return { page, session, complaints, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function recordShared(session: Session): Promise<void> {
  for (const [runName, rate] of [["slow", 0.01], ["fast", 0.1]] as const) {
    await withRun({ experimentName: "shared", runName, session }, (run) => {
      run.logParameter("learning_rate", rate);
      for (let step = 0; step < 50; step++) {
        run.logMetric("loss", Math.exp(-step * rate), { step });
      }
    });
  }
}

async function siteFile(folder: string, request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return undefined;
  if (pathname === "/credentials") {
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    return Response.json({ accessKeyId: "temporary", secretAccessKey: "temporary", expiration });
  }
  const body = await Deno.readFile(`${folder}${pathname}`).catch(() => undefined);
  const type = TYPES[pathname.split(".").pop() ?? ""] ?? "application/octet-stream";
  return body && new Response(body, { headers: { "content-type": type } });
}
