/**
 * Installs the npm package from its tarball, from a registry on loopback, and uses it as Node, Bun,
 * bundlers, TypeScript and test runners do.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getRun, listExperiments, listRuns } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { openBrowser } from "../support/browser.ts";
import { linesOf } from "../support/children.ts";
import { consumerTools, packagesFolder } from "../support/tools.ts";
import { openWorkshop, type Workshop, writeFolder } from "./consumer.ts";
import * as files from "./consumer_files.ts";

const PACKAGE = "@runlog/sagemaker";
/** Time limit of a server's first line and first answer. */
const LIMIT_MS = 120_000;

Deno.test("the npm package, installed from its tarball", async (t) => {
  await using workshop = await openWorkshop();
  const { folder, run, node, oldestNode, bun } = workshop;
  const tools = await consumerTools();
  const app = await writeFolder(`${folder}/app`, files.APP);
  await run("npm", ["install", "--no-audit", "--no-fund", PACKAGE], app);

  await t.step("asks for no package that it does not list", () => {
    // Tab can complete the commands of these, too, and names them as optional peers.
    assertEquals(workshop.missing.filter((name) => name !== "cac" && name !== "citty"), []);
  });

  for (const [name, runtime] of [["oldest Node", oldestNode], ["Node", node], ["Bun", bun]]) {
    await t.step(
      `${name} imports it, requires it, and lists its runs with the program`,
      async () => {
        if (runtime === undefined) throw new Error(name);
        const place = `${folder}/${name}`;
        for (const file of ["first.mjs", "first.cjs"]) await run(runtime, [file, place], app);
        await assertRuns(place, 2);
        const program = `${app}/node_modules/.bin/runlog`;
        const listed = await run(
          runtime,
          [program, "list", "demo", "--session", `local:${place}`],
          app,
        );
        assertEquals(listed.match(/ +Completed\b|\tCompleted\t/g)?.length, 2, listed);
      },
    );
  }

  for (const [name, args] of [["npx", ["--yes", "-p"]], ["bunx", ["-p"]]] as const) {
    await t.step(
      `${name} -p ${PACKAGE} runlog ui serves the viewer where nothing is installed`,
      async () => {
        const place = await writeFolder(`${folder}/${name}`, {});
        await run(node, [`${app}/first.mjs`, `${place}/runlog`], place);
        const page = await firstPage(workshop, name, [...args, PACKAGE, "runlog", "ui"], place);
        assertStringIncludes(page, "<title>runlog</title>");
      },
    );
  }

  await t.step(
    "TypeScript 5.9 and 7 accept its types, strictly, as two kinds of module",
    async () => {
      const compilers = [tools, `${await packagesFolder()}/node_modules`];
      for (const compiler of compilers) {
        for (const project of ["nodenext", "bundler"]) {
          await run(
            node,
            [`${compiler}/typescript/bin/tsc`, "-p", `tsconfig.${project}.json`],
            app,
          );
        }
      }
    },
  );

  await t.step("esbuild bundles it for a server, as CommonJS and ESM", async () => {
    const esbuild = `${await packagesFolder()}/node_modules/esbuild/bin/esbuild`;
    for (const [format, ...options] of [["cjs"], ["esm", "--main-fields=module,main"]]) {
      const outfile = `${folder}/esbuild/handler.${format === "cjs" ? "cjs" : "mjs"}`;
      const flags = ["--bundle", "--platform=node", `--format=${format}`, `--outfile=${outfile}`];
      await run(node, [esbuild, "handler.mjs", ...flags, ...options], app);
      await assertHandles(workshop, outfile);
    }
  });

  await t.step("webpack bundles it for a server, as CommonJS and ESM", async () => {
    const args = [`${tools}/webpack-cli/bin/cli.js`, "--config", "webpack.config.mjs"];
    await run(node, [...args, "--output-path", `${folder}/webpack`], app);
    for (const file of ["cjs/handler.cjs", "esm/handler.mjs"]) {
      await assertHandles(workshop, `${folder}/webpack/${file}`);
    }
  });

  await t.step("Vite builds a page with it, which records in Chromium", async () => {
    const site = `${folder}/site`;
    await run(node, [`${tools}/vite/bin/vite.js`, "build", "--outDir", site], app);
    assertEquals(await showPage(site), "Completed");
  });

  await t.step("Jest, Vitest and bun test run tests that record", async () => {
    const jest = ["--experimental-vm-modules", `${tools}/jest/bin/jest.js`, "--rootDir", app];
    await run(node, jest, app);
    await run(node, [`${tools}/vitest/vitest.mjs`, "run", "--globals"], app);
    await run(bun, ["test"], app);
    await assertRuns(`${app}/from-tests`, 3);
  });

  await t.step("bun build --compile makes a program of it", async () => {
    const elsewhere = await writeFolder(`${folder}/compiled`, {});
    const outfile = `${elsewhere}/train`;
    await run(bun, ["build", "--compile", "first.mjs", "--outfile", outfile], app);
    await run(outfile, [`${elsewhere}/runs`], elsewhere);
    await assertRuns(`${elsewhere}/runs`, 1);
  });
});

/** The store of a folder has as many completed runs with their metric, and no others. */
async function assertRuns(path: string, count: number): Promise<void> {
  await using session = await localSession({ path });
  const losses: unknown[] = [];
  for await (const { experimentName } of listExperiments({ session })) {
    for await (const listed of listRuns({ experimentName, session })) {
      const { status, metrics } = await getRun(listed, { session });
      losses.push([status, metrics["loss"]?.last]);
    }
  }
  assertEquals(losses, Array.from({ length: count }, () => ["Completed", 0.5]));
}

/** A bundle works where no package is installed, as in a function service. */
async function assertHandles({ run, node, folder }: Workshop, bundle: string): Promise<void> {
  const place = `${bundle}-runs`;
  const invoker = await writeFolder(`${folder}/invoker`, { "invoke.mjs": files.INVOKE });
  const printed = await run(node, ["invoke.mjs", bundle, place], invoker);
  assertMatch(printed, /recorded sagemaker-run-/);
  await assertRuns(place, 1);
}

/** Starts a server through a package runner, and returns its first page. */
async function firstPage(
  { env }: Workshop,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd,
    env,
    clearEnv: true,
    detached: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  // The runner starts others: its group has them all.
  const end = (): void => {
    try {
      Deno.kill(-child.pid, "SIGTERM");
    } catch (error) {
      // They end by themselves when nobody reads their output.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const timer = setTimeout(end, LIMIT_MS);
  try {
    for await (const line of linesOf(child)) {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address === undefined) continue;
      const response = await fetch(address, { signal: AbortSignal.timeout(LIMIT_MS) });
      return await response.text();
    }
    throw new Error(`${command} ended without an address`);
  } finally {
    clearTimeout(timer);
    end();
    await child.status;
  }
}

/** Serves a built site and returns what its page shows in the end. */
async function showPage(site: string): Promise<string> {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const path = pathname === "/" ? "/index.html" : pathname;
      const type = path.endsWith(".js") ? "text/javascript" : "text/html";
      const file = await Deno.readFile(site + path).catch(() => undefined);
      if (!file) return new Response("Not found", { status: 404 });
      return new Response(file, { headers: { "content-type": type } });
    },
  );
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => void problems.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.addr.port}/`);
  await page.waitForFunction("document.querySelector('output').textContent !== ''").catch(
    (cause) => {
      throw new Error(`The page shows nothing: ${problems.join("; ")}`, { cause });
    },
  );
  const shown = await page.locator("output").textContent();
  assert(shown !== null);
  return shown;
}
