import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { aggregateSeries } from "../../src/local/aggregate_series.ts";
import type { Entity } from "../../src/local/store/entities.ts";
import type { LocalStore, Tables } from "../../src/local/store/store.ts";
import type { Walk, WalkPlace, WalkProperty } from "../../src/local/store/walk.ts";
import { batchOf, wholeSeries } from "../support/points.ts";
import type { Register } from "./suite.ts";

/** Characters that something on the way to a column or back has once changed, and plain ones. */
const CHARACTERS = [
  ...["\0", "\u0001", "\u0002", "\u0003", "\x1f", "\x7f", "\u0085", "\u2028", "\u2029", "\n", "\r"],
  ...["\ud800", "\udbff", "\udc00", "\udfff", "\u{1f600}", "\u{10ffff}", "\ufeff", "\ufffd"],
  ...["\u202e", "\u0301", "\uffff", "'", '"', "\\", "%", "/", " ", "a", "d800", "é", "__proto__"],
];

/** Texts of such characters. */
const TEXT = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 6 });

/** Texts that JSON over HTTP carries. */
const WELL_FORMED = TEXT.map((text) => text.toWellFormed());

const SPECIAL = [-0, 0, 2 ** 53, 2 ** 53 + 2, 2 ** 60, -(2 ** 62), 2 ** 63, 2 ** 64, 1e308, 5e-324];

