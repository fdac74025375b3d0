// Bundled for the browser: every figure on one page, from runs recorded there.
import {
  awsSession,
  getMetricHistory,
  getRun,
  type RunRecord,
  type Session,
  withRun,
} from "../../mod.ts";
import {
  calibrationCurve,
  confusionMatrix,
  precisionRecallCurve,
  rocCurve,
} from "../../src/curves.ts";
import {
  calibrationPlot,
  compareMetrics,
  confusionMatrixPlot,
  type FigureElement,
  type FigureOptions,
  type HistorySeries,
  metricPlot,
  parallelCoordinates,
  precisionRecallPlot,
  rocPlot,
  runValues,
  scatterPlot,
} from "../../src/plot.ts";

/** The page, of which the types of Deno know nothing. */
interface Main {
  append(figure: FigureElement): void;
  setAttribute(name: string, value: string): void;
}
const { document } = globalThis as unknown as {
  readonly document: { querySelector(selector: "main"): Main };
};
const main = document.querySelector("main");

const search = new URLSearchParams(location.search);
const theme = search.get("theme") as FigureOptions["theme"] ?? "inherit";

/** Numbers that look random and never change. */
function* noise(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5 | 0;
    yield (state >>> 0) / 2 ** 32;
  }
}

function lossOf(rate: number, seed: number): Float64Array {
  const random = noise(seed);
  return Float64Array.from(
    { length: 2000 },
    (_, step) => Math.exp(-step * rate / 100) + 0.05 + random.next().value * 0.12,
  );
}

const RATES = [0.1, 0.3, 0.9] as const;
const OPTIMIZERS = ["sgd", "adam", "sgd"] as const;

async function recordRuns(session: Session): Promise<readonly RunRecord[]> {
  const experimentName = "gallery";
  const records: RunRecord[] = [];
  for (const [index, rate] of RATES.entries()) {
    const names = { experimentName, runName: `rate-${rate}`.replace(".", "-") };
    const known = await getRun(names, { session }).catch(() => undefined);
    if (known) {
      records.push(known);
      continue;
    }
    await withRun({ ...names, session }, (run) => {
      run.logParameters({ learning_rate: rate, optimizer: OPTIMIZERS[index] ?? "", layers: index });
      lossOf(rate, index + 1).forEach((loss, step) => {
        if (step % 4 === 0) run.logMetric("loss", loss, { step });
        if (step % 100 === 0) run.logMetric("accuracy", 1 - loss / 1.2, { step });
      });
    });
    records.push(await getRun(names, { session }));
  }
  return records;
}

function classified(shift: number): { readonly yTrue: number[]; readonly scores: number[] } {
  const random = noise(7);
  const yTrue = Array.from({ length: 400 }, () => random.next().value < 0.4 ? 1 : 0);
  const scores = yTrue.map((label) =>
    Math.min(1, Math.max(0, 0.35 + (label - 0.4) * shift + (random.next().value - 0.5) * 0.7))
  );
  return { yTrue, scores };
}

async function draw(session: Session): Promise<void> {
  const records = await recordRuns(session);
  const histories = async (metricName: string): Promise<HistorySeries[]> =>
    await Promise.all(records.map(async (run) => ({
      ...await getMetricHistory(run, metricName, { session }),
      label: run.runName,
    })));
  const [loss, accuracy] = [await histories("loss"), await histories("accuracy")];
  const [good, fair] = [classified(0.6), classified(0.25)];
  const species = ["Adelie", "Chinstrap", "Gentoo"];
  const truth = Array.from({ length: 120 }, (_, index) => species[index % 3] ?? "");
  const guess = truth.map((label, index) => index % 7 === 0 ? species[index % 2] ?? "" : label);
  const many = Array.from({ length: 60 }, (_, index) => ({
    label: `trial-${index}`,
    values: { rate: 0.01 * (index % 9 + 1), depth: index % 5 + 2, loss: 1 / (index % 17 + 2) },
  }));
  const at = Date.UTC(2026, 4, 1);
  const figures = [
    metricPlot(loss, {
      title: "Loss, smoothed, on a log scale",
      yLabel: "loss",
      yScale: "log",
      smoothing: 0.95,
      theme,
    }),
    metricPlot([{
      label: "gpu <b>0</b>",
      x: Float64Array.from({ length: 300 }, (_, index) => at + index * 60_000),
      y: Float64Array.from(
        { length: 300 },
        (_, index) => index % 90 < 12 ? NaN : 60 + 30 * Math.sin(index / 20),
      ),
    }], { title: "Utilization over time, with gaps", yLabel: "%", xAxis: "time", theme }),
    compareMetrics({
      loss,
      accuracy: accuracy.slice(1),
    }, { title: "Three runs compared", smoothing: 0.9, width: 720, theme }),
    rocPlot([
      { label: "good", ...rocCurve(good.yTrue, good.scores) },
      { label: "fair", ...rocCurve(fair.yTrue, fair.scores) },
    ], { title: "ROC curves", theme }),
    precisionRecallPlot([
      { label: "good", ...precisionRecallCurve(good.yTrue, good.scores), noSkill: 0.4 },
      { label: "fair", ...precisionRecallCurve(fair.yTrue, fair.scores) },
    ], { title: "Precision and recall", theme }),
    calibrationPlot({ label: "good", ...calibrationCurve(good.yTrue, good.scores, { bins: 10 }) }, {
      title: "Calibration",
      theme,
    }),
    confusionMatrixPlot(confusionMatrix(truth, guess), { title: "Species of penguins", theme }),
    parallelCoordinates(runValues(records), { title: "Three runs", theme }),
    parallelCoordinates(many, { title: "Sixty trials", theme }),
    scatterPlot(runValues(records), {
      title: "Loss by learning rate",
      x: "learning_rate",
      y: "loss",
      xScale: "log",
      theme,
    }),
    metricPlot([{ label: "one point", x: [3], y: [0.5] }], { yLabel: "loss", height: 160, theme }),
    metricPlot([], { yLabel: "nothing", height: 120, theme }),
  ];
  for (const figure of figures) main.append(figure);
}

/** Twenty series of 50,000 points, for the test of how soon the page answers. */
function drawMany(): void {
  const x = Float64Array.from({ length: 50_000 }, (_, step) => step);
  const series = Array.from({ length: 20 }, (_, index) => {
    const random = noise(index + 1);
    return {
      label: `run-${index}`,
      x,
      y: x.map((step) => Math.exp(-step / (2000 * (index + 1))) + random.next().value / 10),
    };
  });
  const start = performance.now();
  const figure = metricPlot(series, { yLabel: "loss", width: 900, title: "Twenty runs" });
  main.append(figure);
  main.setAttribute("data-millis", String(performance.now() - start));
}

/** A million points of one series. */
function drawMillion(): void {
  const x = Float64Array.from({ length: 1_000_000 }, (_, step) => step);
  const y = x.map((step) => Math.sin(step / 5e4) + (step === 777_777 ? 9 : 0));
  const start = performance.now();
  const figure = metricPlot([{ label: "long", x, y }], {
    yLabel: "sine",
    title: "A million points",
  });
  main.append(figure);
  main.setAttribute("data-millis", String(performance.now() - start));
}

switch (search.get("show")) {
  case "many":
    drawMany();
    break;
  case "million":
    drawMillion();
    break;
  default:
    await draw(
      await awsSession({
        region: "local",
        endpoint: location.origin,
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      }),
    );
}
main.setAttribute("data-drawn", "");
