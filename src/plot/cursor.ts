/**
 * Builds a slider that reads the values of every series at one position, by keyboard and by
 * pointer.
 *
 * @module
 */
import type { Builder, Element } from "./dom.ts";
import { measurementText } from "../text/numbers.ts";
import { formatX, valueText } from "./format.ts";
import { type LineChart, MARGINS } from "./line_chart.ts";
import type { DrawnSeries, Line, XAxis } from "./series.ts";

/** Input and output of a cursor. */
export interface CursorOptions {
  /** Display name of the axis, such as "step". */
  readonly axisName: string;
  readonly xAxis: XAxis;
  readonly series: readonly DrawnSeries[];
  /** Called with the value of each series at the cursor. */
  readonly onRead: (values: readonly string[]) => void;
}

/** Number of steps of the slider. */
const STEPS = 1000;

/** Builds the slider of a chart. Moving the pointer over the chart moves it too. */
export function buildCursor(builder: Builder, chart: LineChart, options: CursorOptions): Element {
  const label = `Read values at ${options.axisName}`;
  const slider = builder.html("input", {
    attributes: {
      type: "range",
      min: "0",
      max: String(STEPS),
      value: String(STEPS),
      "aria-label": label,
      "aria-valuetext": "end",
    },
    style: { display: "block", width: "100%", margin: "0", "accent-color": "currentColor" },
  }) as Element & { value: string };
  const place = builder.html("output", {
    style: { "font-variant-numeric": "tabular-nums" },
    children: ["Move the slider or point at the chart to read values."],
  });
  const readAt = (share: number): void => {
    const x = chart.valueAt(share);
    if (x === undefined) return;
    chart.mark(share);
    const values = options.series.map(({ all }) => {
      const isLogged = (all.x[0] ?? Infinity) <= x;
      return isLogged ? measurementText(valueBefore(all, x)) : valueText(NaN);
    });
    const shown = `${options.axisName} ${formatX(x, options.xAxis)}`;
    place.textContent = shown;
    const spoken = options.series.map(({ label }, index) => `${label} ${values[index]}`);
    slider.setAttribute("aria-valuetext", [shown, ...spoken].join(", "));
    options.onRead(values);
  };
  slider.addEventListener("input", () => readAt(Number(slider.value) / STEPS));
  chart.svg.addEventListener("pointermove", ({ clientX }) => {
    const share = chart.shareAt(clientX);
    slider.value = String(Math.round(share * STEPS));
    readAt(share);
  });
  return builder.html("div", {
    style: { padding: `0 ${MARGINS.right}px 0 ${MARGINS.left}px`, "box-sizing": "border-box" },
    children: [slider, place],
  });
}

/** Returns the last value at or before a position; NaN before the first. */
export function valueBefore({ x, y }: Line, place: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((x[middle] ?? NaN) <= place) low = middle + 1;
    else high = middle;
  }
  return y[low - 1] ?? NaN;
}
