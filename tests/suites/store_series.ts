import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "../support/fast_check.ts";
import { localMetrics } from "../../src/local/metrics.ts";
import { SLICE } from "../../src/local/read_series.ts";
import type { LocalStore, Tables } from "../../src/local/store/store.ts";
import { decimate } from "../../src/plot/decimate.ts";
import type { SeriesPoints } from "../../src/ports/metrics_client.ts";
import type { ThinnedQuery, ThinnedSeries } from "../../src/ports/thinned_series.ts";
import { batchOf, type PointRow, wholeSeries } from "../support/points.ts";
import type { Register } from "./suite.ts";

/** Points in any order, over few enough places that many coincide, with every kind of value. */
const ROW: fc.Arbitrary<PointRow> = fc.record({
  name: fc.constant("loss"),
  value: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
    { weight: 6, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
    { weight: 1, arbitrary: fc.double() },
  ),
  time: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }) },
    { weight: 1, arbitrary: fc.constantFrom(-8.64e12, 8.64e12, 0.001) },
  ),
  step: fc.oneof(
    { weight: 8, arbitrary: fc.nat({ max: 60 }) },
    { weight: 1, arbitrary: fc.constant(NaN) },
    { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 40, Number.MAX_SAFE_INTEGER) },
  ),
});

/** Series as trainings log them, by counting steps, and as nobody should. */
const ROWS: fc.Arbitrary<readonly PointRow[]> = fc.oneof(
  fc.array(ROW, { maxLength: 300, size: "max" }),
  fc.array(ROW, { maxLength: 300, size: "max" })
    .map((rows) => rows.map((row, step) => ({ ...row, step, time: step }))),
  fc.array(ROW, { maxLength: 100 }).map((rows) => rows.map((row) => ({ ...row, step: NaN }))),
);

const PLACE = fc.oneof(fc.integer({ min: -60, max: 70 }), fc.double({ noNaN: true }));

/** Windows that hold all, a part, one place or nothing. */
const WINDOW = fc.option(
  fc.tuple(PLACE, PLACE).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  { nil: undefined },
);

const VIEWS = fc.array(
  fc.record({
    axis: fc.constantFrom("step", "time", "elapsed"),
    fallback: fc.constantFrom(undefined, "time", "elapsed"),
    columns: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(2_000)),
    window: WINDOW,
  }),
  { minLength: 8, maxLength: 8 },
);

