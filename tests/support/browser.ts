import { type BrowserContext, chromium } from "playwright-core";
import { chromiumPath, runTool } from "./tools.ts";

/** How long a page has to get somewhere, in milliseconds: only what hangs takes so long on any machine. */
const LIMIT_MS = 300_000;

/** A browser, and the folder it keeps things in. */
export type Browser = BrowserContext & AsyncDisposable & { readonly profile: string };

/** Headless Chromium with a profile of its own, or one that is there, which goes away with it. */
export async function openBrowser(given?: string): Promise<Browser> {
  const profile = given ?? await Deno.makeTempDir({ prefix: "runlog-chromium-" });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    headless: true,
    timeout: LIMIT_MS,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  context.setDefaultTimeout(LIMIT_MS);
  return Object.assign(context, {
    profile,
    async [Symbol.asyncDispose]() {
      await context.close();
      await Deno.remove(profile, { recursive: true }).catch(() => {});
    },
  });
}

/** Kills every process of a browser, and opens another over the same profile. */
export async function killBrowser({ profile }: Browser): Promise<Browser> {
  await runTool("pkill", ["-KILL", "-f", profile]);
  for (const lock of ["SingletonLock", "SingletonSocket", "SingletonCookie"]) {
    await Deno.remove(`${profile}/${lock}`).catch(() => {});
  }
  return await openBrowser(profile);
}
