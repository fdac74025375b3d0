/**
 * Reads statistics of metrics by step or time with BatchGetMetrics.
 *
 * AWS documents neither the unit of positions on a time axis nor the maximum size of a result. So
 * runlog infers the unit from the magnitude, and requests the rest of a truncated result.
 *
 * @module
 */
import { METRIC_QUERIES } from "../rules/limits.ts";
import { WIRE_STATISTICS } from "../rules/statistic.ts";
import { backoffDelay, pause, persistently } from "../session/retry.ts";
import { sendCommand } from "../session/send_command.ts";
import type { Session } from "../session/session.ts";
import type { MetricStatistic } from "../text/statistics.ts";
import type { BatchGetMetricsResponse, MetricQuery } from "./commands.ts";
import { MetricQueryError } from "./query_error.ts";

/** A period of time, identified by its start. */
export type MetricPeriod = "minute" | "fiveMinutes" | "hour";

/** One series to read. */
export interface StatisticQuery {
  /** ARN of the trial component. */
  readonly arn: string;
  /** Name of the metric to read. */
  readonly metricName: string;
  /** Statistic to read. */
  readonly statistic: MetricStatistic;
  /** Grouping of the points: by step, or by period of time. */
  readonly by: "step" | MetricPeriod;
  /** First and last step; ignored for periods, which are all read. */
  readonly range: { readonly start?: number | undefined; readonly end?: number | undefined };
}

/** A statistic along an axis, as columns of equal length. */
export interface StatisticColumns {
  /** Steps, or starts of periods in milliseconds since 1970, in ascending order. */
  readonly places: Float64Array;
  /** Value of the statistic at each position. */
  readonly values: Float64Array;
}

const PERIODS = {
  step: { name: "IterationNumber", milliseconds: NaN },
  minute: { name: "OneMinute", milliseconds: 60_000 },
  fiveMinutes: { name: "FiveMinute", milliseconds: 300_000 },
  hour: { name: "OneHour", milliseconds: 3_600_000 },
} as const;

/** Number of consecutive internal errors after which a query fails. */
const MOST_FAILURES = 5;

/**
 * Larger positions on a time axis are milliseconds; as seconds they would be after the year 5000.
 */
const LARGEST_SECONDS = 1e11;

/** Reads one series, over several requests if its result is truncated. */
class Reading {
  readonly query: StatisticQuery;
  readonly #places: number[] = [];
  readonly #values: number[] = [];
  #failures = 0;
  /** Start of the next request, in the service's unit. */
  #start: number | undefined;
  isComplete = false;

  constructor(query: StatisticQuery) {
    this.query = query;
    this.#start = query.range.start;
  }

  get failures(): number {
    return this.#failures;
  }

  get columns(): StatisticColumns {
    return { places: Float64Array.from(this.#places), values: Float64Array.from(this.#values) };
  }

  request(): MetricQuery {
    const { metricName, arn, statistic, by, range } = this.query;
    return {
      MetricName: metricName,
      ResourceArn: arn,
      MetricStat: WIRE_STATISTICS[statistic],
      Period: PERIODS[by].name,
      XAxisType: by === "step" ? "IterationNumber" : "Timestamp",
      ...(this.#start === undefined ? {} : { Start: this.#start }),
      ...(range.end === undefined ? {} : { End: range.end }),
    };
  }

  take(result: NonNullable<BatchGetMetricsResponse["MetricQueryResults"]>[number]): void {
    const { Status = "Complete", Message = "the service gave no reason" } = result;
    const fail = (): never => {
      throw new MetricQueryError(this.query.metricName, Status, Message);
    };
    if (Status === "InternalError" && ++this.#failures < MOST_FAILURES) return;
    if (Status !== "Complete" && Status !== "Truncated") fail();
    this.#failures = 0;
    const places = result.XAxisValues ?? [];
    places.forEach((place, index) => {
      this.#places.push(this.#isInSeconds(place) ? place * 1000 : place);
      this.#values.push(Number(result.MetricValues?.[index] ?? NaN));
    });
    this.isComplete = Status === "Complete";
    if (this.isComplete) return;
    const last = places.at(-1) ?? fail();
    const { milliseconds } = PERIODS[this.query.by];
    this.#start = Number.isNaN(milliseconds)
      ? last + 1
      : last + milliseconds / (this.#isInSeconds(last) ? 1000 : 1);
  }

  #isInSeconds(place: number): boolean {
    return this.query.by !== "step" && place < LARGEST_SECONDS;
  }
}

/**
 * Reads statistics of any number of series, with up to 100 series per request.
 *
 * @returns The columns of each query, in the order of the queries
 * @throws {MetricQueryError} If the service cannot answer one of the queries
 */
export async function readStatistics(
  session: Session,
  queries: readonly StatisticQuery[],
  signal: AbortSignal | undefined,
): Promise<readonly StatisticColumns[]> {
  const readings = queries.map((query) => new Reading(query));
  for (let open = readings; open.length > 0; open = open.filter((one) => !one.isComplete)) {
    const failures = Math.max(...open.map((reading) => reading.failures));
    if (failures > 0) await pause(backoffDelay(failures, undefined, Math.random()), signal);
    for (let first = 0; first < open.length; first += METRIC_QUERIES) {
      await ask(session, open.slice(first, first + METRIC_QUERIES), signal);
    }
  }
  return readings.map((reading) => reading.columns);
}

async function ask(
  session: Session,
  readings: readonly Reading[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { BatchGetMetricsCommand } = await import("./commands.ts");
  const client = await session.sagemaker.client();
  const command = new BatchGetMetricsCommand({
    members: { MetricQueries: readings.map((reading) => reading.request()) },
    endpoint: session.metricsEndpoint,
  });
  const send = (): Promise<BatchGetMetricsResponse> =>
    session.sagemaker.watch(
      { operation: "BatchGetMetrics" },
      // The response of this command is known.
      async () => await sendCommand(client, command, signal) as never,
    );
  const { MetricQueryResults: results = [] } = await persistently(send, signal);
  readings.forEach((reading, index) => {
    const missing = {
      Status: "InternalError",
      Message: "the response has no result for the query",
    };
    reading.take(results[index] ?? missing);
  });
}
