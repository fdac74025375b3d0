import type { Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { bundleForBrowser } from "../support/bundle.ts";
import { temporaryService } from "../support/services.ts";

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 24px; background: #fff; color: #1b1e23; font: 14px system-ui, sans-serif; }
main { display: grid; gap: 32px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 640px), 1fr)); }
h1 { grid-column: 1 / -1; margin: 0; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ececec; } }
`;

/** What a strict page admits: nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'";

/** The page of all figures in Chromium, over a local service of its own origin. */
export interface Gallery extends AsyncDisposable {
  /** Opens the page, waits until it is drawn, and says what the browser complained of. */
  open(
    query: string,
    colorScheme?: "light" | "dark",
  ): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>;
}

/** Bundles and serves the page. */
export async function openGallery(): Promise<Gallery> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "runlog-gallery-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const bundle = await bundleForBrowser("tests/plot/gallery_page.ts", folder);
  const script = await Deno.readTextFile(bundle);
  const service = stack.use(await temporaryService());
  const server = stack.use(Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => pageFile(new URL(request.url).pathname, script) ?? service.fetch(request),
  ));
  const browser = stack.use(await openBrowser());
  const owned = stack.move();
  return {
    async open(query, colorScheme = "light") {
      const page = await browser.newPage();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 1440, height: 1000 });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.stack ?? String(error)));
      page.on("console", (message) => {
        // The browser lists every answer from 400 on, and the library expects some.
        const isAnswer = message.text().startsWith("Failed to load resource");
        if (message.type() === "error" && !isAnswer) complaints.push(message.text());
      });
      await page.goto(`http://127.0.0.1:${server.addr.port}/page?${query}`);
      await page.waitForSelector("main[data-drawn]")
        .catch((cause) => {
          throw new Error(`The page was not drawn: ${complaints.join("\n")}`, { cause });
        });
      return { page, complaints };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function pageFile(path: string, script: string): Response | undefined {
  const answer = (body: string, type: string): Response =>
    new Response(body, {
      headers: { "content-type": type, "content-security-policy": POLICY },
    });
  switch (path) {
    case "/page":
      return answer(
        '<!doctype html><html lang="en"><head><title>Figures</title>' +
          '<link rel="icon" href="/icon"><link rel="stylesheet" href="/style.css"></head>' +
          '<body><main><h1>Figures</h1></main><script type="module" src="/page.mjs"></script>',
        "text/html",
      );
    case "/page.mjs":
      return answer(script, "text/javascript");
    case "/style.css":
      return answer(STYLE, "text/css");
    case "/icon":
      return answer("", "image/x-icon");
    default:
      return undefined;
  }
}
