/// <reference lib="dom" />
/**
 * Curves of several runs over each other.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { CurveControls, type CurveOptions, readCurveOptions } from "./curve_options.tsx";
import { Failure } from "./failure.tsx";
import { own, titleOf } from "./properties.ts";
import { CurveFigure } from "./run_curves.tsx";
import { type Curve, readCurves } from "./series.ts";

/** Charts that are there at once: each reads its curves of every run. */
const MOST_SHOWN = 4;

/** A chart for each metric, with the runs as its lines. */
export function CompareCurves(
  { runs, query }: { readonly runs: readonly RunFacts[]; readonly query: URLSearchParams },
): JSX.Element {
  const options = readCurveOptions(query);
  const [count, setCount] = useState(MOST_SHOWN);
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Metrics</h2>
      {names.length === 0 ? <p class="aside">None were logged.</p> : (
        <>
          <CurveControls options={options} />
          <div class="charts">
            {names.slice(0, count).map((name) => (
              <ComparedCurves key={name} runs={runs} metric={name} options={options} />
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
