/**
 * Defines the operations of SageMaker Metrics as commands for an injected `SageMakerClient`. The
 * client package of that service is not on every registry. Its requests need the same credentials,
 * signer (service name `sagemaker`), retry strategy, clock correction and handler. This module is
 * loaded on first use.
 *
 * @module
 */
import { Command } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import type {
  DeserializeMiddleware,
  HandlerExecutionContext,
  MetadataBearer,
  Pluggable,
  SerializeMiddleware,
} from "@smithy/types";
import type { WireStatistic } from "../rules/statistic.ts";
import { type ClientConfig, ENDPOINT_PARAMETERS } from "../session/own_command.ts";
import { metricsHostname } from "./endpoint.ts";
import { METRIC_BATCH_SIZE } from "../rules/limits.ts";
import { type Expected, readAnswer } from "./rest_json.ts";
import {
  COLUMNS_OPERATION,
  COLUMNS_SIZE,
  type PointColumnsRequest,
} from "../ports/point_columns.ts";
import { offeredBatch } from "./offered_batch.ts";

/** Request of BatchPutMetrics (REST-JSON member names). */
export interface BatchPutMetricsRequest {
  /** Trial component name, in lower case. */
  readonly TrialComponentName: string;
  /** 1 to 10 points. */
  readonly MetricData: readonly {
    readonly MetricName: string;
    /** Seconds since 1970, with milliseconds as a fraction. */
    readonly Timestamp: number;
    readonly Value: number;
    readonly Step?: number;
  }[];
}

/** Response to points: the rejected ones. */
export interface Receipt extends MetadataBearer {
  /** Rejected points; absent if every point was accepted. */
  readonly Errors?: readonly { readonly Code?: string; readonly MetricIndex?: number }[];
  /** Number of points that a served store takes per request. */
  readonly offered?: number | undefined;
}

/** One query of BatchGetMetrics (REST-JSON member names). */
export interface MetricQuery {
  readonly MetricName: string;
  readonly ResourceArn: string;
  readonly MetricStat: WireStatistic;
  readonly Period: "OneMinute" | "FiveMinute" | "OneHour" | "IterationNumber";
  readonly XAxisType: "IterationNumber" | "Timestamp";
  readonly Start?: number;
  readonly End?: number;
}

/** Request of BatchGetMetrics. */
export interface BatchGetMetricsRequest {
  /** 1 to 100 queries. */
  readonly MetricQueries: readonly MetricQuery[];
}

/** Response of BatchGetMetrics: one result per query, in the same order. */
export interface BatchGetMetricsResponse extends MetadataBearer {
  readonly MetricQueryResults?: readonly {
    readonly Status?: string;
    readonly Message?: string;
    readonly XAxisValues?: readonly number[];
    /** Values; those that JSON numbers cannot express are strings, such as `"NaN"`. */
    readonly MetricValues?: readonly (number | string)[];
  }[];
}

/** A request: its members, its header fields and its endpoint. */
export interface MetricsRequest<Members> {
  /** Members of the request body. */
  readonly members: Members;
  /** Additional header fields, such as the one that identifies a repeated request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Endpoint to use instead of the service's own. */
  readonly endpoint?: string | undefined;
}

const BatchPutMetricsBase = Command.classBuilder<
  MetricsRequest<BatchPutMetricsRequest>,
  Receipt,
  ClientConfig
>()
  .ep(ENDPOINT_PARAMETERS)
  .m((_command, _stack, config: ClientConfig) => [
    getEndpointPlugin(config, ENDPOINT_PARAMETERS),
    restJson("PUT", "BatchPutMetrics", receiptOf(METRIC_BATCH_SIZE)),
  ])
  .s("SageMakerMetrics", "BatchPutMetrics")
  .n("SageMakerMetricsClient", "BatchPutMetricsCommand")
  .build();

/** Command for BatchPutMetrics ([API](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_BatchPutMetrics.html)). */
export class BatchPutMetricsCommand extends BatchPutMetricsBase {}

const PutPointColumnsBase = Command.classBuilder<
  MetricsRequest<PointColumnsRequest>,
  Receipt,
  ClientConfig
