/// <reference lib="dom" />
/**
 * How curves are drawn, which the address keeps.
 *
 * @module
 */
import type { JSX } from "preact";
import { change } from "./address.ts";
import { Choice } from "./choice.tsx";

/** How curves are drawn. */
export interface CurveOptions {
  /** What is along the bottom. */
  readonly xAxis: "step" | "time" | "elapsed";
  /** Scale of the values. */
  readonly yScale: "linear" | "log";
  /** Weight of the moving avg, from 0 to below 1. */
  readonly smoothing: number;
}

/** Reads them off an address; whatever it says, they are such as figures take. */
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

/** Controls for them. */
export function CurveControls({ options }: { readonly options: CurveOptions }): JSX.Element {
  const { xAxis, yScale, smoothing } = options;
  return (
    <div class="bar controls">
      <Choice label="Along" name="x" value={xAxis} options={AXES} />
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
