/// <reference lib="dom" />
/**
 * The curves of a run's metrics.
 *
 * @module
 */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { metricPlot } from "../../plot/mod.ts";
import type { RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { CurveControls, type CurveOptions, readCurveOptions } from "./curve_options.tsx";
import { Failure } from "./failure.tsx";
import { Figure } from "./figure.tsx";
import { titleOf } from "./properties.ts";
import { commonAxis, type Curve, readCurves } from "./series.ts";

/** Charts that are there at once. */
const MOST_SHOWN = 12;

/** A chart for each metric. */
export function RunCurves(
  { run, query }: { readonly run: RunFacts; readonly query: URLSearchParams },
): JSX.Element {
  const options = readCurveOptions(query);
  const names = Object.keys(run.metrics).sort();
  const [count, setCount] = useState(MOST_SHOWN);
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics</h2>
      {names.length === 0 ? <p class="aside">None were logged.</p> : (
        <>
          <CurveControls options={options} />
          <div class="charts">
            {names.slice(0, count).map((name) => (
              <RunCurve key={name} run={run} metric={name} options={options} />
            ))}
          </div>
          {names.length > count && (
            <button
              type="button"
              onClick={() => setCount(count + MOST_SHOWN)}
            >
              {`Show more (${names.length - count})`}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function RunCurve(
  { run, metric, options }: {
    readonly run: RunFacts;
    readonly metric: string;
    readonly options: CurveOptions;
  },
): JSX.Element {
  const { experimentName: experiment, runName } = run;
  const isStep = options.xAxis === "step";
  const answer = useWork(
    (signal) => {
      const of = { experiment, run: runName, label: titleOf(run) };
      return readCurves(of, [metric], options, signal);
    },
    `${experiment} ${runName} ${metric} ${isStep}`,
    run.metrics[metric]?.count,
  );
  if (answer.state === "failed") return <Failure error={answer.error} />;
  if (answer.state === "waiting") return <div class="chart waiting" aria-hidden="true" />;
  return <CurveFigure title={metric} curves={answer.value} options={options} />;
}

/** A figure of curves of one metric. */
export function CurveFigure(
  { title, curves, options }: {
    readonly title: string;
    readonly curves: readonly Curve[];
    readonly options: CurveOptions;
  },
): JSX.Element {
  const notes = [...new Set(curves.flatMap(({ notes }) => notes))];
  const { xAxis, yScale, smoothing } = options;
  const version = useMemo(() => ({}), [curves, xAxis, yScale, smoothing]);
  const draw = (width: number): Element =>
    metricPlot(curves.map(({ series }) => series), {
      ...options,
      xAxis: commonAxis(curves, options.xAxis),
      title,
      yLabel: title,
      width,
      height: 240,
    });
  return (
    <div class="chart">
      <Figure draw={draw} version={version} />
      {notes.map((note) => <p key={note} class="aside">{note}</p>)}
    </div>
  );
}
