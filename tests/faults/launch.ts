/** Runs recorders in the four runtimes. */
import { bundleForBrowser } from "../support/bundle.ts";
import { openBrowser } from "../support/browser.ts";
import { linesOf, startScript } from "../support/children.ts";
import type { Runtime } from "../suites/suite.ts";
import type { Recorded, Recording } from "./recorder.ts";

/** Every runtime there is. */
export const RUNTIMES: readonly Runtime[] = ["deno", "bun", "node", "chromium"];

const PAGE = "/page";
const SCRIPT = "/recorder.mjs";

let pageScript: Promise<string> | undefined;

/** Records in a runtime, `lanes` at a time. */
export async function recordIn(
  runtime: Runtime,
  recordings: readonly Recording[],
  lanes: number,
): Promise<readonly Recorded[]> {
  return runtime === "chromium"
    ? await recordInChromium(recordings, lanes)
    : await recordInProcess(runtime, recordings, lanes);
}

/** The page that records, for requests that ask for it; everything else is the service's. */
export async function withPage(
  request: Request,
  service: (request: Request) => Promise<Response>,
): Promise<Response> {
  switch (new URL(request.url).pathname) {
    case PAGE:
      return new Response(`<!doctype html><script type="module" src="${SCRIPT}"></script>`, {
        headers: { "content-type": "text/html" },
      });
    case SCRIPT:
      return new Response(await (pageScript ??= bundlePage()), {
        headers: { "content-type": "text/javascript" },
      });
    default:
      return await service(request);
  }
}

async function recordInProcess(
  runtime: Exclude<Runtime, "chromium">,
  recordings: readonly Recording[],
  lanes: number,
): Promise<readonly Recorded[]> {
  const plan = JSON.stringify({ lanes, recordings });
  const child = await startScript(runtime, "tests/faults/recorder_process.ts", [plan]);
  const said = new Response(child.stderr).text();
  const recorded: Recorded[] = [];
  for await (const line of linesOf(child)) recorded.push(JSON.parse(line));
  const { code } = await child.status;
  if (code !== 0) throw new Error(`${runtime} exited ${code}:\n${await said}`);
  await said;
  return recorded;
}

async function recordInChromium(
  recordings: readonly Recording[],
  lanes: number,
): Promise<readonly Recorded[]> {
  await using browser = await openBrowser();
  const waiting = [...recordings];
  const recorded: Recorded[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const page = await browser.newPage();
      await page.goto(`${next.endpoint}${PAGE}#${encodeURIComponent(JSON.stringify(next))}`);
      const done = await page.waitForFunction("globalThis.outcome", undefined, {
        timeout: next.closeMs + 400_000,
      });
      // The page sets it so.
      const outcome = await done.jsonValue() as { recorded?: Recorded; failure?: string };
      if (!outcome.recorded) throw new Error(outcome.failure);
      recorded.push(outcome.recorded);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return recorded;
}

async function bundlePage(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-page-" });
  try {
    return await Deno.readTextFile(
      await bundleForBrowser("tests/faults/recorder_page.ts", folder),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
