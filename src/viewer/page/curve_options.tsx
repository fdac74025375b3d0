/// <reference lib="dom" />
/**
 * Defines how curves are drawn. The options are stored in the URL.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";
import { Choice } from "./choice.tsx";

/** Drawing options of curves. */
export interface CurveOptions {
  /** Quantity on the x axis. */
  readonly xAxis: "step" | "time" | "elapsed";
  /** Scale of the y axis. */
  readonly yScale: "linear" | "log";
  /** Weight of the moving average, from 0 to below 1. */
  readonly smoothing: number;
}

/** Reads the options from a URL. Invalid values are replaced by defaults. */
export function readCurveOptions(query: URLSearchParams): CurveOptions {
  const x = query.get("x");
  const smoothing = Number(query.get("smooth") ?? 0);
  return {
    xAxis: x === "time" || x === "elapsed" ? x : "step",
    yScale: query.get("scale") === "log" ? "log" : "linear",
    smoothing: smoothing >= 0 && smoothing <= 0.99 ? smoothing : 0,
  };
}

const AXES = [["step", "steps"], ["time", "time"], ["elapsed", "elapsed time"]] as const;
const SCALES = [["linear", "linear"], ["log", "log"]] as const;

/** Controls for the drawing options. */
export function CurveControls({ options }: { readonly options: CurveOptions }): JSX.Element {
  const { xAxis, yScale, smoothing } = options;
  return (
    <div class="bar controls">
      <Choice label="X axis" name="x" value={xAxis} options={AXES} />
      <Choice label="Scale" name="scale" value={yScale} options={SCALES} />
      <label>
        Smoothing
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={smoothing}
          onChange={(event) => change({ smooth: event.currentTarget.value })}
        />
        <output>{smoothing.toFixed(2)}</output>
      </label>
    </div>
  );
}
