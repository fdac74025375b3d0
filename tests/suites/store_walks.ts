import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import type { Entity } from "../../src/local/store/entities.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type {
  Condition,
  ValueRange,
  Walk,
  Walked,
  WalkPlace,
  WalkProperty,
  WalkValue,
} from "../../src/local/store/walk.ts";
import { batchOf } from "../support/points.ts";
import type { Register } from "./suite.ts";

/** A component to walk over. */
interface Sample {
  readonly created: number;
  readonly modified: number;
  readonly parameter: number | string | null;
  readonly values: readonly number[];
  readonly group: "g1" | "g2" | "g3" | null;
}

/** Texts whose order is not that of UTF-16, or that look like numbers. */
const TEXTS = ["", "1", "b", "B", "\u{1f600}", "\uffff", "\0", "\u0001", "é", "ba"];
const NUMBERS = [-1, -0, 0, 1, 2, 1e300, -1e300, 5e-324];

const number = fc.constantFrom(...NUMBERS);
const time = fc.constantFrom(0, 1, 2, 2.001);
const sample: fc.Arbitrary<Sample> = fc.record({
  created: time,
  modified: time,
  parameter: fc.oneof(number, fc.constantFrom(...TEXTS), fc.constant(null)),
  values: fc.array(fc.oneof(number, fc.constantFrom(NaN, Infinity, -Infinity)), { maxLength: 3 }),
  group: fc.constantFrom("g1", "g2", "g3", null),
});

const PROPERTIES: readonly WalkProperty[] = [
  { kind: "created" },
  { kind: "modified" },
  { kind: "name" },
  { kind: "parameter", name: "p" },
  { kind: "metric", name: "m", statistic: "Last" },
  { kind: "metric", name: "m", statistic: "Min" },
  { kind: "metric", name: "m", statistic: "Max" },
];
const by = fc.constantFrom(...PROPERTIES);
const limits = fc.constantFrom(-Infinity, ...NUMBERS, 2.001, Infinity);
const range: fc.Arbitrary<ValueRange> = fc.record({
  from: limits,
  to: limits,
  texts: fc.oneof(
    fc.constantFrom("all" as const, "none" as const),
    fc.constantFrom(...TEXTS, "c3").map((only) => ({ only })),
  ),
});
const walk: fc.Arbitrary<Walk> = fc.record({
  by,
  descending: fc.boolean(),
  within: fc.option(range, { nil: undefined }),
  conditions: fc.array(fc.record({ by, range }), { maxLength: 2 }),
  experiment: fc.constantFrom(undefined, undefined, "e1", "none"),
  trial: fc.constantFrom(undefined, undefined, "g1"),
  limit: fc.integer({ min: 1, max: 5 }),
});

/** What every store's walks do; a store without walks has none to hold. */
export function storeWalksSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  const withStore = async (work: (store: LocalStore) => Promise<void>): Promise<void> => {
    const store = await open(`walks-${crypto.randomUUID()}`);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  test("A walk gives what a sorted list of all components gives, stretch by stretch", () =>
    withStore(async (store) => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(sample, { maxLength: 12 }),
          fc.array(walk, { minLength: 12, maxLength: 12 }),
          async (samples, walks) => {
            // Each round replaces the components of the one before.
            await putSamples(store, samples, round++);
            for (const one of walks) await checkWalk(store, samples, one);
          },
        ),
        { numRuns: 15, endOnFailure: true },
      );
    }));

  test("few() gives the components of a condition that leaves few, and nothing where each leaves many", () =>
    withStore(async (store) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(sample, { maxLength: 12 }),
          fc.record({
            conditions: fc.array(fc.record({ by, range }), { maxLength: 3 }),
            experiment: fc.constantFrom(undefined, "e1", "e2"),
            trial: fc.constantFrom(undefined, "g1"),
          }),
          fc.integer({ min: 0, max: 12 }),
          async (samples, selection, most) => {
            await putSamples(store, samples, 0);
            const all = samples.map(toComponent);
            const { conditions, experiment, trial } = selection;
            const sizes = [
              ...conditions.map((one) => all.filter((each) => meets(each, one)).length),
              ...(experiment ? [all.filter((one) => one.experiment === experiment).length] : []),
              ...(trial ? [all.filter((one) => one.trial === trial).length] : []),
            ];
            const wanted = all.filter((one) => isSelected(one, selection)).map(({ key }) => key);
            const found = await store.read(({ walks }) => walks?.few(selection, most));
            assertEquals(found !== undefined, sizes.some((size) => size <= most));
            const keys = found?.map(({ key }) => key) ?? wanted;
            assert(keys.length <= most || !found, `${keys.length} of ${most}`);
            assertEquals(keys.length, new Set(keys).size);
            assert(wanted.every((key) => keys.includes(key)), String(wanted));
          },
        ),
        { numRuns: 30, endOnFailure: true },
      );
    }));

  test("A walk scans as many entries of a large store as of a small one, wherever it begins and ends", async () => {
    const scanned = async (runs: number): Promise<readonly number[]> => {
      const counts: number[] = [];
      await withStore(async (store) => {
        await putMany(store, runs);
        for (const one of boundedWalks(runs)) {
          let [sum, after]: [number, WalkPlace | undefined] = [0, undefined];
          const found: Walked[] = [];
          do {
            const read = await store.read(({ walks }) => walks?.components({ ...one, after }));
            assert(read);
            sum += read.scanned;
            found.push(...read.components);
            after = read.next;
          } while (after && found.length < 20);
          assertEquals(found.length, 20, JSON.stringify(one));
          counts.push(sum);
        }
      });
      return counts;
    };
    const [few, many] = [await scanned(100), await scanned(1_000)];
    assertEquals(few, many);
    for (const count of many) assert(count <= 40, String(count));
  });
}

