/**
 * BatchGetMetrics of SageMaker Metrics: statistics of metrics by step or time.
 *
 * AWS does not document the unit of a time axis. Here the unit is whole seconds since 1970 by
 * default. Start and end are included, and a position on the axis is the beginning of its period.
 *
 * @module
 */
import { list, oneOf, structure, type StructureShape, text, WHOLE } from "../model/shape.ts";
import { METRIC_NAME } from "../model/types.ts";
import { validate } from "../model/validate.ts";
import { type AggregateQuery, aggregateSeries, type Statistic } from "../aggregate_series.ts";
import type { Context } from "../operations/operation.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { LocalStore } from "../store/store.ts";
import { jsonAnswer, jsonRefusal, restError } from "./answers.ts";
import { readJson } from "./body.ts";

const CONTENT_TYPE = "application/json";

/** Seconds per period; 0 for an iteration, which is one step. */
const PERIODS = { OneMinute: 60, FiveMinute: 300, OneHour: 3_600, IterationNumber: 0 } as const;

const GET: StructureShape = structure({
  "MetricQueries*": list(
    structure({
      "MetricName*": METRIC_NAME,
      "ResourceArn*": text(1, 2048, /arn:.+/),
      "MetricStat*": oneOf("Min", "Max", "Avg", "Count", "StdDev", "Last"),
      "Period*": oneOf(...Object.keys(PERIODS)),
      "XAxisType*": oneOf("IterationNumber", "Timestamp"),
      Start: WHOLE,
      End: WHOLE,
    }),
    1,
    100,
  ),
});

interface MetricQuery {
  readonly MetricName: string;
  readonly ResourceArn: string;
  readonly MetricStat: Statistic;
  readonly Period: keyof typeof PERIODS;
  readonly XAxisType: "IterationNumber" | "Timestamp";
  readonly Start?: number | null;
  readonly End?: number | null;
}

interface MetricResult {
  readonly Status: "Complete" | "Truncated" | "ValidationError";
  readonly Message?: string;
  readonly XAxisValues: readonly number[];
  readonly MetricValues: readonly number[];
}

/** The parts of the service that answer a query of metrics. */
export interface MetricQueryContext {
  /** Store of the service. */
  readonly store: LocalStore;
  /** Runs a read-only transaction. */
  readonly read: <T>(work: (context: Context) => Awaitable<T>) => Promise<T>;
}

/** Returns whether a request queries metrics. */
export function isMetricQuery({ method }: Request, path: string): boolean {
  return method === "POST" && path === "/BatchGetMetrics";
}

/** Answers a request that queries metrics. */
export async function answerMetricQuery(
  request: Request,
  context: MetricQueryContext,
): Promise<Response> {
  try {
    const input = await readJson(request);
    validate(GET, input);
    // Validated above.
    const queries = input["MetricQueries"] as readonly MetricQuery[];
    const MetricQueryResults: MetricResult[] = [];
    for (const query of queries) MetricQueryResults.push(await resultOf(context, query));
    return jsonAnswer({ MetricQueryResults }, CONTENT_TYPE);
  } catch (error) {
    return jsonRefusal(restError(error), CONTENT_TYPE);
  }
}

async function resultOf(
  { store, read }: MetricQueryContext,
  query: MetricQuery,
): Promise<MetricResult> {
  const name = /:experiment-trial-component\/(.+)$/.exec(query.ResourceArn)?.[1]?.toLowerCase();
  const { behavior, isThere } = await read(async ({ tables, behavior }) => ({
    behavior,
    isThere: name !== undefined && !!await tables.entities.get("component", name),
  }));
  if (name === undefined || !isThere) {
    return refused(`Trial component ${query.ResourceArn} does not exist`);
  }
  if ((query.Period === "IterationNumber") !== (query.XAxisType === "IterationNumber")) {
    return refused(`Period ${query.Period} cannot be combined with axis ${query.XAxisType}`);
  }
  // Times are stored in seconds.
  const unit = query.XAxisType === "Timestamp" && behavior.metricTimeUnit === "milliseconds"
    ? 1_000
    : 1;
  const limit = behavior.valuesPerMetricQuery;
  const { places, values, isTruncated } = await aggregateSeries(
    store,
    toAggregate(name, query, unit, limit),
  );
  return {
    Status: isTruncated ? "Truncated" : "Complete",
    XAxisValues: places.map((place) => place * unit),
    MetricValues: values,
  };
}

function toAggregate(
  trialComponentName: string,
  query: MetricQuery,
  unit: number,
  limit: number,
): AggregateQuery {
  const inSeconds = (value: number | null | undefined): number | undefined =>
    value === null || value === undefined ? undefined : value / unit;
  return {
    trialComponentName,
    metricName: query.MetricName,
    statistic: query.MetricStat,
    axis: query.XAxisType === "IterationNumber" ? "step" : { period: PERIODS[query.Period] },
    start: inSeconds(query.Start),
    end: inSeconds(query.End),
    limit,
  };
}

function refused(Message: string): MetricResult {
  return { Status: "ValidationError", Message, XAxisValues: [], MetricValues: [] };
}
