import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { listExperiments, listRuns, type RunRecord, type Session } from "../mod.ts";
import { localSession, serviceSession } from "../src/local.ts";
import { bundleForBrowser, bundleForProcess } from "./support/bundle.ts";
import { openBrowser } from "./support/browser.ts";
import { plainEnvironment } from "./support/environment.ts";
import { readmeScripts } from "./support/readme.ts";
import { temporaryService } from "./support/services.ts";
import { bunPath, runTool } from "./support/tools.ts";

const ROOT = new URL("../", import.meta.url);
const PACKAGE = "@runlog/sagemaker";
/** The address of the published module for browsers, of any version. */
const CDN_MODULE = `https://esm.sh/jsr/${PACKAGE}@*`;

interface Config {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly links: readonly string[];
}

const config: Config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
const scripts = readmeScripts(await Deno.readTextFile(new URL("README.md", ROOT)));

/** Runs a script that is already in its folder, and gives the runs in the store it names. */
type Runner = (folder: string, file: string) => Promise<readonly RunRecord[]>;

const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ["deno", runInDeno],
  ["bun", runInBun],
  ["browser", runInPage],
]);

Deno.test("readmeScripts() finds the blocks that name a runtime and a file, as they stand", () => {
  const markdown =
    "```ts deno a.ts\nlet x;\n```\n\n```ts\nno\n```\n```sh\nno\n```\n```html browser b.html\n<p>\n```\n";
  assertEquals(readmeScripts(markdown), [
    { language: "ts", runtime: "deno", file: "a.ts", text: "let x;\n" },
    { language: "html", runtime: "browser", file: "b.html", text: "<p>\n" },
  ]);
});

Deno.test("the README has a first script for Deno, Bun and browsers", () => {
  assertEquals(new Set(scripts.map(({ runtime }) => runtime)), new Set(RUNNERS.keys()));
});

for (const { runtime, file, text } of scripts) {
  Deno.test(`README's ${file} runs in ${runtime} as it stands, and leaves a completed run`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "runlog-readme-" });
    try {
      await Deno.writeTextFile(`${folder}/${file}`, text);
      const runs = await RUNNERS.get(runtime)?.(folder, file);
      assertEquals(runs?.map(({ status }) => status), ["Completed"]);
      assert(Object.keys(runs?.[0]?.metrics ?? {}).length > 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function runInDeno(folder: string, file: string): Promise<readonly RunRecord[]> {
  // As `jsr:` would answer: each export, and the dependencies in the versions of deno.lock.
  const published = Object.entries(config.exports).map(([name, path]) => [
    `jsr:${PACKAGE}${name.slice(1)}`,
    new URL(path, ROOT).href,
  ]);
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    JSON.stringify({
      imports: { ...config.imports, ...Object.fromEntries(published) },
      links: config.links.map((path) => fromFileUrl(new URL(path, ROOT))),
    }),
  );
  await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
  const args = ["run", "-A", "--config", `${folder}/deno.json`, file];
  return await runScript(Deno.execPath(), args, folder);
}

async function runInBun(folder: string, file: string): Promise<readonly RunRecord[]> {
  // As `bunx jsr add` would leave it: a module an export.
  const packageFolder = `${folder}/node_modules/${PACKAGE}`;
  const exports: Record<string, string> = {};
  for (const [name, path] of Object.entries(config.exports)) {
    const part = name.slice("./".length) || "main";
    await Deno.mkdir(`${packageFolder}/${part}`, { recursive: true });
    const bundle = await bundleForProcess(path.replace(/^\.\//, ""), `${packageFolder}/${part}`);
    exports[name] = `.${bundle.slice(packageFolder.length)}`;
  }
  await Deno.writeTextFile(
    `${packageFolder}/package.json`,
    JSON.stringify({ name: PACKAGE, type: "module", exports }),
  );
  return await runScript(await bunPath(), ["run", file], folder);
}

async function runScript(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<readonly RunRecord[]> {
  const { code, output } = await runTool(command, args, {
    cwd: folder,
    env: plainEnvironment(),
    clearEnv: true,
  });
  assertEquals(code, 0, output);
  assertStringIncludes(output, "recorded locally in ./runlog/");
  await using session = await localSession({ path: `${folder}/runlog` });
  return await allRuns(session);
}

async function runInPage(folder: string, file: string): Promise<readonly RunRecord[]> {
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
  await showUntilCompleted(`${origin}/${file}?endpoint=${origin}`, library);
  // Not disposed: that would close the service, which is closed here.
  const session = await serviceSession(service);
  return await allRuns(session);
}

/** Opens a page where the module's published address answers with a text, and nothing else does. */
async function showUntilCompleted(url: string, library: string): Promise<void> {
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
