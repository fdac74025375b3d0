/// <reference lib="dom" />
/**
 * Shows the parameters and metrics of a run in tables.
 *
 * @module
 */
import type { JSX } from "preact";
import { factText, groupedText, measurementText } from "../../text/numbers.ts";
import { localText } from "../../text/times.ts";
import type { RunFacts } from "../wire.ts";
import { isEnvironment } from "./properties.ts";

/** Tables of parameters and results. */
export function RunValues({ run }: { readonly run: RunFacts }): JSX.Element {
  const parameters = Object.entries(run.parameters).sort(([a], [b]) => a < b ? -1 : 1);
  const environment = parameters.filter(([name]) => isEnvironment(name));
  const own = parameters.filter(([name]) => !isEnvironment(name));
  return (
    <div class="columns">
      <section aria-labelledby="parameters">
        <h2 id="parameters">Parameters</h2>
        {own.length === 0 ? <p class="aside">No parameters.</p> : <Parameters entries={own} />}
        {environment.length > 0 && (
          <details>
            <summary>{`Environment (${environment.length})`}</summary>
            <Parameters entries={environment} />
          </details>
        )}
      </section>
      <section aria-labelledby="summary">
        <h2 id="summary">Results</h2>
        <Results run={run} />
      </section>
    </div>
  );
}

function Parameters(
  { entries }: { readonly entries: readonly (readonly [string, string | number])[] },
): JSX.Element {
  return (
    <table class="plain pairs">
      <tbody>
        {entries.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{factText(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Results({ run: { metrics } }: { readonly run: RunFacts }): JSX.Element {
  const entries = Object.entries(metrics).sort(([a], [b]) => a < b ? -1 : 1);
  if (entries.length === 0) return <p class="aside">No metrics.</p>;
  const hasOthers = entries.some(([, { nonFinite = 0 }]) => nonFinite > 0);
  const titles = ["Metric", "Last", "Min", "Max", "Points", "Logged"];
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Results">
      <table class="plain">
        <thead>
          <tr>
            {[...titles, ...(hasOthers ? ["Not finite"] : [])].map((title) => (
              <th key={title} scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, { last, min, max, count, timestamp, nonFinite = 0 }]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number" title={String(last ?? "")}>{measurementText(last)}</td>
              <td class="number" title={String(min ?? "")}>{measurementText(min)}</td>
              <td class="number" title={String(max ?? "")}>{measurementText(max)}</td>
              <td class="number">{groupedText(count)}</td>
              <td>{localText(timestamp)}</td>
              {hasOthers && (
                <td class="number" title="NaN and infinite points, left out of the other columns">
                  {nonFinite > 0 && groupedText(nonFinite)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
