/**
 * Sends batches of points to SageMaker Metrics, ten per request, or to a served store, thousands per
 * request. Loaded with the first batch.
 *
 * @module
 */
import type { MetricBatch, PointRefusal } from "../ports/metrics_client.ts";
import { COLUMNS_OPERATION, NO_STEP, TOKEN_HEADER } from "../ports/point_columns.ts";
import type { PointColumnsRequest } from "../ports/point_columns.ts";
import { METRIC_BATCH_SIZE } from "../rules/limits.ts";
import type { AttemptObserver } from "../session/attempt_observer.ts";
import { verdictOf } from "../session/retry.ts";
import { sendCommand } from "../session/send_command.ts";
import type { Session } from "../session/session.ts";
import { selectRows } from "./buffer.ts";
import {
  BatchGetMetricsCommand,
  BatchPutMetricsCommand,
  type BatchPutMetricsRequest,
  PutPointColumnsCommand,
  type Receipt,
} from "./commands.ts";
import { knownLargestBatch, largestBatchOf, learnLargestBatch } from "./largest_batch.ts";
import { offeredBatch } from "./offered_batch.ts";

/** Codes of points to send again; every other code is final. */
const PASSING_CODES: ReadonlySet<string> = new Set(["INTERNAL_ERROR", "CONFLICT_ERROR"]);

/** Options of {@linkcode sendPoints}. */
export interface SendPointsOptions {
  /** Receives every attempt. */
  readonly attempts?: AttemptObserver | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends a batch of any size, and returns the rejected points. */
export async function sendPoints(
  session: Session,
  batch: MetricBatch,
  options: SendPointsOptions,
): Promise<readonly PointRefusal[]> {
  const { length } = batch.values;
  if (length <= METRIC_BATCH_SIZE) return await sendFew(session, batch, options);
  // An earlier program made the batch, for a served store: sent in other pieces, points that have
  // arrived would be stored twice.
  if (knownLargestBatch(session) === undefined) await askLargestBatch(session, options.signal);
  if (length <= largestBatchOf(session)) {
    try {
      return await sendMany(session, batch, options);
    } catch (error) {
      if (!isUnknownHere(error)) throw error;
      learnLargestBatch(session, undefined);
    }
  }
  return await sendInPieces(session, batch, options);
}

/**
 * Asks the service of a session how many points it takes per request, by a query for a metric that
 * does not exist. AWS answers it too, and offers nothing.
 *
 * @throws If the service cannot be reached
 */
export async function askLargestBatch(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<void> {
  const command = new BatchGetMetricsCommand({
    members: { MetricQueries: [NOTHING] },
    endpoint: session.metricsEndpoint,
  });
  const client = await session.sagemaker.client();
  try {
    // The type of this command's response is known.
    const { offered } = await session.sagemaker.watch(
      { operation: "BatchGetMetrics" },
      () => sendCommand(client, command, signal),
    ) as { readonly offered?: number };
    learnLargestBatch(session, offered);
  } catch (error) {
    if (signal?.aborted || verdictOf(error) !== "refuse") throw error;
    // Without the permission, or without the operation, the service offers nothing.
    learnLargestBatch(session, offeredBatch(headersOf(error)));
  }
}

const NOTHING = {
  MetricName: "runlog",
  ResourceArn: "arn:aws:sagemaker:us-east-1:000000000000:experiment-trial-component/runlog",
  MetricStat: "Last",
  Period: "IterationNumber",
  XAxisType: "IterationNumber",
} as const;

async function sendFew(
  session: Session,
  batch: MetricBatch,
  options: SendPointsOptions,
): Promise<readonly PointRefusal[]> {
  const members = toRequest(batch);
  const command = new BatchPutMetricsCommand({ members, ...routeOf(session, batch) });
  return await send(session, "BatchPutMetrics", command, options);
}

async function sendMany(
  session: Session,
  batch: MetricBatch,
  options: SendPointsOptions,
): Promise<readonly PointRefusal[]> {
  const members = toColumns(batch);
  const command = new PutPointColumnsCommand({ members, ...routeOf(session, batch) });
  return await send(session, COLUMNS_OPERATION, command, options);
}

/** Sends a batch ten points at a time. Equal batches have equal pieces, with equal tokens. */
async function sendInPieces(
  session: Session,
  batch: MetricBatch,
  options: SendPointsOptions,
): Promise<readonly PointRefusal[]> {
  const refusals: PointRefusal[] = [];
  for (let from = 0; from < batch.values.length; from += METRIC_BATCH_SIZE) {
    const rows = Array.from(
      { length: Math.min(METRIC_BATCH_SIZE, batch.values.length - from) },
      (_, row) => from + row,
    );
    const token = `${batch.token}-${from}`;
    const piece = { ...batch, ...selectRows(batch, rows), token };
    const own = await sendFew(session, piece, options);
    refusals.push(...own.map((one) => ({ ...one, index: from + one.index })));
  }
  return refusals;
}

function routeOf(
  { metricsEndpoint: endpoint }: Session,
  { token }: MetricBatch,
): { readonly headers: Readonly<Record<string, string>>; readonly endpoint: string | undefined } {
  return { headers: { [TOKEN_HEADER]: token }, endpoint };
}

async function send(
  session: Session,
  operation: string,
  command: object,
  { attempts, signal }: SendPointsOptions,
): Promise<readonly PointRefusal[]> {
  const client = await session.sagemaker.client();
  attempts?.observe(command, operation);
  // The type of these commands' response is known.
  const receipt = await session.sagemaker.watch(
    { operation },
    () => sendCommand(client, command, signal),
  ) as Receipt | undefined;
  learnLargestBatch(session, receipt?.offered);
  return (receipt?.Errors ?? []).map(({ Code = "UNKNOWN", MetricIndex = 0 }) => ({
    index: MetricIndex,
    verdict: PASSING_CODES.has(Code) ? "retry" : "refuse",
    code: Code,
  }));
}

/**
 * Whether an answer is that of another service or of an earlier version, which does not know the
 * request: it offers nothing. A failure that may pass can come from a proxy before the service.
 */
function isUnknownHere(error: unknown): boolean {
  const headers = headersOf(error);
  return headers !== undefined && verdictOf(error) === "refuse" &&
    offeredBatch(headers) === undefined;
}

function headersOf(error: unknown): Readonly<Record<string, string>> | undefined {
  if (!(error instanceof Error) || !("$response" in error)) return undefined;
  // The response that `readAnswer` keeps there.
  return (error.$response as { readonly headers?: Record<string, string> } | undefined)?.headers;
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

/** Returns a batch as columns, with the names of its own metrics only. */
function toColumns(batch: MetricBatch): PointColumnsRequest {
  const used = [...new Set(batch.series)];
  const places = new Map(used.map((series, place) => [series, place]));
  return {
    TrialComponentName: batch.trialComponentName,
    MetricNames: used.map((series) => batch.names[series] ?? ""),
    Series: Array.from(batch.series, (series) => places.get(series) ?? 0),
    Values: Array.from(batch.values),
    Timestamps: Array.from(batch.timestamps),
    Steps: Array.from(batch.steps, (step) => Number.isNaN(step) ? NO_STEP : step),
  };
}