/** How every store gives back long series: in slices, and only what a chart can show. */
export function storeSeriesSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
): void {
  const withStore = async (work: (store: LocalStore) => Promise<void>): Promise<void> => {
    const store = await open(`series-${crypto.randomUUID()}`);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  test("readThinned() keeps of any series what decimate() keeps of its history", () =>
    withStore(async (store) => {
      const metrics = localMetrics(store, () => 1);
      await fc.assert(
        fc.asyncProperty(ROWS, VIEWS, async (rows, views) => {
          const run = crypto.randomUUID();
          await store.write(({ points }) => points.put(batchOf(run, rows), 1));
          const history = await metrics.read(wholeSeries(run, "loss"));
          for (const view of views) {
            const query = { trialComponentName: run, metricName: "loss", ...view };
            assertEquals(await metrics.readThinned(query), expectedOf(history, query));
          }
        }),
        { numRuns: 100, endOnFailure: true },
      );
    }));

  test("readThinned() of a metric without points has none, on each axis", () =>
    withStore(async (store) => {
      const metrics = localMetrics(store, () => 1);
      for (const axis of ["step", "time", "elapsed"] as const) {
        const query = { trialComponentName: "run", metricName: "absent", axis, columns: 100 };
        assertEquals(await metrics.readThinned({ ...query, fallback: "time" }), {
          axis,
          x: new Float64Array(),
          values: new Float64Array(),
          count: 0,
          countWithin: 0,
          nonFinite: 0,
          withoutPlace: 0,
        });
      }
    }));

  test("readThinned() refuses columns and windows that are none", () =>
    withStore(async (store) => {
      const metrics = localMetrics(store, () => 1);
      const query = { trialComponentName: "run", metricName: "loss", axis: "step" } as const;
      for (const columns of [0, -1, 1.5, NaN, Infinity]) {
        await assertRejects(
          () => metrics.readThinned({ ...query, columns }),
          Error,
          "columns must be a whole number from 1",
        );
      }
      for (const window of [{ from: 2, to: 1 }, { from: NaN, to: 1 }]) {
        await assertRejects(
          () => metrics.readThinned({ ...query, columns: 1, window }),
          Error,
          "window must have a from",
        );
      }
    }));

  test("A long series comes back whole from slices, between which other work has its turns", () =>
    withStore(async (plain) => {
      const { store, lengths } = countReads(plain);
      const metrics = localMetrics(store, () => 1);
      const points = 3 * SLICE + 7;
      // Every step twice, and later ones first.
      const rows = Array.from({ length: points }, (_, index) => ({
        name: "loss",
        value: index % 1_000 === 3 ? NaN : Math.sin(index),
        time: index,
        step: Math.floor((points - index) / 2),
      }));
      await store.write(({ points }) => points.put(batchOf("run", rows), 1));
      const turns = countTurns();
      const history = await metrics.read(wholeSeries("run", "loss"));
      assertEquals(lengths, [SLICE, SLICE, SLICE, 7]);
      // Pages delay a timer that another one has set, so that not every turn is counted.
      assert(turns.count() >= 1, `${turns.count()} turns`);
      assertEquals([...history.values], rows.map(({ value }) => value));
      assertEquals([...history.steps], rows.map(({ step }) => step));
      assertEquals([...history.timestamps], rows.map(({ time }) => time * 1000));
      const part = await metrics.read({ ...wholeSeries("run", "loss"), from: 9, limit: SLICE + 1 });
      assertEquals(part.values, history.values.slice(9, SLICE + 10));
      lengths.length = 0;
      const before = turns.count();
      const query = {
        trialComponentName: "run",
        metricName: "loss",
        axis: "step",
        columns: 512,
        window: { from: 100, to: SLICE },
      } as const;
      assertEquals(await metrics.readThinned(query), expectedOf(history, query));
      assertEquals(lengths, [SLICE, SLICE, SLICE, 7]);
      assert(turns.count() >= before + 1, `${turns.count() - before} turns`);
      turns.stop();
    }));

  test("Reading a long series ends at the signal, before the next slice", () =>
    withStore(async (plain) => {
      let controller = new AbortController();
      const { store, lengths } = countReads(plain, () => controller.abort(new Error("enough")));
      const metrics = localMetrics(store, () => 1);
      const rows = Array.from({ length: 2 * SLICE }, (_, step) => ({
        name: "loss",
        value: step,
        time: step,
        step,
      }));
      await store.write(({ points }) => points.put(batchOf("run", rows), 1));
      const thinned = { trialComponentName: "run", metricName: "loss", axis: "step" } as const;
      const reads = [
        (signal: AbortSignal) => metrics.read(wholeSeries("run", "loss"), { signal }),
        (signal: AbortSignal) => metrics.readThinned({ ...thinned, columns: 9 }, { signal }),
      ];
      for (const read of reads) {
        lengths.length = 0;
        controller = new AbortController();
        await assertRejects(() => read(controller.signal), Error, "enough");
        assertEquals(lengths, [SLICE]);
      }
    }));
}

/** What `readThinned` answers, by `decimate`. */
function expectedOf(history: SeriesPoints, query: ThinnedQuery): ThinnedSeries {
  const { columns, fallback, window = { from: -Infinity, to: Infinity } } = query;
  const hasNone = history.steps.length > 0 && history.steps.every(Number.isNaN);
  const axis = query.axis === "step" && hasNone ? fallback ?? "step" : query.axis;
  const earliest = history.timestamps.reduce((a, b) => Math.min(a, b), Infinity);
  const x = axis === "step"
    ? history.steps
    : axis === "time"
    ? history.timestamps
    : history.timestamps.map((time) => time - earliest);
  const placed = Array.from(x, (x, index) => ({ x, index, value: history.values[index] ?? NaN }))
    .filter(({ x }) => !Number.isNaN(x))
    .sort((a, b) => a.x - b.x || a.index - b.index);
  const within = placed.filter(({ x }) => x >= window.from && x <= window.to);
  const { indices } = decimate(
    within.map(({ x }) => x),
    within.map(({ value }) => value),
    columns,
  );
  const kept = [
    placed.findLast(({ x }) => x < window.from),
    ...Array.from(indices, (index) => within[index]),
    placed.find(({ x }) => x > window.to),
  ].filter((point) => point !== undefined);
  return {
    axis,
    x: Float64Array.from(kept, ({ x }) => x),
    values: Float64Array.from(kept, ({ value }) => value),
    count: x.length,
    countWithin: within.length,
    nonFinite: within.filter(({ value }) => !Number.isFinite(value)).length,
    withoutPlace: x.length - placed.length,
  };
}

/** A store that tells how many points each transaction read. */
function countReads(
  store: LocalStore,
  onRead: () => void = () => {},
): { store: LocalStore; lengths: number[] } {
  const lengths: number[] = [];
  const watch = (tables: Tables): Tables => ({
    ...tables,
    points: {
      ...tables.points,
      async read(query, into) {
        const found = await tables.points.read(query, into);
        lengths.push(found.values.length);
        onRead();
        return found;
      },
    },
  });
  return { lengths, store: { ...store, read: (work) => store.read((all) => work(watch(all))) } };
}

/** Counts turns of the event loop. */
function countTurns(): { count(): number; stop(): void } {
  let [count, isStopped] = [0, false];
  const next = (): void => {
    count++;
    if (!isStopped) timer = setTimeout(next, 0);
  };
  let timer = setTimeout(next, 0);
  return {
    count: () => count,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
