import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { aggregateSeries, type Statistic } from "../../src/local/aggregate_series.ts";
import type { Entity, EntityQuery } from "../../src/local/store/entities.ts";
import type { LocalStore, Tables } from "../../src/local/store/store.ts";
import { batchOf, type PointRow, seriesOf, wholeSeries } from "../support/points.ts";
import type { Register } from "./suite.ts";

/** What every store must do, whatever keeps it. */
export function storeSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  const newName = (): string => `store-${crypto.randomUUID()}`;
  const withStore = async (work: (store: LocalStore) => Promise<void>): Promise<void> => {
    const store = await open(newName());
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  test("A store keeps what it was told for whoever opens it next", async () => {
    const name = newName();
    const store = await open(name);
    const entity = { ...component("demo", 1), body: { a: [1, null], b: { c: "ü" } } };
    await store.write(({ entities }) => entities.put("component", entity));
    const file = await store.files.write(new Blob(["hello"]).stream());
    await store.close();
    const next = await open(name);
    assertEquals(await next.read(({ entities }) => entities.get("component", "demo")), entity);
    assertEquals(await textOf(next, file.file, 0, 5), "hello");
    await next.close();
  });

  test("A write that throws leaves nothing, and the store stays usable", () =>
    withStore(async (store) => {
      const reason = new Error("no");
      const write = store.write(async ({ objects, points }) => {
        await objects.createBucket("demo", 1);
        await points.put(batchOf("run", [{ name: "x", value: 1, time: 1, step: 0 }]), 1);
        throw reason;
      });
      assertStrictEquals(await assertRejects(() => write), reason);
      assertStrictEquals(
        await assertRejects(() => store.read(() => Promise.reject(reason))),
        reason,
      );
      assertEquals(await store.read(({ objects }) => objects.buckets()), []);
      assertEquals(await store.read(({ points }) => points.summaries("run")), []);
      assertEquals(await store.write(({ objects }) => objects.createBucket("demo", 1)), true);
      assertEquals(await store.write(() => 7), 7);
    }));

  test("Transactions wait for each other, and closing waits for them", async () => {
    const name = newName();
    const store = await open(name);
    const work = Array.from({ length: 40 }, () => store.write(countOne));
    const closed = store.close();
    await Promise.all(work);
    await closed;
    const next = await open(name);
    assertEquals(await next.read(counted), 40);
    await next.close();
    await assertRejects(() => store.read(({ objects }) => objects.buckets()));
  });

  test("An entity that is put again keeps its parent and the time it was made", () =>
    withStore(async (store) => {
      const first = { ...component("run", 1), parent: "job" };
      const second = { ...component("run", 5), modified: 6, body: { a: 1 } };
      await store.write(({ entities }) => entities.put("component", first));
      await store.write(({ entities }) => entities.put("component", second));
      assertEquals(await store.read(({ entities }) => entities.get("component", "run")), {
        ...second,
        parent: "job",
        created: 1,
      });
      assertEquals(await store.read(({ entities }) => entities.count("component", "job")), 1);
      await store.write(({ entities }) => entities.remove("component", "run"));
      assertEquals(await store.read(({ entities }) => entities.count("component")), 0);
    }));

  test("list() gives what a query means, in its order, page by page", () =>
    withStore(async (store) => {
      // Two of each time, so that the key decides.
      const all = Array.from({ length: 12 }, (_, index) => ({
        ...component(`c${(index * 5) % 12}`, Math.floor(index / 2)),
        parent: index % 3 === 0 ? "job" : null,
      }));
      await store.write(async ({ entities }) => {
        await entities.put("trial", { ...component("t1", 0), parent: "e" });
        await entities.put("trial", { ...component("t2", 1), parent: "other" });
        for (const entity of all) {
          await entities.put("component", entity);
          if (Number(entity.key.slice(1)) % 2 === 0) await entities.join("t1", entity.key);
        }
        await entities.join("t2", "c1");
        await entities.join("t2", "c2");
      });
      for (const query of queries()) {
        const expected = all.filter((entity) => isMeant(entity, query)).sort(orderOf(query));
        const listed: Entity[] = [];
        for (let page = 0; page <= all.length; page++) {
          const after = listed.at(-1);
          const found = await store.read(({ entities }) =>
            entities.list("component", { ...query, after, limit: 5 })
          );
          listed.push(...found);
          if (found.length < 5) break;
        }
        const told = JSON.stringify(query);
        assertEquals(listed.map(({ key }) => key), expected.map(({ key }) => key), told);
        const whole = await store.read(({ entities }) =>
          entities.list("component", { ...query, limit: Number.MAX_SAFE_INTEGER })
        );
        assertEquals(whole, expected, told);
      }
    }));

  test("Links between trials and components are made and undone once", () =>
    withStore(async (store) => {
      await store.write(async ({ entities }) => {
        await entities.put("component", component("a", 1));
        await entities.put("component", { ...component("b", 1), parent: "job" });
        assertEquals(await entities.join("t", "a"), true);
        assertEquals(await entities.join("t", "a"), false);
        await entities.join("t", "b");
        await entities.join("t", "absent");
        await entities.join("s", "a");
        assertEquals(await entities.memberCount("t"), { all: 2, ofJobs: 1 });
        assertEquals(await entities.trialsOf("a"), ["s", "t"]);
        const ofComponent = {
          sortBy: "Name",
          descending: false,
          limit: 9,
          component: "a",
        } as const;
        await entities.put("trial", component("t", 1));
        assertEquals((await entities.list("trial", ofComponent)).map(({ key }) => key), ["t"]);
        assertEquals(await entities.leave("t", "a"), true);
        assertEquals(await entities.leave("t", "a"), false);
        assertEquals(await entities.memberCount("t"), { all: 1, ofJobs: 1 });
      });
    }));

  test("Points come back in order of arrival, whole or in part, with what they amount to", async () => {
    const row = fc.record({
      name: fc.constantFrom("loss", "a.b", "__proto__", "ü"),
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
      time: fc.integer({ min: 0, max: 50 }),
      step: fc.oneof(fc.constant(NaN), fc.nat({ max: 20 })),
    });
    const batches = fc.array(fc.array(row, { maxLength: 400, size: "max" }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.nat({ max: 600 }),
        fc.nat({ max: 600 }),
        (all, from, limit) =>
          withStore(async (store) => {
            for (const rows of all) {
              await store.write(({ points }) => points.put(batchOf("run", rows), 1));
            }
            const names = [...new Set(all.flat().map(({ name }) => name))];
            for (const name of names) {
              const expected = all.flat().filter((row) => row.name === name);
              await checkSeries(store, name, expected);
              const part = await store.read(({ points }) =>
                points.read({ trialComponentName: "run", metricName: name, from, limit })
              );
              const range = expected.slice(from, from + limit);
              assertEquals([...part.values], range.map(({ value }) => value));
            }
            const summaries = await store.read(({ points }) => points.summaries("run"));
            assertEquals(summaries.map(({ name }) => name).toSorted(), names.toSorted());
          }),
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test("A batch that comes again counts once, and is forgotten when points of its age are refused", () =>
    withStore(async (store) => {
      const batch = batchOf("run", [{ name: "x", value: 1, time: 1, step: 0 }]);
      const put = (now: number, token = "token") =>
        store.write(({ points }) => points.put({ ...batch, token }, now));
      const count = async () =>
        (await store.read(({ points }) => points.summaries("run")))[0]?.count;
      await put(0);
      await put(15 * 86_400);
      assertEquals(await count(), 1);
      await put(15 * 86_400 + 1, "other");
      await put(15 * 86_400 + 2);
      assertEquals(await count(), 3);
      await store.write(({ points }) => points.remove("run"));
      assertEquals(await count(), undefined);
      const left = await store.read(({ points }) => points.read(wholeSeries("run", "x")));
      assertEquals(left.values.length, 0);
    }));

  test("A long run's points are gone at once, and those of a new run of its name are its own", async () => {
    const name = newName();
    const store = await open(name);
    const many = Array.from({ length: 60_000 }, (_, step) => step);
    const put = (component: string, metric: string, values: readonly number[]) =>
      store.write(({ points }) => points.put(seriesOf(component, metric, values), 1));
    await put("run", "x", many);
    await put("run", "y", many.slice(0, 10));
    await put("other", "x", [5]);
    await store.write(({ points }) => points.remove("run"));
    assertEquals(await store.read(({ points }) => points.summaries("run")), []);
    await put("run", "x", [1, 2]);
    const check = async (from: LocalStore): Promise<void> => {
      for (const [component, values] of Object.entries({ run: [1, 2], other: [5] })) {
        const found = await from.read(({ points }) => points.read(wholeSeries(component, "x")));
        assertEquals([...found.values], values);
        const summaries = await from.read(({ points }) => points.summaries(component));
        assertEquals(summaries.map(({ name, count }) => [name, count]), [["x", values.length]]);
      }
    };
    // While the old ones are going, once they have gone, and at the next opening.
    await check(store);
    await store.close();
    const next = await open(name);
    await check(next);
    await next.close();
  });

  test("Objects are listed in the order of their keys' bytes", () =>
    withStore(async (store) => {
      const keys = ["a", "a/b", "a/c", "a/\uffff", "a/\u{1f600}", "b", "ä"];
      await store.write(async ({ objects }) => {
        await objects.createBucket("demo", 1);
        for (const key of keys.toReversed()) await objects.put("demo", object(key, "f"));
        await objects.put("other", object("a/a", "f"));
      });
      const list = async (prefix: string, after: string, limit = 9) =>
        (await store.read(({ objects }) => objects.list("demo", prefix, after, limit)))
          .map(({ key }) => key);
      assertEquals(await list("", ""), keys);
      assertEquals(await list("a/", ""), keys.slice(1, 5));
      assertEquals(await list("a/", "a/b", 2), ["a/c", "a/\uffff"]);
      assertEquals(await list("a/", "b"), []);
      assertEquals(await list("", "a/\u{1f600}"), ["b", "ä"]);
      await store.write(async ({ objects }) => {
        assertEquals(await objects.put("demo", object("a", "g")), "f");
        assertEquals(await objects.remove("demo", "a"), "g");
        assertEquals(await objects.remove("demo", "a"), undefined);
        assertEquals(await objects.get("demo", "b"), object("b", "f"));
      });
    }));

  test("An upload's parts are kept until it ends", () =>
    withStore(async (store) => {
      const upload = { id: "u", bucket: "demo", key: "k", headers: { "content-type": "a/b" } };
      const part = (number: number, file: string) => ({ number, file, size: 1, etag: "e" });
      await store.write(async ({ objects }) => {
        await objects.begin(upload, 1);
        assertEquals(await objects.putPart("u", part(10, "a")), undefined);
        await objects.putPart("u", part(2, "b"));
        assertEquals(await objects.putPart("u", part(10, "c")), "a");
        assertEquals(await objects.upload("u"), upload);
        assertEquals(await objects.parts("u"), [part(2, "b"), part(10, "c")]);
        assertEquals(await objects.end("u"), ["b", "c"]);
        assertEquals(await objects.upload("u"), undefined);
        assertEquals(await objects.parts("u"), []);
      });
    }));

  test("A bucket is removed with its unfinished uploads, unless it has objects", () =>
    withStore(async (store) => {
      const upload = (id: string, bucket: string) => ({ id, bucket, key: "ü/🎉", headers: {} });
      await store.write(async ({ objects }) => {
        for (const name of ["demo", "other"]) {
          await objects.createBucket(name, 1);
          await objects.begin(upload(`u-${name}`, name), 2.5);
          const part = { number: 1, file: `f-${name}`, size: 1, etag: "e" };
          await objects.putPart(`u-${name}`, part);
        }
        await objects.put("demo", object("a", "f"));
        assertEquals(await objects.removeBucket("demo"), undefined);
        await objects.remove("demo", "a");
        const [listed] = await objects.uploads("demo");
        assertEquals([listed?.id, listed?.key, listed?.created], ["u-demo", "ü/🎉", 2.5]);
        assertEquals(await objects.removeBucket("demo"), ["f-demo"]);
        assertEquals([await objects.hasBucket("demo"), await objects.hasBucket("other")], [
          false,
          true,
        ]);
        assertEquals(await objects.uploads("demo"), []);
        assertEquals((await objects.uploads("other")).length, 1);
      });
    }));

  test("Files are read in part and joined, and told by length, MD5 and checksum", () =>
    withStore(async (store) => {
      const empty = await store.files.write(null, "crc32");
      assertEquals([empty.size, empty.md5], [0, "d41d8cd98f00b204e9800998ecf8427e"]);
      assertEquals(await textOf(store, empty.file, 0, 0), "");
      const abc = await store.files.write(new Blob(["a", "bc"]).stream(), "sha256");
      assertEquals(abc.md5, "900150983cd24fb0d6963f7d28e17f72");
      assertEquals(abc.checksum, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
      const sha1 = await store.files.join([abc.file, empty.file, abc.file], "sha1");
      assertEquals([sha1.size, await textOf(store, sha1.file, 2, 5)], [6, "cab"]);
      const begun = await store.files.read(abc.file, 1, 3);
      await store.files.remove(abc.file);
      assertEquals(await new Response(begun).text(), "bc");
      assertEquals(await store.files.read(abc.file, 0, 3), undefined);
    }));

  test("Every double is a point, by its bits, and summaries leave out what is not finite", () =>
    withStore(async (store) => {
      const double = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0));
      await fc.assert(
        fc.asyncProperty(fc.array(double, { minLength: 1, maxLength: 600 }), async (values) => {
          const run = crypto.randomUUID();
          const rows = values.map((value, step) => ({ name: "x", value, time: 1, step }));
          const half = Math.floor(rows.length / 2);
          // Twice: the second batch adds to what is stored.
          for (const part of [rows.slice(0, half), rows.slice(half)]) {
            await store.write(({ points }) => points.put(batchOf(run, part), 1));
          }
          const found = await store.read(({ points }) => points.read(wholeSeries(run, "x")));
          assert(values.every((value, at) => Object.is(found.values[at], value)));
          assertEquals(found.values.length, values.length);
          const finite = values.filter(Number.isFinite);
          const [summary] = await store.read(({ points }) => points.summaries(run));
          assertEquals(
            [summary?.count, summary?.nonFinite],
            [finite.length, values.length - finite.length],
          );
          assertEquals(summary?.max, finite.length > 0 ? Math.max(...finite) + 0 : undefined);
          assertEquals(summary?.min, finite.length > 0 ? Math.min(...finite) + 0 : undefined);
          assertEquals((summary?.last ?? NaN) + 0, (finite.at(-1) ?? NaN) + 0);
          const query = { ...wholeSeries(run, "x"), axis: "step", limit: 10_000 } as const;
          for (const statistic of ["Last", "Count", "Avg"] as const) {
            const along = await aggregateSeries(store, { ...query, statistic });
            assertEquals(
              along.places,
              [...values.keys()].filter((at) => isFinite(values[at] ?? NaN)),
            );
          }
        }),
        { numRuns: 25 },
      );
    }));

  test("A file of many pieces comes back as it was, and one that breaks off leaves nothing", () =>
    withStore(async (store) => {
      const bytes = new Uint8Array(9_500_000).map((_, index) => (index * 31) % 251);
      const { file, size } = await store.files.write(new Blob([bytes]).stream());
      assertEquals(size, bytes.length);
      const found = await store.files.read(file, 4_000_000, 9_000_000);
      const part = new Uint8Array(await new Response(found).arrayBuffer());
      assert(part.every((byte, index) => byte === bytes[4_000_000 + index]));
      assertEquals(part.length, 5_000_000);
      let chunks = 0;
      const broken = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (chunks++ === 6) controller.error(new Error("broke off"));
          else controller.enqueue(new Uint8Array(1_000_000));
        },
      });
      await assertRejects(() => store.files.write(broken), Error, "broke off");
    }));
}

