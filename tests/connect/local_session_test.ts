import { assert, assertEquals } from "@std/assert";
import { openBrowser } from "../support/browser.ts";
import { bundleInParts, type SplitBundle } from "../support/bundle.ts";
import { type Graph, moduleGraph, shippedFiles } from "../support/module_graph.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { bunPath, nodePath, runTool } from "../support/tools.ts";

const ENTRY = "tests/connect/record_locally.ts";
const OUTCOME = "2 runs, loss 0.5";

/** Modules that a local session loads besides the entry points: each on demand. */
const ON_DEMAND = [
  "src/local/service.ts",
  "src/local/store/indexeddb.ts",
  "src/local/store/sqlite.ts",
  "src/run/opening.ts",
  "src/run/watch_process.ts",
  "src/session/direct_caller.ts",
  "src/session/explain_failure.ts",
  "src/session/watch_request.ts",
];

Deno.test("no module that a local session loads to record imports the AWS SDK", async () => {
  const graph = await moduleGraph(await shippedFiles());
  const loaded = loadedWith(graph, ["mod.ts", "src/local.ts", ...ON_DEMAND]);
  assertEquals(ON_DEMAND.filter((path) => !graph.has(path)), []);
  const found = [...loaded].flatMap((path) =>
    (graph.get(path) ?? [])
      .filter(({ target, loads }) => loads === "statically" && isOfSdk(target))
      .map(({ target }) => `${path} imports ${target}`)
  );
  assertEquals(found, []);
});

for (const runtime of ["deno", "node", "bun"] as const) {
  Deno.test(`in ${runtime}, recording into a local store loads nothing of the AWS SDK`, async () => {
    await inFolder(async (folder) => {
      const bundle = await bundleInParts(ENTRY, folder, "node");
      const parts = await poisonSdk(bundle, folder);
      const script = `${folder}/${bundle.entry}`;
      const [command, args] = runtime === "deno"
        ? [Deno.execPath(), ["run", "--allow-all", "--quiet"]]
        : [runtime === "node" ? await nodePath() : await bunPath(), []];
      const { code, output } = await runTool(command, [...args, script, `${folder}/store`], {
        cwd: folder,
      });
      assertEquals([code, output.trim().split("\n").at(-1)], [0, OUTCOME], output);
      assert(parts > 0);
    });
  });
}

Deno.test("in a page, recording into a local store loads nothing of the AWS SDK", async () => {
  await inFolder(async (folder) => {
    const bundle = await bundleInParts(ENTRY, folder, "browser");
    const parts = await poisonSdk(bundle, folder);
    const loaded: string[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const name = new URL(request.url).pathname.slice(1);
        if (!bundle.modules.has(name)) {
          const page = `<!doctype html><script type="module" src="/${bundle.entry}"></script>`;
          return new Response(page, { headers: { "content-type": "text/html" } });
        }
        loaded.push(name);
        const body = await Deno.readFile(`${folder}/${name}`);
        return new Response(body, { headers: { "content-type": "text/javascript" } });
      },
    );
    await using browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    const outcome = await page.waitForFunction("globalThis.outcome");
    assertEquals(await outcome.jsonValue(), OUTCOME);
    assertEquals(loaded.filter((name) => hasSdk(bundle, name)), []);
    assert(parts > 0 && loaded.includes(bundle.entry));
  });
});

/** Modules that are loaded with some modules, themselves included. */
function loadedWith(graph: Graph, paths: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { target, loads } of graph.get(path) ?? []) if (loads === "statically") load(target);
  };
  paths.forEach(load);
  return loaded;
}

function isOfSdk(module: string): boolean {
  return /@aws-sdk\/|@smithy\/|@aws-crypto\//.test(module);
}

function hasSdk({ modules }: SplitBundle, name: string): boolean {
  return (modules.get(name) ?? []).some(isOfSdk);
}

/** Makes the parts of a bundle that have code of the SDK throw when they are loaded, and counts them. */
async function poisonSdk(bundle: SplitBundle, folder: string): Promise<number> {
  const parts = [...bundle.modules.keys()].filter((name) => hasSdk(bundle, name));
  for (const name of parts) {
    await Deno.writeTextFile(`${folder}/${name}`, 'throw new Error("The AWS SDK was loaded");');
  }
  return parts.length;
}
