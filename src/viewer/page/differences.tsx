/// <reference lib="dom" />
/**
 * Shows the differences between runs, in a table.
 *
 * @module
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { compareRuns, type RunDifference } from "../../../mod.ts";
import { lastText } from "../../text/non_finite.ts";
import { factText } from "../../text/numbers.ts";
import { own, titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import { Link } from "./link.tsx";

/** One row for each property that differs, and one column for each run. */
export function Differences({ runs }: { readonly runs: readonly RunFacts[] }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const found = compareRuns(runs);
  const environment = found.filter(({ kind }) => kind === "environment");
  const others = found.filter(({ kind }) => kind !== "environment");
  return (
    <section aria-labelledby="differences">
      <h2 id="differences">Differences</h2>
      {found.length === 0 ? <p class="aside">No differences.</p> : (
        <>
          <DifferenceTable runs={runs} rows={isWhole ? [...others, ...environment] : others} />
          {environment.length > 0 && (
            <label class="choice">
              <input
                type="checkbox"
                checked={isWhole}
                onChange={(event) => setWhole(event.currentTarget.checked)}
              />
              {`Include environment (${environment.length})`}
            </label>
          )}
        </>
      )}
    </section>
  );
}

function DifferenceTable(
  { runs, rows }: {
    readonly runs: readonly RunFacts[];
    readonly rows: readonly RunDifference[];
  },
): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Differences">
      <table class="plain differences">
        <thead>
          <tr>
            <th scope="col">Property</th>
            {runs.map((run) => (
              <th key={run.runName} scope="col">
                <Link to={{ experiment: run.experimentName, run: run.runName }}>
                  {titleOf(run)}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, name, values }) => (
            <tr key={`${kind} ${name}`}>
              <th scope="row">
                {name}
                {kind !== "status" && <span class="aside">{kind}</span>}
              </th>
              {values.map((value, index) => (
                <td
                  key={runs[index]?.runName}
                  class={typeof value === "number" ? "number" : ""}
                  title={String(value ?? "")}
                >
                  {kind === "metric"
                    ? lastText(value, own(runs[index]?.metrics ?? {}, name)?.nonFinite)
                    : factText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