/** Reads a number, and writes the next one in the same transaction. */
export async function countOne(tables: Tables): Promise<void> {
  const times = await counted(tables) + 1;
  await tables.entities.put("component", { ...component("counter", 0), body: { times } });
}

/** How often {@linkcode countOne} has counted. */
export async function counted({ entities }: Tables): Promise<number> {
  return Number((await entities.get("component", "counter"))?.body["times"] ?? 0);
}

async function checkSeries(
  store: LocalStore,
  metricName: string,
  expected: readonly PointRow[],
): Promise<void> {
  const query = wholeSeries("run", metricName);
  const found = await store.read(({ points }) => points.read(query));
  assertEquals([...found.values], expected.map(({ value }) => value));
  assertEquals([...found.timestamps], expected.map(({ time }) => time * 1000));
  assertEquals([...found.steps], expected.map(({ step }) => step));
  const summaries = await store.read(({ points }) => points.summaries("run"));
  const summary = summaries.find(({ name }) => name === metricName);
  assert(summary);
  assertEquals(summary.count, expected.length);
  assertEquals(summary.max, Math.max(...expected.map(({ value }) => value)));
  assertNear(summary.avg ?? NaN, STATISTICS.Avg(expected));
  assertNear(summary.stddev ?? NaN, STATISTICS.StdDev(expected));
  for (const [axis, place] of AXES) {
    const places = Map.groupBy(expected, place);
    places.delete(NaN);
    for (const [statistic, compute] of Object.entries(STATISTICS)) {
      const found = await aggregateSeries(store, {
        ...{ ...query, axis, limit: 10_000 },
        // The keys of a constant are its names.
        statistic: statistic as Statistic,
      });
      assertEquals(found.places, [...places.keys()].toSorted((a, b) => a - b));
      assertEquals(found.isTruncated, false);
      for (const [index, at] of found.places.entries()) {
        assertNear(found.values[index] ?? NaN, compute(places.get(at) ?? []));
      }
    }
  }
}

