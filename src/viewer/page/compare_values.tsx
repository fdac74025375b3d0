/// <reference lib="dom" />
/**
 * Shows how results depend on parameters.
 *
 * @module
 */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { parallelCoordinates, type RunValues, runValues, scatterPlot } from "../../plot.ts";
import { own, titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import { Choice } from "./choice.tsx";
import { Figure } from "./figure.tsx";
import { isEnvironment } from "./properties.ts";

/** Most axes, since more are not readable. */
const MOST_AXES = 10;

/** Parallel coordinates of the values that differ, and a scatter plot of any two values. */
export function CompareValues(
  { runs, query }: { readonly runs: readonly RunFacts[]; readonly query: URLSearchParams },
): JSX.Element | null {
  const values = useMemo(() => valuesOf(runs), [runs]);
  const names = useMemo(() => differing(values), [values]);
  const numeric = names.filter((name) =>
    values.some((run) => typeof own(run.values, name) === "number")
  );
  if (names.length < 2) return null;
  const dimensions = names.slice(-MOST_AXES);
  return (
    <section aria-labelledby="values">
      <h2 id="values">Parameters and results</h2>
      <div class="charts">
        <div class="chart wide">
          <Figure
            draw={(width) => parallelCoordinates(values, { dimensions, width })}
            version={values}
          />
        </div>
        {numeric.length >= 2 && <Scatter values={values} numeric={numeric} query={query} />}
      </div>
    </section>
  );
}

function Scatter(
  { values, numeric, query }: {
    readonly values: readonly RunValues[];
    readonly numeric: readonly string[];
    readonly query: URLSearchParams;
  },
): JSX.Element {
  const choice = (name: "scatterX" | "scatterY", otherwise: string | undefined): string => {
    const chosen = query.get(name);
    return (chosen !== null && numeric.includes(chosen) ? chosen : otherwise) ?? "";
  };
  const x = choice("scatterX", numeric[0]);
  const y = choice("scatterY", numeric.at(-1));
  const version = useMemo(() => ({}), [values, x, y]);
  const options = numeric.map((name) => [name, name] as const);
  return (
    <div class="chart">
      <div class="bar controls">
        <Choice label="X value" name="scatterX" value={x} options={options} />
        <Choice label="Y value" name="scatterY" value={y} options={options} />
      </div>
      <Figure draw={(width) => scatterPlot(values, { x, y, width })} version={version} />
    </div>
  );
}

function valuesOf(runs: readonly RunFacts[]): readonly RunValues[] {
  return runValues(runs.map((run) => ({
    runName: titleOf(run),
    parameters: Object.fromEntries(
      Object.entries(run.parameters).filter(([name]) => !isEnvironment(name)),
    ),
    // JSON omits undefined members.
    metrics: Object.fromEntries(
      Object.entries(run.metrics).map(([name, { last }]) => [name, { last }]),
    ),
  })));
}

/** Returns the names of values that differ between runs: parameters, then results. */
function differing(runs: readonly RunValues[]): readonly string[] {
  const names = [...new Set(runs.flatMap(({ values }) => Object.keys(values)))];
  return names.filter((name) => new Set(runs.map((run) => own(run.values, name))).size > 1);
}
