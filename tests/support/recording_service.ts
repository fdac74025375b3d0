import type { LocalService } from "../../src/local.ts";

/** A request and its answer, as they went over the wire. */
export interface Exchange {
  /** `sagemaker`, `sagemaker-metrics` or `s3`. */
  readonly service: "sagemaker" | "sagemaker-metrics" | "s3";
  /** AWS's name of the operation; method and path for S3. */
  readonly operation: string;
  /** Members of the request; S3 has none here. */
  readonly input: Record<string, unknown>;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Members of the answer; S3 has none here. */
  readonly output: Record<string, unknown>;
}

/** A service that keeps what goes through it. */
export function recordExchanges(
  service: LocalService,
): { readonly service: LocalService; readonly exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    service: {
      ...service,
      async fetch(request) {
        const operation = operationOf(request);
        const input = operation.service === "s3" ? {} : await request.clone().json();
        const response = await service.fetch(request);
        const output = operation.service === "s3" ? {} : await response.clone().json();
        exchanges.push({ ...operation, input, status: response.status, output });
        return response;
      },
    },
  };
}

function operationOf(request: Request): Pick<Exchange, "service" | "operation"> {
  const target = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
  if (target !== undefined) return { service: "sagemaker", operation: target };
  const { pathname } = new URL(request.url);
  const metrics = /^\/(Batch(?:Put|Get)Metrics)$/.exec(pathname)?.[1];
  if (metrics !== undefined) return { service: "sagemaker-metrics", operation: metrics };
  return { service: "s3", operation: `${request.method} ${pathname}` };
}