const AXES = [
  ["step", ({ step }: PointRow) => step],
  [{ period: 7 }, ({ time }: PointRow) => Math.floor(time / 7) * 7],
] as const;

const valuesOf = (rows: readonly PointRow[]): number[] => rows.map(({ value }) => value);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const STATISTICS: Readonly<Record<Statistic, (rows: readonly PointRow[]) => number>> = {
  Min: (rows) => Math.min(...valuesOf(rows)),
  Max: (rows) => Math.max(...valuesOf(rows)),
  Avg: (rows) => mean(valuesOf(rows)),
  Count: (rows) => rows.length,
  StdDev(rows) {
    const average = mean(valuesOf(rows));
    return Math.sqrt(mean(valuesOf(rows).map((value) => (value - average) ** 2)));
  },
  Last: (rows) => rows.reduce((last, row) => (row.time >= last.time ? row : last)).value,
};

function assertNear(actual: number, expected: number): void {
  const scale = Math.max(1, Math.abs(expected));
  // A deviation of nothing is the root of what rounding leaves of values up to a million.
  assert(Math.abs(actual - expected) <= 1e-6 * scale, `${actual} is not ${expected}`);
}

function component(key: string, created: number): Entity {
  return { key, parent: null, created, modified: created, body: {} };
}

function object(key: string, file: string) {
  return { key, file, size: 1, etag: "e", headers: { "x-a": "b" }, created: 1 };
}

