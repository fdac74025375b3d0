/// <reference lib="dom" />
/**
 * A chart for each metric, the first few at once.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CurveControls, type CurveOptions, readCurveOptions } from "./curve_options.tsx";

/** What charts there are. */
export interface ChartsProps {
  /** The address, which says how curves are drawn. */
  readonly query: URLSearchParams;
  /** The metrics. */
  readonly names: readonly string[];
  /** How many are shown at once, and how many more each time. */
  readonly step: number;
  /** The chart of a metric. */
  readonly chart: (name: string, options: CurveOptions) => JSX.Element;
}

/** A section with a chart for each metric, and controls for all of them. */
export function Charts({ query, names, step, chart }: ChartsProps): JSX.Element {
  const options = readCurveOptions(query);
  const [count, setCount] = useState(step);
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics</h2>
      {names.length === 0 ? <p class="aside">None were logged.</p> : (
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
