/**
 * What scikit-learn says of the golden cases. As a program, writes them down:
 * `deno run -A tests/conformance/sklearn/golden.ts`
 */
import { fromFileUrl } from "@std/path";
import { labelArray, labelScalar } from "./cases.ts";
import { floats, type NumpyArray, Sklearn } from "./client.ts";
import { GOLDEN_INPUTS, type GoldenCall, type GoldenInput } from "./golden_cases.ts";
import { sklearnPython } from "./setup.ts";
import { requireTool } from "../../support/tools.ts";

/** Where the golden cases are kept. */
export const GOLDEN_FILE = new URL("../../curves/golden/cases.json", import.meta.url);

const CALLS: Readonly<Record<GoldenCall, string>> = {
  precisionRecallCurve: "precision_recall_curve",
  averagePrecision: "average_precision_score",
  rocCurve: "roc_curve",
  detCurve: "det_curve",
  confusionMatrix: "confusion_matrix",
  classificationReport: "report",
  calibrationCurve: "calibration_curve",
  oneVsRestRocCurves: "one_vs_rest_auc",
  oneVsRestPrecisionRecallCurves: "one_vs_rest_ap",
};

/** Every golden case with its outcome, as JSON holds it. */
export async function goldenCases(sklearn: Sklearn): Promise<unknown> {
  const cases: unknown[] = [];
  for (const input of GOLDEN_INPUTS) {
    const answer = await sklearn.call(CALLS[input.call], argumentsOf(input), optionsOf(input));
    const outcome = answer.kind === "error"
      ? { error: answer.message }
      : { expected: answer.value };
    cases.push({ ...input, ...outcome });
  }
  return JSON.parse(JSON.stringify(cases, nameNumbers));
}

function argumentsOf({ call, yTrue, other, labels: columns }: GoldenInput): NumpyArray[] {
  const labels = labelArray(yTrue, dtypeOf(yTrue));
  if (isOneVsRest(call) && columns !== undefined) {
    const rows = yTrue.map((_, row) =>
      other.slice(row * columns.length, (row + 1) * columns.length).map(Number)
    );
    return [labels, { dtype: "float64", values: rows }, labelArray(columns, dtypeOf(columns))];
  }
  const takesLabels = call === "confusionMatrix" || call === "classificationReport";
  return [labels, takesLabels ? labelArray(other, dtypeOf(other)) : floats(other.map(Number))];
}

function optionsOf(input: GoldenInput): Record<string, unknown> {
  const { positiveLabel, sampleWeight, labels, yTrue } = input;
  const all = {
    pos_label: positiveLabel === undefined ? undefined : labelScalar(positiveLabel),
    sample_weight: sampleWeight && floats(sampleWeight),
    labels: labels && !isOneVsRest(input.call) ? labelArray(labels, dtypeOf(yTrue)) : undefined,
    drop_intermediate: input.call === "averagePrecision" ? undefined : input.dropIntermediate,
    normalize: input.normalize,
    n_bins: input.bins,
    strategy: input.strategy,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function isOneVsRest(call: GoldenCall): boolean {
  return call === "oneVsRestRocCurves" || call === "oneVsRestPrecisionRecallCurves";
}

function dtypeOf(labels: GoldenInput["yTrue"]): string {
  if (labels.every((label) => typeof label === "boolean")) return "bool";
  if (labels.some((label) => typeof label === "string")) return "str";
  return labels.every(Number.isInteger) ? "int64" : "float64";
}

/** Numbers that JSON does not have, by their names. */
function nameNumbers(_: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value) && !Object.is(value, -0)) return value;
  return Object.is(value, -0) ? "-0" : String(value);
}

if (import.meta.main) {
  await using sklearn = new Sklearn(await sklearnPython());
  await Deno.writeTextFile(GOLDEN_FILE, JSON.stringify(await goldenCases(sklearn)));
  await requireTool(Deno.execPath(), ["fmt", "--quiet", fromFileUrl(GOLDEN_FILE)]);
}
