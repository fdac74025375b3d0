/// <reference lib="dom" />
/**
 * Draws logged graphs.
 *
 * @module
 */
import type { JSX } from "preact";
import { confusionMatrixPlot, precisionRecallPlot, rocPlot } from "../../plot.ts";
import type { GraphData } from "../wire.ts";
import { Figure } from "./figure.tsx";

/** A graph, with its run if several are shown. */
export interface LabeledGraph {
  readonly graph: GraphData;
  readonly label: string | undefined;
}

/** Graphs of one type in one figure. Draws only the first confusion matrix. */
export function GraphFigure(
  { graphs, title }: { readonly graphs: readonly LabeledGraph[]; readonly title: string },
): JSX.Element {
  return (
    <div class="chart">
      <Figure draw={(width) => drawGraphs(graphs, { title, width })} version={graphs} />
    </div>
  );
}

function drawGraphs(
  graphs: readonly LabeledGraph[],
  frame: { readonly title: string; readonly width: number },
): Element {
  const options = { ...frame, width: Math.min(frame.width, 560) };
  const labeled = graphs.map(({ graph, label }) =>
    label === undefined ? graph : { ...graph, label }
  );
  const [first] = labeled;
  switch (first?.type) {
    case "ConfusionMatrix":
      return confusionMatrixPlot(first, options);
    case "PrecisionRecallCurve":
      return precisionRecallPlot(
        labeled.filter((one) => one.type === "PrecisionRecallCurve"),
        options,
      );
    default:
      return rocPlot(labeled.filter((one) => one.type === "ROCCurve"), options);
  }
}
