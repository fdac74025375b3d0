import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { compareMetrics, metricPlot } from "../../src/plot.ts";
import { anyNumber } from "./any_number.ts";
import { detachedDocument, page } from "./detached_document.ts";

const document = detachedDocument();

Deno.test("metricPlot() writes labels and titles as texts, never as HTML", () => {
  const evil = '<img src=x onerror="alert(1)">';
  const figure = metricPlot([{ label: evil, x: [0, 1], y: [1, 2] }], {
    title: evil,
    yLabel: evil,
    description: evil,
    document,
  });
  assertEquals(page(figure).querySelectorAll("img").length, 0);
  assert(figure.textContent?.includes(evil));
  assertEquals(page(figure).querySelector("svg[role=img]")?.getAttribute("aria-label"), evil);
});

Deno.test("metricPlot() says how many values a log scale has no place for", () => {
  const series = [{ label: "a", x: [0, 1, 2, 3], y: [1, 0, -2, Infinity] }];
  const { textContent } = metricPlot(series, { yScale: "log", document });
  assert(textContent?.includes("Not drawn: 2 values at or below 0"));
  assert(textContent?.includes("✕ a: Infinity at step 3."));
  const far = metricPlot([{ label: "a", x: [0, 1], y: [1, 9e307] }], { document });
  assert(far.textContent?.includes("Not drawn: 1 value beyond ±8e307"));
  assert(!metricPlot(series, { document }).textContent?.includes("at or below 0"));
});

Deno.test("metricPlot() marks where a series is not finite at the edge, and tells of it", () => {
  const draw = (y: readonly number[]) => {
    const figure = metricPlot([{ label: "a", x: y.map((_, x) => 10 * x), y }], { document });
    const crosses = [...page(figure).querySelectorAll(".series-0 path[transform]")];
    const places = crosses.map((cross) => cross.getAttribute("transform") ?? "");
    const [, note] = /✕ ([^.]*)\./.exec(figure.textContent ?? "") ?? [];
    return { places, note, description: figure.outerHTML.includes("not finite") };
  };
  assertEquals(draw([1, 2, 3]), { places: [], note: undefined, description: false });
  const ended = draw([1, 2, NaN, NaN, NaN]);
  assertEquals(ended.note, "a: NaN from step 20 to 40 (3 points)");
  assertEquals([ended.places.length, ended.description], [2, true]);
  // Infinity stands at the top, NaN and -Infinity at the bottom.
  const both = draw([Infinity, 1, -Infinity, 1, NaN]);
  assertEquals(both.note, "a: -Infinity, Infinity, NaN from step 0 to 40 (3 points)");
  const heights = both.places.map((place) => /,([\d.]+)\)/.exec(place)?.[1]);
  assertEquals([new Set(heights).size, heights.length], [2, 3]);
  // However many there are, they do not pile up.
  const many = draw(Array.from({ length: 20_000 }, (_, index) => index % 2 === 0 ? 1 : NaN));
  assert(many.places.length > 20 && many.places.length < 120, `${many.places.length}`);
});

Deno.test("metricPlot() draws a point that stands alone, between gaps or by itself, as a dot", () => {
  const dots = (y: number[]): number =>
    page(metricPlot([{ label: "a", x: y.map((_, x) => x), y }], { document }))
      .querySelectorAll("circle").length;
  assertEquals(dots([1]), 1);
  assertEquals(dots([1, 2, NaN, 5, NaN, 3, 4]), 1);
  assertEquals(dots([1, 2, 3]), 0);
  assertEquals(dots([]), 0);
});

Deno.test("metricPlot() tells of every point in its table, also of those not drawn", () => {
  const x = Float64Array.from({ length: 100_000 }, (_, index) => index);
  const y = x.map((x) => x % 1000);
  const figure = metricPlot([{ label: "run-1", x, y }], { document });
  const cells = [...page(figure).querySelectorAll("tbody th, tbody td")];
  assertEquals(cells.map(({ textContent }) => textContent), [
    "run-1",
    "100,000",
    "0",
    "999",
    "999",
  ]);
  assert(figure.outerHTML.length < 100_000);
});

