/// <reference lib="dom" />
/**
 * Shows the curves of several runs in the same charts.
 *
 * @module
 */
import type { JSX } from "preact";
import { own, titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { Charts } from "./charts.tsx";
import type { CurveOptions } from "./curve_options.tsx";
import { Failure } from "./failure.tsx";
import { orderMetrics } from "./metric_order.ts";
import { CurveFigure } from "./run_curves.tsx";
import { type Curve, readCurves } from "./series.ts";

/** Number of charts that are shown at first. Each reads its curves of every run. */
const MOST_SHOWN = 4;

/** One chart for each metric, with one line per run. */
export function CompareCurves(
  { runs, query }: { readonly runs: readonly RunFacts[]; readonly query: URLSearchParams },
): JSX.Element {
  return (
    <Charts
      query={query}
      names={orderMetrics(runs.flatMap(({ metrics }) => Object.keys(metrics)))}
      step={MOST_SHOWN}
      chart={(name, options) => (
        <ComparedCurves key={name} runs={runs} metric={name} options={options} />
      )}
    />
  );
}

function ComparedCurves(
  { runs, metric, options }: {
    readonly runs: readonly RunFacts[];
    readonly metric: string;
    readonly options: CurveOptions;
  },
): JSX.Element {
  const having = runs.filter(({ metrics }) => own(metrics, metric));
  const read = async (signal: AbortSignal): Promise<readonly Curve[]> => {
    const curves = await Promise.all(having.map((run) => {
      const of = { experiment: run.experimentName, run: run.runName, label: titleOf(run) };
      return readCurves(of, [metric], options, signal);
    }));
    return curves.flat();
  };
  const isStep = options.xAxis === "step";
  const answer = useWork(
    read,
    JSON.stringify([metric, isStep, having.map(({ runName }) => runName)]),
    having.map(({ metrics }) => own(metrics, metric)?.count).join(),
  );
  if (answer.state === "failed") return <Failure error={answer.error} />;
  if (answer.state === "waiting") return <div class="chart waiting" aria-hidden="true" />;
  return <CurveFigure title={metric} curves={answer.value} options={options} />;
}
