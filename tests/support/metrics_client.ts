import type { MetricBatch, MetricsClient, PointRefusal } from "../../src/ports/metrics_client.ts";

/** A metric port that answers by script and keeps what it took. */
export interface ScriptedMetrics extends MetricsClient {
  /** Batches that were asked for, answered or not. */
  readonly requests: MetricBatch[];
  /** Points taken: name and step. */
  readonly taken: (readonly [string, number])[];
  /** Most batches in flight at once. */
  readonly mostInFlight: () => number;
}

/** What happens to the n-th request, from 0: an error, refusals by row, or nothing (taken). */
export type Script = (
  request: number,
  batch: MetricBatch,
  signal: AbortSignal | undefined,
) => void | readonly PointRefusal[] | Promise<void | readonly PointRefusal[]>;

/** Makes a metric port that follows a script. */
export function scriptedMetrics(
  script: Script = () => {},
  { largestBatch = 10, concurrency = 4 } = {},
): ScriptedMetrics {
  const requests: MetricBatch[] = [];
  const taken: (readonly [string, number])[] = [];
  let inFlight = 0;
  let most = 0;
  return {
    largestBatch,
    concurrency,
    requests,
    taken,
    mostInFlight: () => most,
    async put(batch, options) {
      const request = requests.push(batch) - 1;
      most = Math.max(most, ++inFlight);
      try {
        await Promise.resolve();
        const refusals = await script(request, batch, options?.signal) ?? [];
        const refused = new Set(refusals.map(({ index }) => index));
        batch.series.forEach((series, row) => {
          if (!refused.has(row)) taken.push([batch.names[series] ?? "", batch.steps[row] ?? NaN]);
        });
        return refusals;
      } finally {
        inFlight--;
      }
    },
  };
}

/** An error as the AWS SDK throws it. */
export function awsError(
  name: string,
  status?: number,
  headers: Record<string, string> = {},
): Error {
  return Object.assign(new Error(`${name} by script`), {
    name,
    ...(status === undefined
      ? {}
      : { $metadata: { httpStatusCode: status }, $response: { headers } }),
  });
}