Deno.test("metricPlot() takes histories as they are read, by steps where there are any", () => {
  const [values, timestamps] = [new Float64Array([3, 2]), new Float64Array([1e12, 2e12])];
  const points = { metricName: "loss", values, timestamps, steps: new Float64Array([0, 5]) };
  const named = (figure: { textContent: string | null }): string => figure.textContent ?? "";
  assert(named(metricPlot(points, { document })).includes("step"));
  assert(named(metricPlot({ ...points, label: "run-7" }, { document })).includes("run-7"));
  const periods = { metricName: "loss", values, timestamps };
  assert(named(metricPlot(periods, { document })).includes("time"));
  const stepless = { ...points, steps: new Float64Array([NaN, NaN]) };
  assert(named(metricPlot(stepless, { document })).includes("time"));
  assert(named(metricPlot(points, { xAxis: "elapsed", document })).includes("elapsed time (s)"));
  assertThrows(
    () => metricPlot(periods, { xAxis: "step", document }),
    Error,
    'xAxis must be "time" or "elapsed" for the history of loss',
  );
});

Deno.test("metricPlot() is complete without controls in a document that is not the page's", () => {
  const series = [{ label: "a", x: [0, 1], y: [1, 2] }];
  const still = page(metricPlot(series, { document }));
  assertEquals(still.querySelectorAll("button, input").length, 0);
  assertEquals(still.querySelectorAll("svg[role=img] path").length > 0, true);
  const live = page(metricPlot(series, { document, interactive: true }));
  assertEquals(live.querySelectorAll("button").length, 1);
  assertEquals(live.querySelectorAll('input[type="range"]').length, 1);
});

Deno.test("a figure shows itself in notebooks of Jupyter", () => {
  const figure = metricPlot([{ label: "a", x: [0], y: [1] }], { document });
  const shown = Reflect.get(figure, Symbol.for("Jupyter.display"));
  assertEquals(shown(), { "text/html": figure.outerHTML });
});

Deno.test("metricPlot() refuses options out of range, naming argument, rule and value", () => {
  const series = [{ label: "a", x: [0], y: [1] }];
  const refused = [
    [{ smoothing: 1 }, "smoothing must be from 0 to below 1, got 1"],
    [{ width: 10 }, "width must be from 120 to 10,000, got 10"],
    [{ height: NaN }, "height must be from 60 to 10,000, got NaN"],
  ] as const;
  for (const [options, message] of refused) {
    assertThrows(() => metricPlot(series, { ...options, document }), Error, message);
  }
  assertThrows(() => metricPlot(series), Error, "document must be given");
  assertThrows(
    () => metricPlot([{ label: "a", x: [0], y: [] }], { document }),
    Error,
    "series.y must have the length of series.x, 1",
  );
});

Deno.test("compareMetrics() gives a label the same color in every panel, also where one lacks it", () => {
  const [a, b] = ["a", "b"].map((label) => ({ label, x: [0, 1], y: [1, 2] }));
  assert(a && b);
  const figure = page(compareMetrics({ loss: [a, b], accuracy: [b] }, { document }));
  const strokes = [...figure.querySelectorAll("svg[role=img]")].map((svg) =>
    [...svg.querySelectorAll(".series-1")].map((line) => line.getAttribute("stroke"))
  );
  assertEquals(strokes[0], strokes[1]);
  assertEquals(strokes[0]?.length, 1);
});

Deno.test("metricPlot() draws every point that has a place, whatever the numbers, and no other", () => {
  const points = fc.array(fc.tuple(anyNumber(), anyNumber()), { maxLength: 12 });
  const lines = fc.array(points, { maxLength: 3 });
  const isDrawn = (value: number): boolean => Math.abs(value) <= 8e307;
  fc.assert(
    fc.property(lines, fc.constantFrom("linear", "log"), fc.boolean(), (lines, yScale, isLive) => {
      const series = lines.map((points, index) => ({
        label: `${index}`,
        x: points.map(([x]) => x),
        y: points.map(([, y]) => y),
      }));
      const figure = metricPlot(series, { yScale, interactive: isLive, document });
      lines.forEach((points, index) => {
        const path =
          page(figure).querySelector(`.series-${index} path:not([transform])`)?.getAttribute("d") ??
            "";
        const drawn = points.filter(([x, y]) =>
          isDrawn(x) && isDrawn(y) && (yScale === "linear" || y > 0)
        );
        assertEquals(path.match(/[ML]/g)?.length ?? 0, drawn.length, path);
        assert(!/NaN|Infinity/.test(path), path);
      });
    }),
    { numRuns: 200 },
  );
});