/** Numbers at the edges of what SQLite, JSON and doubles hold, and any. */
const NUMBER = fc.oneof(
  fc.constantFrom(...SPECIAL, ...SPECIAL.map((number) => -number)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(Number),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const RUNS = { numRuns: 40, endOnFailure: true };

/** That every store gives back every text and number as it was put, from every column. */
export function storeValuesSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  const withStore = async (work: (store: LocalStore) => Promise<void>): Promise<void> => {
    const store = await open(`store-${crypto.randomUUID()}`);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };
  /** Holds a property in one store; values of one try are told apart from others by its number. */
  const holds = <Values extends [unknown, ...unknown[]]>(
    values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
    property: (store: LocalStore, tries: number, ...values: Values) => Promise<void>,
  ): Promise<void> =>
    withStore(async (store) => {
      let tries = 0;
      await fc.assert(
        fc.asyncProperty(...values, (...given: Values) => property(store, tries++, ...given)),
        RUNS,
      );
    });

  test("Any text is read back from an entity as it was written, and finds it", () =>
    holds([TEXT, TEXT, TEXT], async (store, tries, key, parent, text) => {
      const entity: Entity = {
        key: `${tries} ${key}`,
        parent: `${tries} ${parent}`,
        created: 1,
        modified: 1,
        body: Object.fromEntries([[text, { [parent]: [text, key] }]]),
      };
      await store.write(({ entities }) => entities.put("artifact", entity));
      await store.read(async ({ entities }) => {
        assertEquals(await entities.get("artifact", entity.key), entity);
        const query = { sortBy: "CreationTime", descending: false, limit: 9 } as const;
        const ofParent = { ...query, parent: entity.parent ?? "" };
        assertEquals(await entities.list("artifact", ofParent), [entity]);
        assertEquals(await entities.count("artifact", ofParent.parent), 1);
      });
      await store.write(({ entities }) => entities.remove("artifact", entity.key));
      assertEquals(await store.read(({ entities }) => entities.count("artifact")), 0);
    }));

  test("Any text links a trial and a component", () =>
    holds([TEXT, TEXT], async (store, tries, one, two) => {
      const [trial, component] = [`t${tries} ${one}`, `c${tries} ${two}`];
      await store.write(async ({ entities }) => {
        await entities.put("component", componentOf(component, {}));
        assertEquals(await entities.join(trial, component), true);
        assertEquals(await entities.join(trial, component), false);
      });
      await store.read(async ({ entities }) => {
        assertEquals(await entities.trialsOf(component), [trial]);
        assertEquals((await entities.memberCount(trial)).all, 1);
        const query = { sortBy: "Name", descending: false, limit: 9 } as const;
        const found = await entities.list("component", { ...query, trial });
        assertEquals(found.map(({ key }) => key), [component]);
      });
      const left = await store.write(({ entities }) => entities.leave(trial, component));
      assertEquals(left, true);
    }));

  test("Any text names a metric, and any text is the token of a batch", () =>
    holds([TEXT, TEXT], async (store, tries, text, other) => {
      const run = `run-${tries} ${other}`;
      const names = [...new Set([text, other, `${text}b`])];
      const rows = names.map((name, value) => ({ name, value, time: 1, step: value }));
      const put = (token: string) =>
        store.write(({ points }) => points.put(batchOf(run, rows, `${tries} ${token}`), 1));
      assertEquals(await put(text), []);
      await put(text);
      if (other !== text) await put(other);
      const times = other === text ? 1 : 2;
      await store.read(async ({ points }) => {
        assertEquals((await points.summaries(run)).map(({ name }) => name), names);
        for (const { name, value } of rows) {
          const query = wholeSeries(run, name);
          assertEquals([...(await points.read(query)).values], Array(times).fill(value));
        }
      });
      const axis = { statistic: "Count", axis: "step", limit: 9 } as const;
      for (const name of names) {
        const counted = await aggregateSeries(store, { ...wholeSeries(run, name), ...axis });
        assertEquals(counted.values, [times]);
      }
      await store.write(({ points }) => points.remove(run));
      assertEquals(await store.read(({ points }) => points.summaries(run)), []);
    }));

  test("Any text is read back from an object and an upload as it was written", () =>
    holds([TEXT, TEXT, TEXT], async (store, tries, one, two, three) => {
      const bucket = `${tries} ${one}`;
      const object = {
        ...{ key: two, file: three, size: 2 ** 53 - 1, etag: one, created: 1.5 },
        headers: Object.fromEntries([[two, three], ["x-amz-meta-a", one]]),
      };
      const upload = { id: bucket, bucket: one, key: two, headers: object.headers };
      const part = { number: 1, file: three, size: 2 ** 53 - 1, etag: two };
      await store.write(async ({ objects }) => {
        await objects.createBucket(bucket, 1);
        await objects.put(bucket, object);
        await objects.put(bucket, { ...object, key: `${two}b` });
        await objects.begin(upload, 1);
        await objects.putPart(bucket, part);
      });
      await store.read(async ({ objects }) => {
        assertEquals(await objects.hasBucket(bucket), true);
        assert((await objects.buckets()).some(({ name }) => name === bucket));
        assertEquals(await objects.get(bucket, two), object);
        assertEquals((await objects.list(bucket, two, "", 1))[0], object);
        assertEquals(await objects.upload(bucket), upload);
        assertEquals(await objects.parts(bucket), [part]);
      });
      await store.write(async ({ objects }) => {
        assertEquals(await objects.put(bucket, object), three);
        assertEquals(await objects.remove(bucket, two), three);
        assertEquals(await objects.get(bucket, two), undefined);
        assertEquals(await objects.end(bucket), [three]);
      });
    }));

  test("Keys of any text are listed in the order of their bytes, from any prefix on", () =>
    holds([fc.uniqueArray(WELL_FORMED, { maxLength: 8 })], async (store, tries, keys) => {
      const bucket = `${tries}`;
      const file = { file: "f", size: 1, etag: "e", headers: {}, created: 1 };
      await store.write(async ({ objects }) => {
        for (const key of keys) await objects.put(bucket, { ...file, key });
      });
      const sorted = keys.toSorted(byBytes);
      for (const prefix of ["", ...keys, ...keys.map((key) => [...key][0] ?? "")]) {
        const expected = sorted.filter((key) => key.startsWith(prefix));
        const listed: string[] = [];
        for (let after = "";;) {
          const [next] = await store.read(({ objects }) => objects.list(bucket, prefix, after, 1));
          if (!next) break;
          listed.push(after = next.key);
        }
        assertEquals(listed, expected, JSON.stringify(prefix));
      }
    }));

  test("Any number is read back from an entity as it was written", () =>
    holds([NUMBER, NUMBER], async (store, tries, one, two) => {
      const body = { a: one, b: [two, { c: one }] };
      const key = `${tries}`;
      await store.write(({ entities }) => entities.put("component", componentOf(key, body)));
      const found = await store.read(({ entities }) => entities.get("component", key));
      assertSame(found?.body["a"], one);
      assertEquals(found?.body, body);
    }));

  test("Any finite value and any safe step is read back from a series and its summary", () =>
    holds(
      [fc.array(fc.tuple(NUMBER, fc.maxSafeNat()), { minLength: 1, maxLength: 9 })],
      async (store, tries, points) => {
        const run = `${tries}`;
        const rows = points.map(([value, step]) => ({ name: "x", value, time: -1.5, step }));
        for (const row of rows) {
          const put = (tables: Tables) => tables.points.put(batchOf(run, [row]), 1);
          assertEquals(await store.write(put), []);
        }
        const found = await store.read(({ points }) => points.read(wholeSeries(run, "x")));
        rows.forEach(({ value, step }, index) => {
          assertSame(found.values[index], value);
          assertSame(found.steps[index], step);
          assertSame(found.timestamps[index], -1_500);
        });
        const [summary] = await store.read(({ points }) => points.summaries(run));
        const highest = Math.max(...rows.map(({ step }) => step));
        assertSame(summary?.last, rows.findLast(({ step }) => step === highest)?.value);
        assertEquals(Number(summary?.min) + 0, Math.min(...rows.map(({ value }) => value)) + 0);
        assertEquals(Number(summary?.max) + 0, Math.max(...rows.map(({ value }) => value)) + 0);
      },
    ));

  test("Components are walked by parameters of any name and value, each once, and found by them", () =>
    holds(
      [TEXT, fc.array(fc.oneof(NUMBER, TEXT, fc.constant(null)), { minLength: 2, maxLength: 9 })],
      async (store, tries, text, values) => {
        const name = `${tries} ${text}`;
        const key = (index: number): string => `${tries}-${index}`;
        await store.write(async ({ entities }) => {
          for (const [index, value] of values.entries()) {
            const parameter = typeof value === "number"
              ? { NumberValue: value }
              : { StringValue: value };
            const Parameters = value === null ? {} : Object.fromEntries([[name, parameter]]);
            await entities.put("component", componentOf(key(index), { Parameters }));
          }
        });
        await store.read(async ({ walks }) => {
          if (!walks) return;
          const parameter = { kind: "parameter", name } as const;
          const walked = await walkAll(walks, parameter, `${tries}-`);
          assertEquals(walked.map(([key]) => key).toSorted(), values.map((_, i) => key(i)));
          const numbers = walked.flatMap(([, value]) => typeof value === "number" ? [value] : []);
          assertEquals(numbers, numbers.toSorted((a, b) => a - b));
          for (const [index, value] of values.entries()) {
            if (typeof value !== "number") continue;
            const texts = { only: String(value) };
            const condition = { by: parameter, range: { from: value, to: value, texts } };
            const by = { kind: "created" } as const;
            const walk = { by, descending: false, conditions: [condition], limit: 99 };
            const found = await walks.components(walk);
            assert(found.components.some(({ entity }) => entity.key === key(index)), String(value));
          }
        });
        await store.write(async ({ entities }) => {
          for (const index of values.keys()) await entities.remove("component", key(index));
        });
      },
    ));
}

type Walks = NonNullable<Tables["walks"]>;

/** Walks one component at a time, through those whose keys begin so. */
async function walkAll(
  walks: Walks,
  by: WalkProperty,
  beginning: string,
): Promise<readonly (readonly [key: string, value: unknown])[]> {
  const walked: (readonly [string, unknown])[] = [];
  let after: WalkPlace | undefined;
  do {
    const walk: Walk = { by, descending: false, after, conditions: [], limit: 1 };
    const { components, next } = await walks.components(walk);
    for (const { value, entity: { key } } of components) {
      if (key.startsWith(beginning)) walked.push([key, value]);
    }
    // As it comes back in a page's token.
    after = next && JSON.parse(JSON.stringify(next));
  } while (after && walked.length < 99);
  return walked;
}

function byBytes(a: string, b: string): number {
  const [left, right] = [a, b].map((key) => [...key].map((one) => one.codePointAt(0) ?? 0));
  for (const [index, point] of (left ?? []).entries()) {
    const difference = point - (right?.[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}

function componentOf(key: string, body: Record<string, unknown>): Entity {
  return { key, parent: null, created: 1, modified: 1, body };
}

function assertSame(found: unknown, wanted: unknown): void {
  assert(Object.is(found, wanted), `${show(found)} is not ${show(wanted)}`);
}

function show(value: unknown): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
