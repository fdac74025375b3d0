import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { openBrowser } from "../../support/browser.ts";
import { bundleForBrowser } from "../../support/bundle.ts";
import type { StorePage } from "./indexeddb_page.ts";

const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 5);

interface Recorder {
  readonly page: Page;
  /** How many points the page was told are kept. */
  readonly acknowledged: () => number;
  /** What the page said on its console. */
  readonly said: readonly string[];
  call<Name extends keyof StorePage>(
    name: Name,
    ...given: Parameters<StorePage[Name]>
  ): ReturnType<StorePage[Name]>;
}

/** What a test has of its browser. */
interface Pages {
  /** Opens a page. */
  open(): Promise<Recorder>;
  /** Closes the browser, works on its profile, and opens another one over that. */
  reopen(work: (profile: string) => Promise<void>): Promise<void>;
}

/** A browser with one profile, and pages of one origin in it. */
async function withPages(test: (pages: Pages) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-bundle-" });
  const script = await Deno.readTextFile(
    await bundleForBrowser("tests/local/store/indexeddb_page.ts", folder),
  );
  await Deno.remove(folder, { recursive: true });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) =>
      url.endsWith("/page")
        ? new Response('<!doctype html><script type="module" src="/page.mjs"></script>', {
          headers: { "content-type": "text/html" },
        })
        : new Response(script, { headers: { "content-type": "text/javascript" } }),
  );
  let browser = await openBrowser();
  const reopen: Pages["reopen"] = async (work) => {
    await browser.close();
    await work(browser.profile);
    browser = await openBrowser(browser.profile);
  };
  const open: Pages["open"] = async () => {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    let acknowledged = 0;
    await page.exposeFunction("acknowledge", (points: number) => void (acknowledged = points));
    await page.goto(`http://127.0.0.1:${server.addr.port}/page`);
    await page.waitForFunction("globalThis.storePage");
    return {
      page,
      acknowledged: () => acknowledged,
      said,
      // The page's object is of the type, and what it answers comes as plain data.
      call:
        ((name, ...given) =>
          page.evaluate(`storePage.${name}(...${JSON.stringify(given)})`)) as Recorder["call"],
    };
  };
  try {
    await test({ open, reopen });
  } finally {
    await browser[Symbol.asyncDispose]();
  }
}

Deno.test("A page without a session records into its own store, and says so once", () =>
  withPages(async ({ open }) => {
    const { call, said } = await open();
    await call("record", "first", 20);
    await call("record", "second", 1);
    assertEquals(said.filter((line) => line.includes("recorded in this browser")).length, 1);
    const next = await open();
    const { values, counted } = await next.call("read", "first");
    assertEquals([values.length, counted], [20, 20]);
  }));

Deno.test("Pages that write at once all find their points", () =>
  withPages(async ({ open }) => {
    const pages = [await open(), await open(), await open()];
    await Promise.all(pages.map(({ call }, index) => call("record", `run-${index}`, 200)));
    for (const index of pages.keys()) {
      const { values, counted } = await (await open()).call("read", `run-${index}`);
      assertEquals([values.length, counted], [200, 200]);
    }
  }));

Deno.test("A page that is killed in mid-write loses no point it was told is kept", () =>
  withPages(async ({ open }) => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const { page, call, acknowledged } = await open();
      const wanted = Math.random() * 100;
      const enough = Promise.withResolvers<void>();
      const crashed = new Promise((resolve) => page.once("crash", resolve));
      const ended = call("record", `killed-${trial}`, 1_000_000).then(
        () => "ended",
        () => "killed",
      );
      const poll = setInterval(() => {
        if (acknowledged() > wanted) enough.resolve();
      }, 1);
      await enough.promise;
      clearInterval(poll);
      const session = await page.context().newCDPSession(page);
      // It has no answer: the page that would give it is gone.
      session.send("Page.crash").catch(() => {});
      await crashed;
      await page.close();
      assertEquals(await ended, "killed");
      const reader = await open();
      const { values, counted } = await reader.call("read", `killed-${trial}`);
      await reader.page.close();
      assert(values.length >= acknowledged(), `${values.length} of ${acknowledged()} are kept`);
      assertEquals(values, values.map((_, index) => index));
      assertEquals(counted, values.length);
    }
    console.log(`${TRIALS} trials, 0 failures`);
  }));

Deno.test("A store that the browser finds damaged, and deletes, is reported", () =>
  withPages(async ({ open, reopen }) => {
    await (await open()).call("record", "lost", 20);
    await reopen(async (profile) => {
      const databases = `${profile}/Default/IndexedDB`;
      for await (const { name } of Deno.readDir(databases)) {
        if (!name.endsWith(".leveldb")) continue;
        for await (const file of Deno.readDir(`${databases}/${name}`)) {
          if (file.name.endsWith(".log")) await flipMiddle(`${databases}/${name}/${file.name}`);
        }
      }
    });
    const { call, said } = await open();
    await call("record", "next", 1);
    assertEquals(said.filter((line) => line.includes("is empty but was not before")).length, 1);
  }));

Deno.test("A store in Chromium gives back any text and any number as it was put", () =>
  withPages(async ({ open }) => {
    const { call } = await open();
    const { passed, failures } = await call("keepValues");
    assertEquals(failures, []);
    assert(passed > 0);
  }));

Deno.test("A damaged record is left out of a page's store, and told once", () =>
  withPages(async ({ open }) => {
    const { call } = await open();
    const { listed, notices } = await call("listDamaged");
    assertEquals(listed, ["c", "a", "c", "a"]);
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0] ?? "", "the experiment b is omitted");
  }));

async function flipMiddle(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
}
