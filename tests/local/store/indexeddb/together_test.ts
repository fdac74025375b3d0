import { assert, assertEquals } from "@std/assert";
import {
  type ComponentIndex,
  RowsTogether,
} from "../../../../src/local/store/indexeddb/together.ts";
import type { KeyRange } from "../../../../src/ports/browser_storage.ts";
import fc from "../../../support/fast_check.ts";
import { range } from "../../../support/numbers.ts";

/** A row of an index by component. */
interface Row {
  readonly component: string;
  readonly place: number;
}

interface Requests {
  count: number;
  /** Rows that were answered. */
  rows: number;
}

interface Bounds extends KeyRange {
  readonly lower: readonly [first: string, last: string];
}

/** An index in memory, which counts its requests. */
function indexOver(rows: readonly Row[], requests: Requests): ComponentIndex<Row> {
  return {
    range: (first, last): Bounds => ({ lower: [first, last] }),
    read(range, limit = Infinity) {
      const [first, last] = (range as Bounds).lower;
      const found = rows.filter(({ component }) => component >= first && component <= last)
        .slice(0, limit);
      requests.count++;
      requests.rows += found.length;
      return Promise.resolve(found);
    },
    componentOf: ({ component }) => component,
  };
}

function rowsOf(component: string, count: number): readonly Row[] {
  return range(count).map((place) => ({ component, place }));
}

function nameOf(number: number): string {
  return `run-${String(number).padStart(5, "0")}`;
}

/** Reads the rows of components at once. */
async function readAll(
  rows: readonly Row[],
  asked: readonly string[],
): Promise<{ readonly found: readonly (readonly Row[])[]; readonly requests: Requests }> {
  const requests = { count: 0, rows: 0 };
  const together = new RowsTogether(indexOver(rows, requests));
  return { found: await Promise.all(asked.map((one) => together.of(one))), requests };
}

Deno.test("components that are asked for together have the rows that each has alone, in order", async () => {
  // Numbers of rows on both sides of those that are read at first.
  const counts = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 9 }) },
    fc.constantFrom(127, 128, 129, 300),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(counts, { maxLength: 150, size: "max" }),
      fc.shuffledSubarray(range(160)),
      async (counts, numbers) => {
        const rows = counts.flatMap((count, number) => rowsOf(nameOf(number), count));
        const asked = numbers.map(nameOf);
        const { found } = await readAll(rows, asked);
        const alone = asked.map((one) => rows.filter(({ component }) => component === one));
        assertEquals(found, alone);
      },
    ),
  );
});

Deno.test("components that are neighbors in the index take a few requests, however many they are", async () => {
  const rows = range(2_000).flatMap((number) => rowsOf(nameOf(number), 5));
  const { requests } = await readAll(rows, range(1_000).map((number) => nameOf(500 + number)));
  assert(requests.count <= 4, String(requests.count));
  // Up to a last component that has to be read again.
  assert(requests.rows <= 5_000 + 4 * 5, String(requests.rows));
});

Deno.test("components far from each other take a request each, after one that shows it", async () => {
  const rows = range(10_000).flatMap((number) => rowsOf(nameOf(number), 1));
  const { requests } = await readAll(rows, range(100).map((number) => nameOf(100 * number)));
  assert(requests.count <= 101, String(requests.count));
  assert(requests.rows <= 128 + 100, String(requests.rows));
});

Deno.test("a component that is asked for later is read later", async () => {
  const rows = [...rowsOf("a", 1)];
  const together = new RowsTogether(indexOver(rows, { count: 0, rows: 0 }));
  assertEquals((await together.of("a")).length, 1);
  rows.push({ component: "a", place: 1 });
  assertEquals((await together.of("a")).length, 2);
});
