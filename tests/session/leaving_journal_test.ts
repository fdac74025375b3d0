import { assertEquals, assertStringIncludes } from "@std/assert";
import type { JournalEntry } from "../../src/ports/metric_journal.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import { leavingJournal } from "../../src/session/leaving_journal.ts";

const RUN = { arn: "arn:a", trialComponentName: "a" };

/** Texts with room for so many characters, which outlive their pages. */
class Texts {
  readonly rows = new Map<string, string>();
  room = Infinity;
  get length(): number {
    return this.rows.size;
  }
  key(index: number): string | null {
    return [...this.rows.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.rows.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    const others = [...this.rows].filter(([name]) => name !== key);
    const size = others.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
    if (size + key.length + value.length > this.room) throw new Error("full");
    this.rows.set(key, value);
  }
  removeItem(key: string): void {
    this.rows.delete(key);
  }
}

function openPage(texts: Texts, name = "store") {
  const warnings: string[] = [];
  const listeners = new Set<(isGone: boolean) => void>();
  const held = new Set<string>();
  const journal = leavingJournal({
    name,
    logger: { ...console, warn: (text: unknown) => void warnings.push(String(text)) },
    storage: {
      texts,
      locks: {
        async request(name, _, work) {
          held.add(name);
          await work({});
          held.delete(name);
        },
        query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
      },
      onLeave(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  return {
    journal,
    warnings,
    leave: (isGone: boolean) => listeners.forEach((listener) => listener(isGone)),
    async adopt() {
      const adopted: JournalEntry[] = [];
      await journal.adopt(async (entries, remove) => {
        adopted.push(...entries);
        for (const { token } of entries) await remove(token);
      });
      return adopted;
    },
  };
}

function batch(token: string, points: number): MetricBatch {
  const column = new Float64Array(points);
  const series = new Uint32Array(points);
  const names = ["x"];
  return { ...RUN, token, names, series, values: column, timestamps: column, steps: column };
}

Deno.test("a leaving journal gives batches to the next page in their order, and then has none", async () => {
  const texts = new Texts();
  const page = openPage(texts);
  const writer = page.journal.begin(RUN);
  writer.onLeave(() => void writer.write([batch("b", 1), batch("a", 2), batch("c", 3)], []));
  page.leave(true);
  await writer.write([], ["a"]);
  const next = openPage(texts);
  assertEquals((await next.adopt()).map(({ token }) => token), ["b", "c"]);
  assertEquals([next.journal.isEmpty?.(), next.warnings, texts.length], [true, [], 0]);
});

Deno.test("a leaving journal gives the points of one store to no other one", async () => {
  const texts = new Texts();
  for (const name of ["a", "a:b"]) {
    const page = openPage(texts, name);
    await page.journal.begin(RUN).write([batch(name, 1)], []);
  }
  assertEquals((await openPage(texts, "a").adopt()).map(({ token }) => token), ["a"]);
  assertEquals((await openPage(texts, "a:b").adopt()).map(({ token }) => token), ["a:b"]);
});

Deno.test("a page that crashed leaves nothing to be told", async () => {
  const texts = new Texts();
  openPage(texts).journal.begin(RUN);
  assertEquals(texts.length, 1);
  const next = openPage(texts);
  assertEquals([await next.adopt(), next.warnings, texts.length], [[], [], 0]);
});

Deno.test("a leaving journal saves what fits, and the next page reports the rest once", async () => {
  const texts = new Texts();
  const page = openPage(texts);
  const writer = page.journal.begin(RUN);
  texts.room = 2_000;
  writer.onLeave(() => void writer.write([batch("a", 20), batch("b", 500), batch("c", 3)], []));
  page.leave(true);
  const next = openPage(texts);
  assertEquals((await next.adopt()).map(({ token }) => token), ["a", "c"]);
  assertEquals(next.warnings.length, 1);
  assertStringIncludes(next.warnings[0] ?? "", '500 points of "x" of run "a" were lost');
  assertEquals(await openPage(texts).adopt(), []);
  assertEquals(texts.length, 0);
});

Deno.test("points that a page delivers after it came back are not told as lost", async () => {
  const texts = new Texts();
  const page = openPage(texts);
  const writer = page.journal.begin(RUN);
  texts.room = 2_000;
  writer.onLeave(() => void writer.write([batch("b", 500)], []));
  page.leave(true);
  await writer.write([], ["b"]);
  await writer.end();
  const next = openPage(texts);
  assertEquals([await next.adopt(), next.warnings, texts.length], [[], [], 0]);
});

Deno.test("a page that was only hidden does not take for another's what it saved itself", async () => {
  const texts = new Texts();
  const page = openPage(texts);
  await page.journal.begin(RUN).write([batch("own", 3)], []);
  assertEquals([page.journal.isEmpty?.(), await page.adopt()], [true, []]);
  assertEquals((await openPage(texts).adopt()).map(({ token }) => token), ["own"]);
});