type Query = Omit<EntityQuery, "limit" | "after">;

function* queries(): Generator<Query> {
  const filters: readonly Partial<Query>[] = [
    {},
    { parent: "job" },
    { trial: "t1" },
    { experiment: "e" },
    { trial: "t1", experiment: "other" },
    { createdAfter: 2 },
    { createdAfter: 1, createdBefore: 4, includesTimes: true },
    { parent: "job", createdBefore: 3 },
  ];
  for (const filter of filters) {
    for (const sortBy of ["Name", "CreationTime"] as const) {
      for (const descending of [false, true]) yield { ...filter, sortBy, descending };
    }
  }
}

function isMeant({ key, parent, created }: Entity, query: Query): boolean {
  const isInT1 = Number(key.slice(1)) % 2 === 0;
  const isInT2 = key === "c1" || key === "c2";
  const { createdAfter = -1, createdBefore = 99, includesTimes = false } = query;
  return (query.parent === undefined || query.parent === parent) &&
    (query.trial === undefined || isInT1) &&
    (query.experiment === undefined || (query.experiment === "e" ? isInT1 : isInT2)) &&
    (created > createdAfter || includesTimes && created === createdAfter) &&
    (created < createdBefore || includesTimes && created === createdBefore);
}

function orderOf({ sortBy, descending }: Query): (a: Entity, b: Entity) => number {
  return (a, b) => {
    const byKey = a.key < b.key ? -1 : 1;
    const order = sortBy === "Name" ? byKey : a.created - b.created || byKey;
    return descending ? -order : order;
  };
}

async function textOf(
  store: LocalStore,
  file: string,
  start: number,
  end: number,
): Promise<string> {
  return await new Response(await store.files.read(file, start, end)).text();
}
