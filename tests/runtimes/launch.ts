import { bundleForBrowser, bundleForProcess } from "../support/bundle.ts";
import { openBrowser } from "../support/browser.ts";
import { temporaryService } from "../support/services.ts";
import { bunPath, nodePath, runTool } from "../support/tools.ts";
import type { Outcome } from "./collected.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** How long all suites may take in one runtime, in milliseconds. */
const LIMIT = 600_000;

/** Runs the suites in Bun. */
export async function runInBun(): Promise<Outcome> {
  return await runInProcess(await bunPath());
}

/** Runs the suites in Node. */
export async function runInNode(): Promise<Outcome> {
  return await runInProcess(await nodePath());
}

async function runInProcess(command: string): Promise<Outcome> {
  return await inFolder(async (folder) => {
    const script = await bundleForProcess("tests/runtimes/process_entry.ts", folder);
    const signal = AbortSignal.timeout(LIMIT);
    const { code, output } = await runTool(command, [script], { cwd: folder, signal });
    const last = output.trim().split("\n").findLast((line) => line.startsWith('{"passed"'));
    if (code !== 0 || last === undefined) {
      const how = signal.aborted ? `did not end within ${LIMIT} ms` : `exited ${code}`;
      throw new Error(`${command} ${how}:\n${output}`);
    }
    return JSON.parse(last);
  });
}

/** Runs the suites in headless Chromium: over a local service on the page's own origin. */
export async function runInChromium(): Promise<Outcome> {
  return await runInPage("tests/runtimes/browser_entry.ts");
}

/** Runs the suites in headless Chromium, over the page's own store. */
export async function runInChromiumStore(): Promise<Outcome> {
  return await runInPage("tests/runtimes/browser_store_entry.ts");
}

async function runInPage(entry: string): Promise<Outcome> {
  return await inFolder(async (folder) => {
    const script = await Deno.readTextFile(await bundleForBrowser(entry, folder));
    await using service = await temporaryService({ awsQuotas: true });
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => pageFile(request, script) ?? service.fetch(request),
    );
    await using browser = await openBrowser();
    const page = await browser.newPage();
    const failures: { name: string; error: string }[] = [];
    page.on("pageerror", (error) => {
      failures.push({ name: "outside any test", error: error.stack ?? String(error) });
    });
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    const done = await page.waitForFunction("globalThis.outcome", undefined, { timeout: LIMIT })
      .catch((cause) => {
        const said = failures.map(({ error }) => error).join("\n");
        throw new Error(`The page did not finish: ${said}`, { cause });
      });
    // The page sets it from the same type.
    const outcome = await done.jsonValue() as Outcome;
    return { ...outcome, failures: [...outcome.failures, ...failures] };
  });
}

/** The page and its script; everything else is the service's. */
function pageFile(request: Request, script: string): Response | undefined {
  switch (`${request.method} ${new URL(request.url).pathname}`) {
    case "GET /page":
      return new Response('<!doctype html><script type="module" src="/suite.mjs"></script>', {
        headers: { "content-type": "text/html" },
      });
    case "GET /suite.mjs":
      return new Response(script, { headers: { "content-type": "text/javascript" } });
    default:
      return undefined;
  }
}
