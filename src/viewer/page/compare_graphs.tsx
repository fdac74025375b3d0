/// <reference lib="dom" />
/**
 * Shows graphs of several runs: curves in the same figure, confusion matrices side by side.
 *
 * @module
 */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { titleOf } from "../../text/run_values.ts";
import type { GraphData, GraphFacts, RunFacts } from "../wire.ts";
import { useWork } from "./answers.ts";
import { Failure } from "./failure.tsx";
import { GraphFigure, type LabeledGraph } from "./graph_figure.tsx";
import { GRAPH_TITLES } from "./run_graphs.tsx";
import { addressOf, ask } from "./server.ts";

/** The graphs of the runs, grouped by title. */
export function CompareGraphs(
  { runs }: { readonly runs: readonly RunFacts[] },
): JSX.Element | null {
  const answer = useWork(
    (signal) => readGraphs(runs, signal),
    JSON.stringify(runs.map(({ runName }) => runName)),
    runs.map(({ status }) => status).join(),
  );
  const figures = useMemo(() => answer.state === "there" ? figuresOf(answer.value) : [], [answer]);
  if (answer.state === "failed") return <Failure error={answer.error} />;
  if (figures.length === 0) return null;
  return (
    <section aria-labelledby="graphs">
      <h2 id="graphs">Graphs</h2>
      <div class="charts">
        {figures.map(({ key, title, graphs }) => (
          <GraphFigure key={key} title={title} graphs={graphs} />
        ))}
      </div>
    </section>
  );
}

async function readGraphs(
  runs: readonly RunFacts[],
  signal: AbortSignal,
): Promise<readonly LabeledGraph[]> {
  const read = runs.map(async (run) => {
    const names = { experiment: run.experimentName, run: run.runName };
    const listed = await ask<readonly GraphFacts[]>(addressOf("graphs", names), signal);
    return await Promise.all(listed.map(async ({ artifactArn: artifact }) => ({
      graph: await ask<GraphData>(addressOf("graph", { ...names, artifact }), signal),
      label: titleOf(run),
    })));
  });
  return (await Promise.all(read)).flat();
}

interface FigureOfGraphs {
  readonly key: string;
  readonly title: string;
  readonly graphs: readonly LabeledGraph[];
}

function figuresOf(graphs: readonly LabeledGraph[]): readonly FigureOfGraphs[] {
  const figures = new Map<string, FigureOfGraphs>();
  for (const one of graphs) {
    const { type, title } = one.graph;
    const name = title ?? GRAPH_TITLES[type];
    // Two matrices cannot share a figure.
    const whole = type === "ConfusionMatrix" ? `${name}: ${one.label}` : name;
    const key = `${type} ${whole}`;
    figures.set(key, { key, title: whole, graphs: [...figures.get(key)?.graphs ?? [], one] });
  }
  // Curves first, then matrices, so that figures of one size are side by side.
  const isMatrix = ({ key }: FigureOfGraphs): number => key.startsWith("ConfusionMatrix") ? 1 : 0;
  return [...figures.values()].sort((a, b) => isMatrix(a) - isMatrix(b));
}
