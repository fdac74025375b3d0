/**
 * Accepts points from runlog's own clients in requests of thousands, and offers this in its answers.
 *
 * @module
 */
import type { LocalService } from "../local/service.ts";
import { isMetricQuery } from "../local/protocol/metric_queries.ts";
import { isMetrics } from "../local/protocol/metrics.ts";
import { answerPointColumns, isPointColumns } from "../local/protocol/point_columns.ts";
import { COLUMNS_HEADER, COLUMNS_SIZE } from "../ports/point_columns.ts";

/** Answers a request as the service does, and offers larger requests to clients that know them. */
export async function answerWithPoints(service: LocalService, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (isPointColumns(request, pathname)) {
    return offering(await answerPointColumns(request, (batch) => service.metrics.put(batch)));
  }
  const answer = await service.fetch(request);
  return isMetrics(request, pathname) || isMetricQuery(request, pathname)
    ? offering(answer)
    : answer;
}

function offering(answer: Response): Response {
  answer.headers.set(COLUMNS_HEADER, `${COLUMNS_SIZE}`);
  return answer;
}
