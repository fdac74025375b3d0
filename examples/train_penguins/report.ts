import type { RunRecord } from "@runlog/sagemaker";
import Table from "cli-table3";

interface Column {
  readonly head: string;
  readonly align: "left" | "right";
  readonly cell: (run: RunRecord) => string;
}

const columns: readonly Column[] = [
  { head: "run", align: "left", cell: (run) => run.runName },
  { head: "status", align: "left", cell: (run) => run.status ?? "" },
  parameterColumn("hidden\nunits", "hiddenUnits"),
  parameterColumn("learning\nrate", "learningRate"),
  parameterColumn("weight\ndecay", "weightDecay"),
  metricColumn("validation\nloss", "validation:loss"),
  metricColumn("validation\naccuracy", "validation:accuracy"),
  metricColumn("test\naccuracy", "test:accuracy"),
  // Swedish writes dates year first, which a column of them reads best in. Local time.
  { head: "started", align: "left", cell: (run) => run.startTime?.toLocaleString("sv") ?? "" },
];

function parameterColumn(head: string, name: string): Column {
  return { head, align: "right", cell: (run) => String(run.parameters[name] ?? "") };
}

function metricColumn(head: string, name: string): Column {
  return { head, align: "right", cell: (run) => run.metrics[name]?.last?.toFixed(4) ?? "" };
}

/** The runs in the order of a metric that is better the lower it is; those without it come last. */
export function lowestFirst(runs: readonly RunRecord[], metric: string): RunRecord[] {
  const rank = (run: RunRecord) => run.metrics[metric]?.last ?? Number.MAX_VALUE;
  return runs.toSorted((a, b) => rank(a) - rank(b));
}

/** The runs as a table, in the order given; a star marks those whose names are in `recorded`. */
export function runTable(runs: readonly RunRecord[], recorded: readonly string[]): string {
  const table = new Table({
    head: ["", ...columns.map(({ head }) => head)],
    colAligns: ["left", ...columns.map(({ align }) => align)],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" }, // no line between rows
    style: { head: [], border: [] }, // no color: the table may go to a file
  });
  for (const run of runs) {
    const mark = recorded.includes(run.runName) ? "*" : "";
    table.push([mark, ...columns.map(({ cell }) => cell(run))]);
  }
  return table.toString();
}

/** What to do next, wherever the runs were recorded. */
export function nextSteps(experimentName: string): string {
  return `Next:
- Add a setting of your own to examples/train_penguins/main.ts and run it again: its runs join these.
- Choose where runs go, without touching the script:
    AWS_REGION=eu-west-1 npx -y deno task demo            SageMaker, with your AWS credentials
    RUNLOG_SESSION=local:my-runs npx -y deno task demo    the folder my-runs
    npx -y deno task demo                                 SageMaker where AWS is set up, else ./runlog
- Read them in code, as this table does: listRuns({ experimentName: "${experimentName}" })`;
}
