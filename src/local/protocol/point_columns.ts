/**
 * Answers runlog's own request with many points, as BatchPutMetrics with few: what cannot be read is
 * rejected whole, and points one by one.
 *
 * @module
 */
import { DOUBLE, list, structure, type StructureShape, text, WHOLE } from "../model/shape.ts";
import { toDouble, validate } from "../model/validate.ts";
import type { MetricBatch, PointRefusal } from "../../ports/metrics_client.ts";
import {
  COLUMNS_OPERATION,
  COLUMNS_SIZE,
  NO_STEP,
  type PointColumnsRequest,
} from "../../ports/point_columns.ts";
import { invalid } from "../errors.ts";
import { putKept } from "../point_filter.ts";
import { jsonAnswer, jsonRefusal, restError } from "./answers.ts";
import { readJson } from "./body.ts";
import { tokenOf } from "./metrics.ts";

const CONTENT_TYPE = "application/json";

/** Maximum size of a request, in bytes: 5,000 points of as many long names fit. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** Largest step, as in BatchPutMetrics. */
const LARGEST_STEP = 2 ** 31 - 1;

const PUT: StructureShape = structure({
  "TrialComponentName*": text(1, 120, /[a-z0-9](-*[a-z0-9]){0,119}/),
  "MetricNames*": list(text(0, 65_536), 1, COLUMNS_SIZE),
  "Series*": list({ ...WHOLE, min: 0, max: COLUMNS_SIZE - 1 }, 1, COLUMNS_SIZE),
  "Values*": list({ ...DOUBLE, takesInfinite: true }, 1, COLUMNS_SIZE),
  "Timestamps*": list(DOUBLE, 1, COLUMNS_SIZE),
  "Steps*": list({ ...WHOLE, min: NO_STEP, max: LARGEST_STEP }, 1, COLUMNS_SIZE),
});

/** Returns whether a request delivers points as columns. */
export function isPointColumns({ method }: Request, path: string): boolean {
  return method === "PUT" && path === `/${COLUMNS_OPERATION}`;
}

/** Answers a request that delivers points as columns. */
export async function answerPointColumns(
  request: Request,
  put: (batch: MetricBatch) => Promise<readonly PointRefusal[]>,
): Promise<Response> {
  try {
    const input = await readJson(request, LARGEST_BODY);
    validate(PUT, input);
    // Validated above.
    const batch = toBatch(input as unknown as PointColumnsRequest, tokenOf(request));
    const isFinite = (row: number): boolean => Number.isFinite(batch.values[row]);
    const refusals = await putKept(batch, isFinite, put);
    const Errors = refusals.map(({ index, code }) => ({ Code: code, MetricIndex: index }));
    return jsonAnswer(Errors.length > 0 ? { Errors } : {}, CONTENT_TYPE);
  } catch (error) {
    return jsonRefusal(restError(error), CONTENT_TYPE);
  }
}

function toBatch(columns: PointColumnsRequest, token: string): MetricBatch {
  const { TrialComponentName, MetricNames, Series, Values, Timestamps, Steps } = columns;
  const isWhole = [Values, Timestamps, Steps].every(({ length }) => length === Series.length);
  if (!isWhole) throw invalid("The columns must be of equal length");
  if (Series.some((series) => series >= MetricNames.length)) {
    throw invalid("Each series must be the index of a metric name");
  }
  return {
    trialComponentName: TrialComponentName,
    token,
    names: MetricNames,
    series: Uint32Array.from(Series),
    values: Float64Array.from(Values, (value) => Number(toDouble(value))),
    timestamps: Float64Array.from(Timestamps),
    steps: Float64Array.from(Steps, (step) => step === NO_STEP ? NaN : step),
  };
}