>()
  .ep(ENDPOINT_PARAMETERS)
  .m((_command, _stack, config: ClientConfig) => [
    getEndpointPlugin(config, ENDPOINT_PARAMETERS),
    restJson("PUT", COLUMNS_OPERATION, receiptOf(COLUMNS_SIZE)),
  ])
  .s("SageMakerMetrics", COLUMNS_OPERATION)
  .n("SageMakerMetricsClient", "PutPointColumnsCommand")
  .build();

/** Command for many points, for served stores of runlog only. */
export class PutPointColumnsCommand extends PutPointColumnsBase {}

const BatchGetMetricsBase = Command.classBuilder<
  MetricsRequest<BatchGetMetricsRequest>,
  BatchGetMetricsResponse,
  ClientConfig
>()
  .ep(ENDPOINT_PARAMETERS)
  .m((_command, _stack, config: ClientConfig) => [
    getEndpointPlugin(config, ENDPOINT_PARAMETERS),
    restJson(
      "POST",
      "BatchGetMetrics",
      ({ MetricQueryResults: results }) => Array.isArray(results),
    ),
  ])
  .s("SageMakerMetrics", "BatchGetMetrics")
  .n("SageMakerMetricsClient", "BatchGetMetricsCommand")
  .build();

/** Command for BatchGetMetrics ([API](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_BatchGetMetrics.html)). */
export class BatchGetMetricsCommand extends BatchGetMetricsBase {}

/** Writes and reads REST-JSON in place of the client's own JSON 1.1 protocol. */
function restJson(
  method: string,
  operation: string,
  accepts: Expected["accepts"],
): Pluggable<object, MetadataBearer> {
  return {
    applyToStack(stack) {
      stack.add(serialize(method, `/${operation}`), {
        name: "serializerMiddleware",
        step: "serialize",
        override: true,
      });
      stack.add(deserialize(operation, accepts), {
        name: "deserializerMiddleware",
        step: "deserialize",
        override: true,
      });
    },
  };
}

function serialize(method: string, path: string): SerializeMiddleware<object, MetadataBearer> {
  return (next, context) => (args) => {
    // The commands above accept nothing else.
    const { members, headers, endpoint } = args.input as MetricsRequest<object>;
    const url = endpoint ? new URL(endpoint) : metricsUrl(context);
    const request = new HttpRequest({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port ? { port: Number(url.port) } : {}),
      path: url.pathname.replace(/\/$/, "") + path,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(members),
    });
    return next({ ...args, request });
  };
}

function metricsUrl(context: HandlerExecutionContext): URL {
  const url = new URL(context.endpointV2?.url ?? "https://invalid.");
  url.hostname = metricsHostname(url.hostname);
  return url;
}

/** Reads the response of an operation, and rejects one that `accepts` rejects. */
function deserialize(
  operation: string,
  accepts: Expected["accepts"],
): DeserializeMiddleware<object, MetadataBearer> {
  return (next) => async (args) => {
    const { response } = await next(args);
    if (!HttpResponse.isInstance(response)) throw new TypeError("Not an HTTP response");
    // The serializer above created it.
    const { hostname, port } = args.request as HttpRequest;
    const endpoint = port === undefined ? hostname : `${hostname}:${port}`;
    const members = await readAnswer(response, { operation, endpoint, accepts });
    const $metadata = { httpStatusCode: response.statusCode };
    const offered = offeredBatch(response.headers);
    return { response, output: { ...members, offered, $metadata } };
  };
}

/**
 * Returns the check for the receipt of a batch: rejected points with their positions, or no members at
 * all.
 */
function receiptOf(largestBatch: number): Expected["accepts"] {
  return ({ Errors, ...members }) => {
    if (Errors === undefined) return Object.keys(members).length === 0;
    return Errors === null ||
      (Array.isArray(Errors) && Errors.every((one) => isPointError(one, largestBatch)));
  };
}

function isPointError(value: unknown, largestBatch: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const index: unknown = "MetricIndex" in value ? value.MetricIndex : 0;
  return Number.isInteger(index) && Number(index) >= 0 && Number(index) < largestBatch;
}
