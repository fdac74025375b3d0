/// <reference lib="dom" />
/**
 * Shows one chart for each metric, a few at a time.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CurveControls, type CurveOptions, readCurveOptions } from "./curve_options.tsx";

/** Properties of {@linkcode Charts}. */
export interface ChartsProps {
  /** Query of the URL, which contains the drawing options. */
  readonly query: URLSearchParams;
  /** Names of the metrics. */
  readonly names: readonly string[];
  /** Number of charts that are shown at first, and that each press adds. */
  readonly step: number;
  /** Renders the chart of a metric. */
  readonly chart: (name: string, options: CurveOptions) => JSX.Element;
}

/** A section with a chart for each metric, and controls for all of them. */
export function Charts({ query, names, step, chart }: ChartsProps): JSX.Element {
  const options = readCurveOptions(query);
  const [count, setCount] = useState(step);
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics</h2>
      {names.length === 0 ? <p class="aside">No metrics.</p> : (
        <>
          <CurveControls options={options} />
          <div class="charts">{names.slice(0, count).map((name) => chart(name, options))}</div>
          {names.length > count && (
            <button type="button" onClick={() => setCount(count + step)}>
              {`Show more (${names.length - count})`}
            </button>
          )}
        </>
      )}
    </section>
  );
}
