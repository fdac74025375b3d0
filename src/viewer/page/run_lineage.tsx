/// <reference lib="dom" />
/**
 * Shows the lineage of a run.
 *
 * @module
 */
import type { JSX } from "preact";
import { titleOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";
import { artifactsOf } from "./run_artifacts.tsx";

/** The inputs and outputs of a run, as a path. */
export function RunLineage({ run }: { readonly run: RunFacts }): JSX.Element | null {
  const artifacts = artifactsOf(run);
  const { experimentName, runGroupNames, repository, commit } = run;
  const side = (wanted: "input" | "output"): readonly string[] =>
    artifacts.filter(({ direction }) => direction === wanted).map(({ name }) => name);
  const code = [repository, commit?.slice(0, 12)].filter((part) => part !== undefined).join(" at ");
  const inputs = [...(code === "" ? [] : [code]), ...side("input")];
  const outputs = side("output");
  if (inputs.length + outputs.length === 0) return null;
  return (
    <section aria-labelledby="lineage">
      <h2 id="lineage">Lineage</h2>
      <ol class="lineage">
        <Stage title="Inputs" names={inputs} />
        <Stage title={`${experimentName} / ${runGroupNames.join(", ")}`} names={[titleOf(run)]} />
        <Stage title="Outputs" names={outputs} />
      </ol>
    </section>
  );
}

function Stage(
  { title, names }: { readonly title: string; readonly names: readonly string[] },
): JSX.Element {
  return (
    <li>
      <span class="aside">{title}</span>
      {names.length === 0 && <span class="none">none</span>}
      {names.map((name) => <span key={name} class="node">{name}</span>)}
    </li>
  );
}
