/**
 * Answers web requests as SageMaker, SageMaker Metrics, STS and S3. Loaded with the first request.
 *
 * @module
 */
import type { MetricsClient } from "../../ports/metrics_client.ts";
import type { Context, Operations, Place, Transact } from "../operations/operation.ts";
import { answerS3 } from "../s3/s3.ts";
import type { Awaitable } from "../store/awaitable.ts";
import type { LocalStore } from "../store/store.ts";
import { answerAwsJson, isAwsJson } from "./aws_json.ts";
import { answerMetricQuery, isMetricQuery } from "./metric_queries.ts";
import { answerMetrics, isMetrics } from "./metrics.ts";
import { answerSts, isSts } from "./sts.ts";

/** The parts of the service that answer requests. */
export interface RequestContext {
  /** Store of the service. */
  readonly store: LocalStore;
  /** Region and account of the service. */
  readonly place: Place;
  /** Current time, in seconds since 1970. */
  readonly now: number;
  /** Operations of SageMaker. */
  readonly operations: Operations;
  /** Runs an operation. */
  readonly transact: Transact;
  /** Writes metric points. */
  readonly putMetrics: MetricsClient["put"];
  /** Runs a read-only transaction. */
  readonly read: <T>(work: (context: Context) => Awaitable<T>) => Promise<T>;
}

/** Answers a request as AWS would. */
export async function answerRequest(request: Request, context: RequestContext): Promise<Response> {
  const { store, place: { region, accountId }, now } = context;
  if (isAwsJson(request)) {
    return await answerAwsJson(request, context.operations, context.transact);
  }
  const url = new URL(request.url);
  if (isMetrics(request, url.pathname)) return await answerMetrics(request, context.putMetrics);
  if (isMetricQuery(request, url.pathname)) return await answerMetricQuery(request, context);
  if (isSts(request, url.pathname)) return await answerSts(request, accountId);
  return await answerS3({ request, url, store, now, accountId, region });
}
