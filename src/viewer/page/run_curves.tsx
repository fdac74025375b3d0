/// <reference lib="dom" />
/**
 * Shows the curves of a run's metrics.
 *
 * @module
 */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { metricPlot } from "../../plot.ts";
import { titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { Charts } from "./charts.tsx";
import type { CurveOptions } from "./curve_options.tsx";
import { Failure } from "./failure.tsx";
import { Figure } from "./figure.tsx";
import { orderMetrics } from "./metric_order.ts";
import { commonAxis, type Curve, readCurves } from "./series.ts";

/** Number of charts that are shown at first. */
const MOST_SHOWN = 12;

/** One chart for each metric. */
export function RunCurves(
  { run, query }: { readonly run: RunFacts; readonly query: URLSearchParams },
): JSX.Element {
  return (
    <Charts
      query={query}
      names={orderMetrics(Object.keys(run.metrics))}
      step={MOST_SHOWN}
      chart={(name, options) => <RunCurve key={name} run={run} metric={name} options={options} />}
    />
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
    countsOf(run.metrics[metric]),
  );
  if (answer.state === "failed") return <Failure error={answer.error} />;
  if (answer.state === "waiting") return <div class="chart waiting" aria-hidden="true" />;
  return <CurveFigure title={metric} curves={answer.value} options={options} />;
}

/** Changes with each point, finite or not. */
function countsOf(metric: RunFacts["metrics"][string] | undefined): string {
  return `${metric?.count} ${metric?.nonFinite}`;
}

/** A figure with the curves of one metric. */
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
