/**
 * BatchPutMetrics of SageMaker Metrics, in REST-JSON.
 *
 * @module
 */
import { DOUBLE, list, structure, type StructureShape, text, TIME } from "../model/shape.ts";
import { METRIC_NAME } from "../model/types.ts";
import { toDouble, validate } from "../model/validate.ts";
import type { MetricBatch, PointRefusal } from "../../ports/metrics_client.ts";
import { TOKEN_HEADER } from "../../ports/point_columns.ts";
import { jsonAnswer, jsonRefusal, restError } from "./answers.ts";
import { putKept } from "../point_filter.ts";
import { readJson } from "./body.ts";

const CONTENT_TYPE = "application/json";

/** AWS's maximum number of points per request. */
const LARGEST_BATCH = 10;

const PUT: StructureShape = structure({
  "TrialComponentName*": text(1, 120, /[a-z0-9](-*[a-z0-9]){0,119}/),
  "MetricData*": list(
    structure({
      "MetricName*": METRIC_NAME,
      "Timestamp*": TIME,
      "Value*": { ...DOUBLE, takesInfinite: true },
      Step: { type: "whole", min: 0, max: 2 ** 31 - 1 },
    }),
    1,
    LARGEST_BATCH,
  ),
});

interface Datum {
  readonly MetricName: string;
  readonly Timestamp: number;
  readonly Value: unknown;
  readonly Step?: number | null;
}

/** Returns whether a request delivers metrics. */
export function isMetrics({ method }: Request, path: string): boolean {
  return method === "PUT" && path === "/BatchPutMetrics";
}

/** Answers a request that delivers metrics. */
export async function answerMetrics(
  request: Request,
  put: (batch: MetricBatch) => Promise<readonly PointRefusal[]>,
): Promise<Response> {
  try {
    const input = await readJson(request);
    validate(PUT, input);
    const batch = toBatch(
      String(input["TrialComponentName"]),
      tokenOf(request),
      // Validated above.
      input["MetricData"] as readonly Datum[],
    );
    // AWS rejects these one by one.
    const isFinite = (row: number): boolean => Number.isFinite(batch.values[row]);
    const refusals = await putKept(batch, isFinite, put);
    const Errors = refusals.map(({ index, code }) => ({ Code: code, MetricIndex: index }));
    return jsonAnswer(Errors.length > 0 ? { Errors } : {}, CONTENT_TYPE);
  } catch (error) {
    return jsonRefusal(restError(error), CONTENT_TYPE);
  }
}

/**
 * Returns the token of a batch, which is equal for every delivery of it. The AWS SDKs' own header
 * covers their retries. A request without either header, or with empty ones, is never a repetition.
 */
export function tokenOf({ headers }: Request): string {
  // An empty header names no batch: all batches with one would count as the same.
  return headers.get(TOKEN_HEADER) || headers.get("amz-sdk-invocation-id") ||
    crypto.randomUUID();
}

function toBatch(
  trialComponentName: string,
  token: string,
  data: readonly Datum[],
): MetricBatch {
  const names = [...new Set(data.map(({ MetricName }) => MetricName))];
  return {
    trialComponentName,
    token,
    names,
    series: Uint32Array.from(data, ({ MetricName }) => names.indexOf(MetricName)),
    values: Float64Array.from(data, ({ Value }) => Number(toDouble(Value))),
    timestamps: Float64Array.from(data, ({ Timestamp }) => Timestamp * 1000),
    steps: Float64Array.from(data, ({ Step }) => Step ?? NaN),
  };
}
