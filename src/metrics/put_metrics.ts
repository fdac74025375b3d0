/**
 * Provides the metrics client of a session, which sends points to SageMaker Metrics by default.
 *
 * @module
 */
import { METRIC_BATCH_SIZE } from "../rules/limits.ts";
import type { MetricBatch, MetricsClient, PointRefusal } from "../ports/metrics_client.ts";
import type { AttemptObserver } from "../session/attempt_observer.ts";
import type { Session } from "../session/session.ts";
import type { BatchPutMetricsRequest, BatchPutMetricsResponse } from "./commands.ts";

/** Codes of points to send again; every other code is final. */
const PASSING_CODES: ReadonlySet<string> = new Set(["INTERNAL_ERROR", "CONFLICT_ERROR"]);

/** Maximum number of batches in flight. At 50 ms of latency, half as many took 1.5 times as long. */
const CONCURRENCY = 64;

/**
 * Returns the session's own metrics client, or one that calls BatchPutMetrics.
 *
 * @param session Session that receives the points
 * @param attempts Receives every attempt of BatchPutMetrics
 */
export function metricsClientOf(session: Session, attempts?: AttemptObserver): MetricsClient {
  return session.metrics ?? sageMakerMetrics(session, attempts);
}

function sageMakerMetrics(session: Session, attempts?: AttemptObserver): MetricsClient {
  return {
    largestBatch: METRIC_BATCH_SIZE,
    concurrency: CONCURRENCY,
    async put(batch, options) {
      const [{ BatchPutMetricsCommand }, { sendCommand }] = await Promise.all([
        import("./commands.ts"),
        import("../session/send_command.ts"),
      ]);
      const client = await session.sagemaker.client();
      const command = new BatchPutMetricsCommand({
        members: toRequest(batch),
        headers: { "x-runlog-idempotency-token": batch.token },
        endpoint: session.metricsEndpoint,
      });
      attempts?.observe(command, "BatchPutMetrics");
      const signal = options?.signal;
      // The type of this command's response is known.
      const answer = await session.sagemaker.watch(
        { operation: "BatchPutMetrics" },
        () => sendCommand(client, command, signal),
      ) as BatchPutMetricsResponse | undefined;
      return refusals(answer);
    },
  };
}

function toRequest(batch: MetricBatch): BatchPutMetricsRequest {
  return {
    TrialComponentName: batch.trialComponentName,
    MetricData: Array.from(batch.values, (value, row) => {
      const step = batch.steps[row] ?? NaN;
      return {
        MetricName: batch.names[batch.series[row] ?? 0] ?? "",
        Timestamp: (batch.timestamps[row] ?? 0) / 1000,
        Value: value,
        ...(Number.isNaN(step) ? {} : { Step: step }),
      };
    }),
  };
}

function refusals(answer: BatchPutMetricsResponse | undefined): readonly PointRefusal[] {
  return (answer?.Errors ?? []).map(({ Code = "UNKNOWN", MetricIndex = 0 }) => ({
    index: MetricIndex,
    verdict: PASSING_CODES.has(Code) ? "retry" : "refuse",
    code: Code,
  }));
}
