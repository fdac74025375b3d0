import { bundleForBrowser, bundleForProcess } from "../support/bundle.ts";
import { openBrowser } from "../support/browser.ts";
import { temporaryService } from "../support/services.ts";
import { bunPath, denoPath, nodePath, OLDEST, runEsbuild, runTool } from "../support/tools.ts";
import type { Outcome } from "./collected.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** How long all suites may take in one runtime, in milliseconds. */
const LIMIT = 600_000;

/** Runs the suites in Bun. */
export async function runInBun(): Promise<Outcome> {
  return await runInProcess([await bunPath()]);
}

/** Runs the suites in Node. */
export async function runInNode(): Promise<Outcome> {
  return await runInProcess([await nodePath()]);
}

/** Runs the suites in the oldest Bun, Node or Deno that is supported. */
export async function runInOldest(runtime: keyof typeof OLDEST): Promise<Outcome> {
  const version = OLDEST[runtime];
  switch (runtime) {
    case "bun":
      return await runInProcess([await bunPath(version)], lowered);
    case "node":
      return await runInProcess([await nodePath(version)], lowered);
    case "deno":
      return await runInProcess([await denoPath(version), "run", "--allow-all"], lowered);
  }
}

/** Rewrites syntax of tests, such as `using`, for a runtime that lacks it. The library has none. */
async function lowered(script: string, folder: string): Promise<string> {
  const path = `${folder}/lowered.mjs`;
  const options = ["--format=esm", "--platform=node", "--target=es2022"];
  await runEsbuild([script, ...options, `--outfile=${path}`]);
  return path;
}

/**
 * Runs the suites in Deno with the permissions that the README gives for a local store: the others
 * are refused without a question.
 */
export async function runInDenoWithPermissions(): Promise<Outcome> {
  const readme = await Deno.readTextFile("README.md");
  const [, flags = ""] = /^\| the local store +\| `([^`]+)\.\/runlog`/m.exec(readme) ?? [];
  if (!flags.endsWith("--allow-write=")) throw new Error("README names no permissions");
  return await inFolder(async (folder) => {
    const script = await bundleForProcess("tests/runtimes/process_entry.ts", folder);
    const args = ["run", "--no-prompt", ...`${flags}${folder}`.split(" "), script];
    return await outcomeOf(Deno.execPath(), args, folder, { TMPDIR: folder });
  });
}

async function runInProcess(
  [command = "", ...args]: readonly string[],
  rewrite = (script: string, _folder: string): Promise<string> => Promise.resolve(script),
): Promise<Outcome> {
  return await inFolder(async (folder) => {
    const bundled = await bundleForProcess("tests/runtimes/process_entry.ts", folder);
    const script = await rewrite(bundled, folder);
    return await outcomeOf(command, [...args, script], folder);
  });
}

/** Runs the program of the suites, and reads what it printed last. */
async function outcomeOf(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const signal = AbortSignal.timeout(LIMIT);
  const options = { cwd, signal, env: { NO_COLOR: "1", ...env } };
  const { code, output } = await runTool(command, args, options);
  const last = output.trim().split("\n").findLast((line) => line.startsWith('{"passed"'));
  if (code !== 0 || last === undefined) {
    const how = signal.aborted ? `did not end within ${LIMIT} ms` : `exited ${code}`;
    throw new Error(`${command} ${how}:\n${output}`);
  }
  return JSON.parse(last);
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
