import * as main from "../../mod.ts";
import * as curves from "../../src/curves.ts";
import * as evals from "../../src/evals.ts";
import * as plot from "../../src/plot.ts";
import { detachedDocument } from "../plot/detached_document.ts";
import { all, type AllOptions, type Subject } from "./subject.ts";

type Subjects = Readonly<Record<string, Subject>>;

const LABELS = [0, 1, 1, 0];
const SCORES = [0.1, 0.9, 0.4, 0.3];
const MATRIX = [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]];
const CURVE = { yTrue: LABELS, scores: SCORES };
const WEIGHTS = { sampleWeight: [1, 1, 1, 1] };

const binary: Subjects = {
  auc: { given: { x: [0, 1], y: [0, 1] }, call: curves.auc },
  averagePrecision: {
    given: { ...CURVE, options: all<curves.BinaryOptions>({ positiveLabel: 1, ...WEIGHTS }) },
    call: curves.averagePrecision,
  },
  averagePrecisionOf: {
    given: { curve: curves.precisionRecallCurve(LABELS, SCORES) },
    call: curves.averagePrecisionOf,
  },
  calibrationCurve: {
    given: {
      yTrue: LABELS,
      probabilities: SCORES,
      options: all<curves.CalibrationCurveOptions>({
        positiveLabel: 1,
        bins: 5,
        strategy: "uniform",
      }),
    },
    call: curves.calibrationCurve,
  },
  detCurve: {
    given: {
      ...CURVE,
      options: all<curves.DetCurveOptions>({
        positiveLabel: 1,
        ...WEIGHTS,
        dropIntermediate: true,
      }),
    },
    call: curves.detCurve,
  },
  precisionRecallCurve: {
    given: {
      ...CURVE,
      options: all<curves.PrecisionRecallCurveOptions>({
        positiveLabel: 1,
        ...WEIGHTS,
        dropIntermediate: true,
      }),
    },
    call: curves.precisionRecallCurve,
  },
  rocCurve: {
    given: {
      ...CURVE,
      options: all<curves.RocCurveOptions>({
        positiveLabel: 1,
        ...WEIGHTS,
        dropIntermediate: true,
      }),
    },
    call: curves.rocCurve,
  },
  thinCurve: {
    given: {
      x: [0, 1],
      y: [0, 1],
      options: all<curves.ThinCurveOptions>({ maxPoints: 100, maxDeviation: 0.1 }),
    },
    call: curves.thinCurve,
  },
};

const LABELLED = { labels: [0, 1], ...WEIGHTS };

const multiclass: Subjects = {
  classificationReport: {
    given: {
      yTrue: LABELS,
      yPred: LABELS,
      options: all<curves.ClassificationReportOptions>({ ...LABELLED, zeroDivision: 0 }),
    },
    call: curves.classificationReport,
  },
  confusionMatrix: {
    given: {
      yTrue: LABELS,
      yPred: LABELS,
      options: all<curves.ConfusionMatrixOptions>({ ...LABELLED, normalize: "true" }),
    },
    call: curves.confusionMatrix,
  },
  formatClassificationReport: {
    given: {
      report: curves.classificationReport(LABELS, LABELS),
      options: all<curves.FormatClassificationReportOptions>({
        digits: 2,
        labelNames: ["no", "yes"],
      }),
    },
    call: curves.formatClassificationReport,
  },
  oneVsRestPrecisionRecallCurves: {
    given: {
      yTrue: LABELS,
      scores: MATRIX,
      options: all<curves.OneVsRestOptions>({ ...LABELLED, dropIntermediate: true }),
    },
    call: curves.oneVsRestPrecisionRecallCurves,
  },
  oneVsRestRocCurves: {
    given: {
      yTrue: LABELS,
      scores: MATRIX,
      options: all<curves.OneVsRestOptions>({ ...LABELLED, dropIntermediate: true }),
    },
    call: curves.oneVsRestRocCurves,
  },
};

/** Functions of `./curves`. */
export const curveSubjects: Subjects = { ...binary, ...multiclass };

const document = detachedDocument();
const FIGURE: { readonly [Name in keyof Required<plot.FigureOptions>]: plot.FigureOptions[Name] } =
  {
    title: "title",
    description: "description",
    width: 400,
    height: 200,
    theme: "light",
    document,
    interactive: false,
  };
