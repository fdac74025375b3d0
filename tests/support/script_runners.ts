/** Runs the scripts that pages show, as a reader would who has the published package. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { listExperiments, listRuns, type RunRecord, type Session } from "../../mod.ts";
import { localSession, serviceSession } from "../../src/local.ts";
import { openBrowser } from "./browser.ts";
import { bundleForBrowser, bundleForProcess } from "./bundle.ts";
import { plainEnvironment } from "./environment.ts";
import { temporaryService } from "./services.ts";
import { bunPath, nodePath, runTool } from "./tools.ts";

const ROOT = new URL("../../", import.meta.url);
const PACKAGE = "@runlog/sagemaker";
/** The address of the published module for browsers, of any version. */
const CDN_MODULE = `https://esm.sh/jsr/${PACKAGE}@*`;

interface Config {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly links: readonly string[];
}

/** What a script did. */
export interface ScriptResult {
  /** What it printed. */
  readonly output: string;
  /** The runs in the store that it used. */
  readonly runs: readonly RunRecord[];
}

/** Runs a script that is in a folder already. `flags` are those of the runtime. */
export type Runner = (
  folder: string,
  file: string,
  flags?: readonly string[],
) => Promise<ScriptResult>;

/** The runner of each runtime that a page can name. */
export const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ["deno", runInDeno],
  ["bun", runInBun],
  ["node", runInNode],
  ["browser", runInPage],
]);

/**
 * Writes a script into a folder of its own and runs it there.
 *
 * @throws {Error} If no runner has the name of the runtime
 */
export async function runPageScript(
  { runtime, file, text }: {
    readonly runtime: string;
    readonly file: string;
    readonly text: string;
  },
): Promise<ScriptResult> {
  const run = RUNNERS.get(runtime);
  if (!run) throw new Error(`Cannot run ${file}: no runtime is called "${runtime}"`);
  const folder = await Deno.makeTempDir({ prefix: "runlog-page-" });
  try {
    await Deno.writeTextFile(`${folder}/${file}`, text);
    return await run(folder, file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runInDeno(
  folder: string,
  file: string,
  flags: readonly string[] = ["-A"],
): Promise<ScriptResult> {
  const { exports, imports, links } = await readConfig();
  // As `jsr:` would answer: each export, and the dependencies in the versions of deno.lock.
  const published = Object.entries(exports).map(([name, path]) => [
    `jsr:${PACKAGE}${name.slice(1)}`,
    new URL(path, ROOT).href,
  ]);
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    JSON.stringify({
      imports: { ...imports, ...Object.fromEntries(published) },
      links: links.map((path) => fromFileUrl(new URL(path, ROOT))),
    }),
  );
  await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
  const args = ["run", "--quiet", ...flags, "--config", `${folder}/deno.json`, file];
  return await runScript(Deno.execPath(), args, folder);
}

async function runInBun(folder: string, file: string): Promise<ScriptResult> {
  await installPackage(folder);
  return await runScript(await bunPath(), ["run", file], folder);
}

async function runInNode(folder: string, file: string): Promise<ScriptResult> {
  await installPackage(folder);
  return await runScript(await nodePath(), [file], folder);
}

/** Leaves what `npx jsr add` leaves: a module per export. */
async function installPackage(folder: string): Promise<void> {
  const packageFolder = `${folder}/node_modules/${PACKAGE}`;
  const exports: Record<string, string> = {};
  for (const [name, path] of Object.entries((await readConfig()).exports)) {
    const part = name.slice("./".length) || "main";
    await Deno.mkdir(`${packageFolder}/${part}`, { recursive: true });
    const bundle = await bundleForProcess(path.replace(/^\.\//, ""), `${packageFolder}/${part}`);
    exports[name] = `.${bundle.slice(packageFolder.length)}`;
  }
  await Deno.writeTextFile(
    `${packageFolder}/package.json`,
    JSON.stringify({ name: PACKAGE, type: "module", exports }),
  );
}

async function runScript(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<ScriptResult> {
  const { code, output } = await runTool(command, args, {
    cwd: folder,
    env: plainEnvironment(),
    clearEnv: true,
  });
  assertEquals(code, 0, output);
  await using session = await localSession({ path: `${folder}/runlog` });
  return { output, runs: await allRuns(session) };
}

async function runInPage(folder: string, file: string): Promise<ScriptResult> {
  const page = await Deno.readTextFile(`${folder}/${file}`);
  const library = await Deno.readTextFile(await bundleForBrowser("mod.ts", folder));
  await using service = await temporaryService();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/credentials") return Response.json(temporaryCredentials());
    if (pathname !== `/${file}`) return service.fetch(request);
    return new Response(page, { headers: { "content-type": "text/html" } });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const output = await showUntilCompleted(`${origin}/${file}?endpoint=${origin}`, library);
  // Not disposed: that would close the service, which is closed here.
  const session = await serviceSession(service);
  return { output, runs: await allRuns(session) };
}

/** Opens a page where the module's published address answers with a text, and nothing else does. */
async function showUntilCompleted(url: string, library: string): Promise<string> {
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const trouble: string[] = [];
  page.on("pageerror", (error) => void trouble.push(String(error)));
  page.on("requestfailed", (request) => void trouble.push(`No answer from ${request.url()}`));
  await page.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  await page.route(CDN_MODULE, (route) =>
    route.fulfill({
      body: library,
      contentType: "text/javascript",
      headers: { "access-control-allow-origin": "*" },
    }));
  await page.goto(url);
  await page
    .waitForFunction("document.querySelector('output').textContent.includes('Completed')")
    .catch((cause) => {
      throw new Error(`The page did not finish: ${trouble.join("; ")}`, { cause });
    });
  return await page.locator("output").textContent() ?? "";
}

function temporaryCredentials(): Readonly<Record<string, string>> {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return { accessKeyId: "temporary", secretAccessKey: "temporary", expiration };
}

async function allRuns(session: Session): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = [];
  for await (const { experimentName } of listExperiments({ session })) {
    runs.push(...await Array.fromAsync(listRuns({ experimentName, session })));
  }
  return runs;
}

async function readConfig(): Promise<Config> {
  return JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
}
