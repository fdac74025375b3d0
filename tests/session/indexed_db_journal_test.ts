import { assertEquals } from "@std/assert";
import type {
  BrowserDatabase,
  BrowserDatabases,
  BrowserStorage,
  Texts,
} from "../../src/ports/browser_storage.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import { indexedDbJournal } from "../../src/session/indexed_db_journal.ts";

const RUN = { arn: "arn:a", trialComponentName: "a" };

/** A browser with one origin: its database, its texts and the locks of its open pages. */
class Browser {
  readonly rows = new Map<unknown, unknown>();
  readonly texts = new Map<string, string>();
  readonly held = new Set<string>();
  /** Durability of each transaction that writes. */
  readonly durabilities: unknown[] = [];
  /** Whether transactions end; those of a page that is killed do not. */
  isAlive = true;

  /** What a page sees of it, and a way to leave the page. */
  openPage(): { readonly storage: BrowserStorage; readonly leave: () => void } {
    const listeners = new Set<(isGone: boolean) => void>();
    const storage = {
      indexedDB: this.#databases(),
      keyRanges: { bound: () => ({ lower: undefined }) },
      locks: {
        request: async (name: string, _: object, work: (lock: unknown) => Promise<void>) => {
          this.held.add(name);
          await work({});
          this.held.delete(name);
        },
        query: () => Promise.resolve({ held: [...this.held].map((name) => ({ name })) }),
      },
      texts: this.#texts(),
      onLeave: (listener: (isGone: boolean) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    return { storage, leave: () => listeners.forEach((listener) => listener(true)) };
  }

  #texts(): Texts {
    const { texts } = this;
    return {
      get length() {
        return texts.size;
      },
      key: (index) => [...texts.keys()][index] ?? null,
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, value) => void texts.set(key, value),
      removeItem: (key) => void texts.delete(key),
    };
  }

  #databases(): BrowserDatabases {
    const request = { result: this.#database(), error: null, transaction: null };
    return {
      open() {
        const opening = { ...request, onsuccess: null, onerror: null, onupgradeneeded: null };
        // Filled in by the caller, before the next turn.
        queueMicrotask(() => (opening.onsuccess as (() => void) | null)?.());
        return opening;
      },
    };
  }

  #database(): BrowserDatabase {
    const { rows } = this;
    const store = {
      put: (row: { readonly token: string }) => void rows.set(row.token, row),
      delete: (token: string) => void rows.delete(token),
      getAll() {
        const reading = { result: [...rows.values()], onsuccess: null };
        queueMicrotask(() => (reading.onsuccess as (() => void) | null)?.());
        return reading;
      },
    };
    const transaction = (_: string, mode: string, options?: { readonly durability: string }) => {
      if (mode === "readwrite") this.durabilities.push(options?.durability);
      const own = { oncomplete: null, onabort: null, error: null, objectStore: () => store };
      const commit = (): void => {
        if (this.isAlive) queueMicrotask(() => (own.oncomplete as (() => void) | null)?.());
      };
      return Object.assign(own, { commit, abort() {} });
    };
    // The journal uses no more of a database than that.
    return { transaction } as unknown as BrowserDatabase;
  }
}

function batchOf(token: string): MetricBatch {
  return {
    trialComponentName: "a",
    token,
    names: ["loss"],
    series: Uint32Array.of(0),
    values: Float64Array.of(1),
    timestamps: Float64Array.of(2),
    steps: Float64Array.of(3),
  };
}

/** Tokens that a page takes over from pages that have ended. */
async function adopted(browser: Browser): Promise<readonly string[]> {
  const tokens: string[] = [];
  await indexedDbJournal(browser.openPage().storage).adopt(async (entries, remove) => {
    for (const { token } of entries) {
      tokens.push(token);
      await remove(token);
    }
  });
  return tokens.sort();
}

Deno.test("a journal of a page writes nothing but what is on the disk once that is confirmed", async () => {
  const browser = new Browser();
  const writer = indexedDbJournal(browser.openPage().storage).begin(RUN);
  await writer.write([batchOf("one"), batchOf("two")], []);
  await writer.write([batchOf("three")], ["one"]);
  await writer.end();
  assertEquals(await adopted(browser), ["three", "two"]);
  // Two writes of the page, and a removal of each of the two by the next one.
  assertEquals(browser.durabilities, Array(4).fill("strict"));
});

Deno.test("a journal leaves alone what an open page has in it, and takes it once the page has ended", async () => {
  const browser = new Browser();
  const writer = indexedDbJournal(browser.openPage().storage).begin(RUN);
  await writer.write([batchOf("one")], []);
  assertEquals(await adopted(browser), []);
  await writer.end();
  assertEquals(await adopted(browser), ["one"]);
  assertEquals(await adopted(browser), []);
});

Deno.test("a journal has what a page that was left could not write anymore", async () => {
  const browser = new Browser();
  const page = browser.openPage();
  const writer = indexedDbJournal(page.storage).begin(RUN);
  writer.onLeave(() => {});
  await writer.write([batchOf("written")], []);
  // The browser drops what the page writes from now on.
  const { rows } = browser;
  const before = new Map(rows);
  browser.isAlive = false;
  void writer.write([batchOf("dropped")], []);
  page.leave();
  await new Promise((resolve) => setTimeout(resolve, 0));
  rows.clear();
  for (const [token, row] of before) rows.set(token, row);
  browser.isAlive = true;
  browser.held.clear();
  assertEquals(await adopted(browser), ["dropped", "written"]);
  assertEquals(browser.texts.size, 0, "nothing is left in the texts");
});
