import { bundleForBrowser, bundleForProcess } from "../support/bundle.ts";
import { openBrowser } from "../support/browser.ts";
import { temporaryService } from "../support/services.ts";
import { bunPath, nodePath, runTool } from "../support/tools.ts";
import type { Outcome } from "./collected.ts";

/** Runs the suites in Bun. */
export async function runInBun(): Promise<Outcome> {
  return await runInProcess(await bunPath());
}

/** Runs the suites in Node. */
export async function runInNode(): Promise<Outcome> {
  return await runInProcess(await nodePath());
}

async function runInProcess(command: string): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-bundle-" });
  try {
    const script = await bundleForProcess("tests/runtimes/process_entry.ts", folder);
    const { code, output } = await runTool(command, [script], { cwd: folder });
    const last = output.trim().split("\n").findLast((line) => line.startsWith('{"passed"'));
    if (code !== 0 || last === undefined) throw new Error(`${command} exited ${code}:\n${output}`);
    return JSON.parse(last);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs the suites in headless Chromium, over a local service on the page's own origin. */
export async function runInChromium(): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-bundle-" });
  await using service = await temporaryService();
  const script = await Deno.readTextFile(
    await bundleForBrowser("tests/runtimes/browser_entry.ts", folder),
  );
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== "GET") return service.fetch(request);
    if (pathname === "/page") {
      return html('<!doctype html><script type="module" src="/suite.mjs"></script>');
    }
    if (pathname === "/suite.mjs") {
      return new Response(script, { headers: { "content-type": "text/javascript" } });
    }
    return service.fetch(request);
  });
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const trouble: string[] = [];
  page.on("pageerror", (error) => void trouble.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
  const done = await page.waitForFunction("globalThis.outcome", undefined, { timeout: 120_000 })
    .catch((cause) => {
      throw new Error(`The page did not finish: ${trouble.join("; ")}`, { cause });
    });
  await Deno.remove(folder, { recursive: true });
  // The page sets it from the same type.
  return await done.jsonValue() as Outcome;
}

function html(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/html" } });
}