/** Walks of 20 components in the middle of an order, forward and back, and among many alike. */
function boundedWalks(runs: number): readonly Walk[] {
  const middle = runs / 2;
  const texts = "none" as const;
  const inside: readonly WalkProperty[] = [
    { kind: "created" },
    { kind: "modified" },
    { kind: "parameter", name: "p" },
    { kind: "metric", name: "m", statistic: "Last" },
    { kind: "metric", name: "m", statistic: "Min" },
    { kind: "metric", name: "m", statistic: "Max" },
  ];
  const common = { conditions: [], limit: 10 };
  return [true, false].flatMap((descending) => [
    ...inside.flatMap((by): Walk[] => [
      { ...common, by, descending, within: { from: middle, to: middle + 19, texts } },
      { ...common, by, descending, within: { from: middle, to: Infinity, texts } },
      { ...common, by, descending, within: { from: -Infinity, to: middle, texts } },
    ]),
    { ...common, by: { kind: "name" }, descending },
    // All have this value.
    { ...common, by: { kind: "parameter", name: "same" }, descending },
  ]);
}

async function putMany(store: LocalStore, runs: number): Promise<void> {
  await store.write(async ({ entities, points }) => {
    for (let index = 0; index < runs; index++) {
      const key = `c${String(index).padStart(5, "0")}`;
      const Parameters = { p: { NumberValue: index }, same: { StringValue: "x" } };
      const entity = { key, parent: null, created: index, modified: index, body: { Parameters } };
      await entities.put("component", entity);
      await points.put(batchOf(key, [{ name: "m", value: index, time: 1, step: 0 }]), 1);
    }
  });
}

/** A component of the model. */
interface Component {
  readonly key: string;
  readonly trial: string | null;
  readonly experiment: string | null;
  value(by: WalkProperty): WalkValue;
}

function toComponent({ created, modified, parameter, values, group }: Sample, index: number) {
  const key = keyOf(index);
  const finite = values.filter(Number.isFinite);
  const statistics = {
    Last: finite.at(-1),
    Min: finite.length === 0 ? undefined : Math.min(...finite),
    Max: finite.length === 0 ? undefined : Math.max(...finite),
  };
  const component: Component = {
    key,
    trial: group,
    experiment: group === null ? null : group === "g3" ? "e2" : "e1",
    value(by) {
      if (by.kind === "name") return key;
      if (by.kind === "created") return created;
      if (by.kind === "modified") return modified;
      if (by.kind === "parameter") return parameter;
      return by.kind === "metric" ? statistics[by.statistic] ?? null : null;
    },
  };
  return component;
}

function keyOf(index: number): string {
  return `c${(index * 5) % 12}`;
}

