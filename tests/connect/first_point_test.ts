import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openBrowser } from "../support/browser.ts";
import { bundleInParts } from "../support/bundle.ts";
import { patienceOf } from "../support/pace.ts";
import { inFolder } from "../support/temporary_folder.ts";
import type { Way } from "./first_point.ts";

const ENTRY = "tests/connect/first_point.ts";

/** How long a wave is awaited that does not come, on an idle machine: no test that passes waits for it. */
const PATIENCE_MS = 10_000;

type Wave = readonly string[];

/** What a page did, and how it loaded what it imports on demand. */
interface Visit {
  readonly outcome: unknown;
  /** Names of the modules of each wave, in order of name. */
  readonly waves: readonly Wave[];
}

/** Holds the answers of requests until those of a whole wave are in, then begins the next wave. */
class Waves {
  readonly #expected: readonly Wave[];
  readonly #waves: string[][] = [];
  #held: string[] = [];
  #open = Promise.withResolvers<void>();
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(expected: readonly Wave[]) {
    this.#expected = expected;
  }

  /** Resolves once the wave of a request is complete, or is the last that the page asks for. */
  async arrive(name: string): Promise<void> {
    this.#held.push(name);
    const expected = this.#expected[this.#waves.length] ?? [];
    const { promise } = this.#open;
    clearTimeout(this.#patience);
    if (expected.every((each) => this.#held.includes(each))) this.#release();
    else this.#patience = setTimeout(() => this.#release(), patienceOf(PATIENCE_MS));
    await promise;
  }

  /** Returns the waves so far. */
  all(): readonly Wave[] {
    return this.#waves.map((names) => names.toSorted());
  }

  #release(): void {
    this.#waves.push(this.#held);
    this.#held = [];
    this.#open.resolve();
    this.#open = Promise.withResolvers();
  }
}

type Visits = (way: Way, expected: readonly Wave[]) => Promise<Visit>;

/** Calls work with a function that opens a page, whose imports are expected in these waves. */
async function withVisits(work: (visit: Visits) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const bundle = await bundleInParts(ENTRY, folder, "browser");
    await using browser = await openBrowser();
    await work(async (way, expected) => {
      const waves = new Waves(expected);
      // Of an origin of its own, so that it has loaded and stored nothing before.
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        async (request) => {
          const file = new URL(request.url).pathname.slice(1);
          if (!bundle.modules.has(file)) {
            const page = `<!doctype html><script type="module" src="/${bundle.entry}"></script>`;
            return new Response(page, { headers: { "content-type": "text/html" } });
          }
          const name = importedOnDemand(file);
          if (name !== undefined) await waves.arrive(name);
          const body = await Deno.readFile(`${folder}/${file}`);
          return new Response(body, { headers: { "content-type": "text/javascript" } });
        },
      );
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.addr.port}/page#${encodeURIComponent(way)}`);
      const outcome = await page.waitForFunction("globalThis.outcome");
      const seen = { outcome: await outcome.jsonValue(), waves: waves.all() };
      await page.close();
      return seen;
    });
  });
}

/**
 * Returns the module that a part of the bundle was imported as; undefined for what others share,
 * which a browser asks for as soon as it has read them.
 */
function importedOnDemand(file: string): string | undefined {
  const name = /^(.+)-[A-Z0-9]{8}\.mjs$/.exec(file)?.[1];
  return name === "chunk" ? undefined : name;
}

const SESSION = ["direct_caller", "indexeddb", "service"];

const RECORDING: Readonly<Partial<Record<Way, readonly Wave[]>>> = {
  "awaits its session": [SESSION, ["opening"]],
  "passes its session's promise": [[...SESSION, "opening"].sort()],
  "names no session": [["announce_store", "local_session", "opening"], SESSION],
  "finds points of an earlier page": [[...SESSION, "left_points"].sort(), ["opening"]],
};

Deno.test("a page with a local session stores its first point after two waves of imports, or one", async (t) => {
  await withVisits(async (visit) => {
    for (const [way, waves = []] of Object.entries(RECORDING)) {
      await t.step(`a page that ${way}`, async () => {
        // The keys of a record are its names.
        assertEquals(await visit(way as Way, waves), { outcome: "stored", waves });
      });
    }
  });
});

Deno.test("a page loads nothing ahead that it does not need", async (t) => {
  await withVisits(async (visit) => {
    await t.step("what opens a run, if it only reads its store", async () => {
      const { outcome, waves } = await visit("only reads", [SESSION]);
      assertStringIncludes(String(outcome), "ExperimentNotFoundError");
      assertEquals(waves[0], SESSION);
      assert(!waves.flat().includes("opening"), String(waves));
    });
    await t.step("the local store, if it records into AWS", async () => {
      const { outcome, waves } = await visit("records into AWS", [["opening"]]);
      assertStringIncludes(String(outcome), "sent");
      assertEquals(waves.flat().filter((name) => SESSION.includes(name)), []);
      assert(waves.flat().includes("opening"));
    });
  });
});