const FIGURE_OPTIONS: AllOptions = all<plot.FigureOptions>(FIGURE);
const SERIES = [{ label: "a", x: [0, 1], y: [1, 2] }];
const RUNS = [{ label: "a", values: { lr: 1, loss: 2 } }, {
  label: "b",
  values: { lr: 2, loss: 3 },
}];

/** Functions of `./plot`. */
export const plotSubjects: Subjects = {
  calibrationPlot: {
    given: {
      curves: [{ meanPredictedProbability: [0, 1], fractionOfPositives: [0, 1] }],
      options: FIGURE_OPTIONS,
    },
    call: plot.calibrationPlot,
  },
  compareMetrics: {
    given: {
      metrics: { loss: SERIES },
      options: all<plot.CompareMetricsOptions>({
        ...FIGURE,
        xAxis: "step",
        yScale: "linear",
        smoothing: 0,
        columns: 2,
      }),
    },
    call: plot.compareMetrics,
  },
  confusionMatrixPlot: {
    given: {
      data: all<plot.ConfusionMatrixPlotData>({
        labels: ["a", "b"],
        matrix: [[1, 0], [0, 1]],
        confusionMatrix: undefined,
        title: null,
      }),
      options: FIGURE_OPTIONS,
    },
    call: plot.confusionMatrixPlot,
  },
  decimate: { given: { x: [0, 1], y: [0, 1], columns: 100 }, call: plot.decimate },
  metricPlot: {
    given: {
      series: SERIES,
      options: all<plot.MetricPlotOptions>({
        ...FIGURE,
        xAxis: "step",
        yScale: "linear",
        smoothing: 0,
        yLabel: "loss",
      }),
    },
    call: plot.metricPlot,
  },
  parallelCoordinates: {
    given: {
      runs: RUNS,
      options: all<plot.ParallelCoordinatesOptions>({ ...FIGURE, dimensions: ["lr", "loss"] }),
    },
    call: plot.parallelCoordinates,
  },
  precisionRecallPlot: {
    given: { curves: [{ precision: [1, 0.5], recall: [0, 1] }], options: FIGURE_OPTIONS },
    call: plot.precisionRecallPlot,
  },
  rocPlot: {
    given: {
      curves: [{ falsePositiveRate: [0, 1], truePositiveRate: [0, 1] }],
      options: FIGURE_OPTIONS,
    },
    call: plot.rocPlot,
  },
  runValues: {
    given: { runs: [{ runName: "r", parameters: { lr: 1 }, metrics: { loss: { last: 1 } } }] },
    call: plot.runValues,
  },
  scatterPlot: {
    given: {
      runs: RUNS,
      options: all<plot.ScatterPlotOptions>({
        ...FIGURE,
        x: "lr",
        y: "loss",
        xScale: "linear",
        yScale: "linear",
      }),
    },
    call: plot.scatterPlot,
  },
  smooth: { given: { y: [1, 2, 3], weight: 0.5 }, call: plot.smooth },
};

const TABLE = [{ id: 1, name: "cat" }];

/** Functions of the main entry that need no session. */
export const tableSubjects: Subjects = {
  isRunlogError: { given: { value: new Error("x") }, call: main.isRunlogError },
  toCsv: {
    given: { table: TABLE, options: all<main.CsvOptions>({ escapeFormulas: true }) },
    call: main.toCsv,
  },
  toJsonLines: { given: { table: TABLE }, call: main.toJsonLines },
  toParquet: { given: { table: TABLE }, call: main.toParquet },
  toTable: { given: { runs: [] }, call: main.toTable },
  compareRuns: { given: { runs: [] }, call: main.compareRuns },
};

const CASES = [{ id: "1", input: "x", scores: { exact: 1 } }];

/** An open run that keeps nothing, and whose methods return at once. */
const SILENT_RUN = { logFile() {}, logMetrics() {}, logParameters() {}, flush() {} };

/** Functions of evaluations that reach no store. */
export const evalSubjects: Subjects = {
  compareCases: {
    given: {
      before: CASES,
      after: CASES,
      options: all<evals.CompareCasesOptions>({ lowerIsBetter: ["toxicity"], level: 0.05 }),
    },
    call: evals.compareCases,
  },
  logCases: {
    given: {
      run: SILENT_RUN,
      options: all<evals.LogCasesOptions>({
        dataset: new Blob(["a"]),
        prompt: new Blob(["b"]),
        name: "cases.jsonl",
        passScore: 1,
        overwrite: true,
      }),
    },
    call: evals.logCases,
    textless: {
      "options.dataset": "a text is the path of a file",
      "options.prompt": "a text is the path of a file",
    },
  },
};
