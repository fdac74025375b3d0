import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bundleForBrowser, bundleForProcess } from "./support/bundle.ts";
import { openBrowser } from "./support/browser.ts";
import { readmeScripts } from "./support/readme.ts";
import { temporaryService } from "./support/services.ts";
import { bunPath, runTool } from "./support/tools.ts";
import { listRuns, type RunRecord } from "../mod.ts";
import { localSession, serviceSession } from "../src/local/mod.ts";

const ROOT = new URL("../", import.meta.url);
const scripts = readmeScripts(await Deno.readTextFile(new URL("README.md", ROOT)));

Deno.test("readmeScripts() finds the blocks that name a runtime and a file, as they stand", () => {
  const markdown =
    "```ts deno a.ts\nlet x;\n```\n\n```ts\nno\n```\n```html browser b.html\n<p>\n```\n";
  assertEquals(readmeScripts(markdown), [
    { language: "ts", runtime: "deno", file: "a.ts", text: "let x;\n" },
    { language: "html", runtime: "browser", file: "b.html", text: "<p>\n" },
  ]);
});

Deno.test("the README has a first script for Deno, Bun and browsers", () => {
  assertEquals(new Set(scripts.map(({ runtime }) => runtime)), new Set(["deno", "bun", "browser"]));
});

for (const { runtime, file, text } of scripts) {
  Deno.test(`README's ${file} runs in ${runtime} as it stands, and leaves a completed run`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "runlog-readme-" });
    try {
      await Deno.writeTextFile(`${folder}/${file}`, text);
      const runs = runtime === "deno"
        ? await runInDeno(folder, file)
        : runtime === "bun"
        ? await runInBun(folder, file)
        : await runInPage(folder, text);
      assertEquals(runs.map(({ status }) => status), ["Completed"]);
      assert(Object.keys(runs[0]?.metrics ?? {}).length > 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** No AWS settings of the machine's own, so that the default is the local store. */
function plainEnvironment(): Record<string, string> {
  const { PATH = "", HOME = "" } = Deno.env.toObject();
  return {
    PATH,
    HOME,
    NO_COLOR: "1",
    AWS_CONFIG_FILE: "/none",
    AWS_SHARED_CREDENTIALS_FILE: "/none",
  };
}

async function runInDeno(folder: string, file: string): Promise<readonly RunRecord[]> {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const published = Object.entries<string>(config.exports).map(([name, path]) => [
    `jsr:@runlog/sagemaker${name.slice(1)}`,
    new URL(path, ROOT).href,
  ]);
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    JSON.stringify({
      imports: { ...config.imports, ...Object.fromEntries(published) },
      links: config.links.map((path: string) => new URL(path, ROOT).pathname),
    }),
  );
  const { code, output } = await runScript(Deno.execPath(), ["run", "-A", file], folder);
  assertEquals(code, 0, output);
  assertStringIncludes(output, "recorded locally in ./runlog/");
  return await runsIn(`${folder}/runlog`);
}

async function runInBun(folder: string, file: string): Promise<readonly RunRecord[]> {
  const packageFolder = `${folder}/node_modules/@runlog/sagemaker`;
  await Deno.mkdir(packageFolder, { recursive: true });
  await bundleForProcess("mod.ts", packageFolder);
  await Deno.writeTextFile(
    `${packageFolder}/package.json`,
    JSON.stringify({ name: "@runlog/sagemaker", type: "module", exports: "./mod.mjs" }),
  );
  const { code, output } = await runScript(await bunPath(), ["run", file], folder);
  assertEquals(code, 0, output);
  return await runsIn(`${folder}/runlog`);
}

async function runScript(command: string, args: string[], cwd: string): Promise<
  { readonly code: number; readonly output: string }
> {
  return await runTool(command, args, { cwd, env: plainEnvironment(), clearEnv: true });
}

async function runInPage(folder: string, text: string): Promise<readonly RunRecord[]> {
  await using service = await temporaryService();
  const library = await Deno.readTextFile(await bundleForBrowser("mod.ts", folder));
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/credentials") {
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      return Response.json({ accessKeyId: "temporary", secretAccessKey: "temporary", expiration });
    }
    if (request.method !== "GET") return service.fetch(request);
    return new Response(text, { headers: { "content-type": "text/html" } });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  await using browser = await openBrowser();
  const page = await browser.newPage();
  // The published module's address answers with this checkout's.
  await page.route("https://esm.sh/**", (route) =>
    route.fulfill({
      body: library,
      contentType: "text/javascript",
      headers: { "access-control-allow-origin": "*" },
    }));
  await page.goto(`${origin}/page.html?endpoint=${origin}`);
  await page.waitForFunction("document.querySelector('output').textContent.includes('Completed')");
  const session = await serviceSession(service);
  return await Array.fromAsync(listRuns({ experimentName: "first-steps", session }));
}

async function runsIn(path: string): Promise<readonly RunRecord[]> {
  await using session = await localSession({ path });
  return await Array.fromAsync(listRuns({ experimentName: "first-steps", session }));
}
