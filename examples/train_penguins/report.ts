import type { RunRecord } from "@runlog/sagemaker";

interface Column {
  /** Two lines, so that the table fits the 80 columns of a terminal. */
  readonly head: readonly [string, string];
  readonly align: "left" | "right";
  readonly cell: (run: RunRecord) => string;
}

const columns: readonly Column[] = [
  { head: ["", "run"], align: "left", cell: (run) => run.runName },
  { head: ["", "status"], align: "left", cell: (run) => run.status ?? "" },
  parameterColumn(["hidden", "units"], "hiddenUnits"),
  parameterColumn(["learning", "rate"], "learningRate"),
  parameterColumn(["weight", "decay"], "weightDecay"),
  metricColumn(["validation", "loss"], "validation:loss"),
  metricColumn(["test", "accuracy"], "test:accuracy"),
];

function parameterColumn(head: Column["head"], name: string): Column {
  return { head, align: "right", cell: (run) => String(run.parameters[name] ?? "") };
}

function metricColumn(head: Column["head"], name: string): Column {
  return { head, align: "right", cell: (run) => run.metrics[name]?.last?.toFixed(4) ?? "" };
}

/** The runs in the order of a metric that is better the lower it is; those without it come last. */
export function lowestFirst(runs: readonly RunRecord[], metric: string): RunRecord[] {
  const rank = (run: RunRecord) => run.metrics[metric]?.last ?? Number.MAX_VALUE;
  return runs.toSorted((a, b) => rank(a) - rank(b));
}

/** The runs as a table, in the order given; a star marks those whose names are in `recorded`. */
export function runTable(runs: readonly RunRecord[], recorded: readonly string[]): string {
  const lines = ["  ", "  ", ...runs.map((run) => recorded.includes(run.runName) ? "* " : "  ")];
  for (const { head, align, cell } of columns) {
    const cells = [...head, ...runs.map(cell)];
    const width = Math.max(...cells.map((text) => text.length));
    cells.forEach((text, i) => {
      lines[i] += align === "left" ? `${text.padEnd(width)}  ` : `${text.padStart(width)}  `;
    });
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** What to do next, wherever the runs were recorded. */
export function nextSteps(experimentName: string): string {
  return `Next:
- Add a setting to examples/train_penguins/main.ts and run it again: its runs
  join these.
- Look at the curves, in a browser, on a page of your own machine:
    npx -y deno run -A src/cli/main.ts ui
- Record somewhere else, the script as it is:
    AWS_REGION=eu-west-1 npx -y deno task demo           SageMaker, with your
                                                         AWS credentials
    RUNLOG_SESSION=local:my-runs npx -y deno task demo   the folder my-runs
- Read the runs in code, as this table does:
    for await (const run of listRuns({ experimentName: "${experimentName}" })) …`;
}