async function putSamples(
  store: LocalStore,
  samples: readonly Sample[],
  round: number,
): Promise<void> {
  await store.write(async ({ entities, points }) => {
    for (const [name, parent] of [["g1", "e1"], ["g2", "e1"], ["g3", "e2"]] as const) {
      await entities.put("experiment", entityOf(parent, {}));
      await entities.put("trial", { ...entityOf(name, {}), parent });
    }
    for (let index = 0; index < 12; index++) {
      const key = keyOf(index);
      await entities.remove("component", key);
      await points.remove(key);
      for (const group of ["g1", "g2", "g3"]) await entities.leave(group, key);
    }
    for (const [index, { created, modified, parameter, values, group }] of samples.entries()) {
      const key = keyOf(index);
      const stored = typeof parameter === "number"
        ? { NumberValue: parameter }
        : { StringValue: parameter };
      const Parameters = parameter === null ? {} : { p: stored, other: { NumberValue: 7 } };
      // First otherwise: what changes must move.
      await entities.put("component", { ...entityOf(key, { Parameters: {} }), created });
      await entities.put("component", { ...entityOf(key, { Parameters, round }), modified });
      if (group) await entities.join(group, key);
      const rows = values.map((value, step) => ({ name: "m", value, time: 1, step }));
      if (rows.length > 0) await points.put(batchOf(key, rows), 1);
    }
  });
}

function entityOf(key: string, body: Entity["body"]): Entity {
  return { key, parent: null, created: 9, modified: 9, body };
}

async function checkWalk(
  store: LocalStore,
  samples: readonly Sample[],
  walk: Walk,
): Promise<void> {
  const { by, descending, within, limit } = walk;
  const order = samples.map(toComponent)
    .filter((one) => !within || meets(one, { by, range: within }))
    .map((one) => ({ ...one, at: one.value(by) }))
    .sort((a, b) => compare(a.at, b.at, descending) || (a.key < b.key ? -1 : 1));
  const wanted = order.filter((one) => isSelected(one, walk));
  const found: Walked[] = [];
  let scanned = 0;
  await store.read(async ({ walks }) => {
    assert(walks);
    let after: WalkPlace | undefined;
    do {
      const read = await walks.components({ ...walk, after });
      // A walk that goes back would never end.
      assert(scanned <= 2 * order.length);
      assert(read.scanned <= limit && read.components.length <= read.scanned);
      scanned += read.scanned;
      found.push(...read.components);
      // As it comes back in a page's token.
      after = read.next && JSON.parse(JSON.stringify(read.next));
    } while (after);
  });
  const told = JSON.stringify(walk);
  // Components with the property are also passed on the way to those without it.
  const passed = order.filter(({ at }) => at !== null).length;
  const isWhole = within !== undefined || !["parameter", "metric"].includes(by.kind);
  assertEquals(scanned, isWhole ? order.length : passed + order.length, told);
  const keys = found.map(({ entity }) => entity.key);
  // A store may give components that are not selected, but none out of order, and none twice.
  const allowed = order.map(({ key }) => key).filter((key) => keys.includes(key));
  assertEquals(keys, allowed, told);
  assertEquals(
    wanted.map(({ key }) => key),
    keys.filter((key) => wanted.some((one) => one.key === key)),
    told,
  );
  for (const { entity, value } of found) {
    const at = order.find(({ key }) => key === entity.key)?.at;
    assertEquals(
      typeof value === "number" ? value + 0 : value,
      typeof at === "number" ? at + 0 : at,
    );
  }
}

function isSelected(
  one: Component,
  { conditions, experiment, trial }: Pick<Walk, "conditions" | "experiment" | "trial">,
): boolean {
  return conditions.every((condition) => meets(one, condition)) &&
    (experiment === undefined || one.experiment === experiment) &&
    (trial === undefined || one.trial === trial);
}

function meets(one: Component, { by, range: { from, to, texts } }: Condition): boolean {
  const value = one.value(by);
  if (typeof value === "number") return value >= from && value <= to;
  return value !== null && (texts === "all" || texts !== "none" && texts.only === value);
}

function compare(a: WalkValue, b: WalkValue, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const sign = descending ? -1 : 1;
  if (typeof a !== typeof b) return typeof a === "number" ? -sign : sign;
  if (typeof a === "number") return sign * (a - Number(b));
  const points = (text: WalkValue): number[] =>
    Array.from(String(text), (one) => one.codePointAt(0) ?? 0);
  const [left, right] = [points(a), points(b)];
  const at = left.findIndex((point, index) => point !== right[index]);
  const difference = at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
  return sign * difference;
}
