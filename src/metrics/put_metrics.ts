/**
 * Provides the metrics client of a session, which sends points to SageMaker Metrics by default.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { AttemptObserver } from "../session/attempt_observer.ts";
import type { Session } from "../session/session.ts";
import { largestBatchOf } from "./largest_batch.ts";

/** Maximum number of batches in flight. At 50 ms of latency, half as many took 1.5 times as long. */
const CONCURRENCY = 64;

/**
 * Returns the session's own metrics client, or one that sends points to SageMaker Metrics or to a
 * served store.
 *
 * @param session Session that receives the points
 * @param attempts Receives every attempt to send points
 */
export function metricsClientOf(session: Session, attempts?: AttemptObserver): MetricsClient {
  return session.metrics ?? {
    get largestBatch() {
      return largestBatchOf(session);
    },
    concurrency: CONCURRENCY,
    async put(batch, options) {
      const { sendPoints } = await import("./send_points.ts");
      return await sendPoints(session, batch, { attempts, signal: options?.signal });
    },
  };
}
