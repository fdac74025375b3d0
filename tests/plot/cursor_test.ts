import { assert, assertEquals } from "@std/assert";
import { Event } from "linkedom";
import { metricPlot } from "../../src/plot.ts";
import fc from "../support/fast_check.ts";
import { valueBefore } from "../../src/plot/cursor.ts";
import { detachedDocument, type Inspected, page } from "./detached_document.ts";

Deno.test("valueBefore() is the last value at or before a place, and none before the first", () => {
  const places = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 });
  fc.assert(fc.property(places, fc.integer({ min: -25, max: 25 }), (places, place) => {
    const x = Float64Array.from(places).sort();
    const y = x.map((_, index) => index);
    assertEquals(
      valueBefore({ x, y }, place),
      y.findLast((_, index) => (x[index] ?? 0) <= place) ?? NaN,
    );
  }));
});

type Slider = Inspected & { value: string; dispatchEvent(event: unknown): void };

Deno.test("the slider reads no value of a series before its first point", () => {
  const figure = metricPlot([
    { label: "early", x: [0, 100], y: [1, 2] },
    { label: "late", x: [50, 100], y: [3, 4] },
  ], { document: detachedDocument(), interactive: true });
  // linkedom's elements have what a page's have.
  const slider = page(figure).querySelector("input[type=range]") as Slider | null;
  assert(slider);
  const readAt = (share: number): string | null => {
    slider.value = String(share * 1000);
    slider.dispatchEvent(new Event("input"));
    return slider.getAttribute("aria-valuetext");
  };
  assertEquals(readAt(0.25)?.replace(/^[^,]*, /, ""), "early 1, late –");
  assertEquals(readAt(1), "step 100, early 2, late 4");
});
