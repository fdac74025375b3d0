/// <reference lib="dom" />
/**
 * Shows the graphs of a run.
 *
 * @module
 */
import type { JSX } from "preact";
import type { GraphData, GraphFacts, RunFacts } from "../wire.ts";
import { useAnswer } from "./answers.ts";
import { Failure } from "./failure.tsx";
import { GraphFigure } from "./graph_figure.tsx";
import { addressOf } from "./server.ts";

/** Titles of the graph types. */
export const GRAPH_TITLES: Readonly<Record<GraphFacts["type"], string>> = {
  ConfusionMatrix: "Confusion matrix",
  PrecisionRecallCurve: "Precision and recall",
  ROCCurve: "ROC curve",
};

/** One figure for each graph of the run. Reloads when the run changes. */
export function RunGraphs({ run }: { readonly run: RunFacts }): JSX.Element | null {
  const names = { experiment: run.experimentName, run: run.runName };
  const answer = useAnswer<readonly GraphFacts[]>(
    addressOf("graphs", names),
    `${run.status} ${run.lastModifiedTime}`,
  );
  if (answer.state === "waiting") return null;
  if (answer.state === "failed") return <Failure error={answer.error} />;
  if (answer.value.length === 0) return null;
  return (
    <section aria-labelledby="graphs">
      <h2 id="graphs">Graphs</h2>
      <div class="charts">
        {answer.value.map((graph) => (
          <RunGraph
            key={graph.artifactArn}
            address={addressOf("graph", { ...names, artifact: graph.artifactArn })}
          />
        ))}
      </div>
    </section>
  );
}

function RunGraph({ address }: { readonly address: string }): JSX.Element {
  const answer = useAnswer<GraphData>(address);
  if (answer.state === "waiting") return <div class="chart waiting" aria-hidden="true" />;
  if (answer.state === "failed") return <Failure error={answer.error} />;
  const { title, type } = answer.value;
  return (
    <GraphFigure
      graphs={[{ graph: answer.value, label: undefined }]}
      title={title ?? GRAPH_TITLES[type]}
    />
  );
}
