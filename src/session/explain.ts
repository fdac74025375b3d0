/**
 * Adds context to the message of a failed request: operation, host, bucket, number of attempts,
 * duration and remedy.
 *
 * @module
 */
import { isRunlogError } from "../errors.ts";
import { amend } from "./amend.ts";
import { hostOfAnswer } from "./answer_hosts.ts";
import { isConflict, statusOf } from "./aws_errors.ts";
import { bucketRegionOf } from "./bucket_region.ts";
import { RequestError } from "./request_error.ts";
import { verdictOf } from "./retry.ts";

/** The facts of a failed request. */
export interface FailedRequest {
  /** AWS operation, such as `CreateExperiment`. */
  readonly operation: string;
  /** Bucket of an S3 request. */
  readonly bucket?: string | undefined;
  /** Duration of all attempts together, in milliseconds. */
  readonly tookMs: number;
  /** Region of the client. */
  readonly region?: string | undefined;
}

const explained = new WeakSet<object>();

/** Adds the facts of the request to an error's message. Class, code and cause do not change. */
export function explain(error: unknown, request: FailedRequest): void {
  if (!(error instanceof Error) || error.name === "AbortError" || explained.has(error)) return;
  if (isRunlogError(error) && !(error instanceof RequestError)) return;
  explained.add(error);
  const host = error instanceof RequestError ? undefined : answeredBy(error);
  amend(error, `${messageOf(error, request, host)} (${facts(error, request, host)})`);
}

function messageOf(error: Error, request: FailedRequest, host: string | undefined): string {
  const { bucket } = request;
  const region = bucketRegionOf(error);
  if (region !== undefined && bucket !== undefined) {
    return `Bucket "${bucket}" is in ${region}, but the S3 client is for ` +
      `${request.region ?? "another region"}. Use an S3 client for ${region}`;
  }
  // S3 answers HEAD without a body, of which the SDK makes these.
  const isSilent = /^(Unknown|UnknownError|)$/.test(error.message);
  const words = isSilent
    ? `${host ?? "The service"} answered with status ${statusOf(error) ?? "unknown"}`
    : error.message;
  return `${words}${remedyOf(error, request)}`;
}

function remedyOf(error: Error, { operation, bucket }: FailedRequest): string {
  if (verdictOf(error) === "throttled") return ". Try again later, or send fewer requests at once";
  if (error.name === "NoSuchBucket") {
    return `. Create bucket "${bucket ?? ""}", or choose another with artifactBucket`;
  }
  if (error.name === "AccessDeniedException" && !error.message.includes(`:${operation}`)) {
    return `. The credentials need the permission sagemaker:${operation}`;
  }
  return isConflict(error) ? ". Try again" : "";
}

function facts(error: Error, request: FailedRequest, host: string | undefined): string {
  const { operation, bucket, tookMs } = request;
  const where = host === undefined ? "" : ` at ${host}`;
  const what = bucket === undefined ? "" : ` of bucket "${bucket}"`;
  const attempts = attemptsOf(error) ?? 1;
  const tries = attempts > 1 ? `, ${attempts} tries` : "";
  const took = attempts > 1 || tookMs >= 1_000 ? ` in ${duration(tookMs)}` : "";
  return `${operation}${what}${where}${tries}${took}`;
}

/** Returns the host that answered; undefined for a service within this process. */
function answeredBy(error: Error): string | undefined {
  const host = "$response" in error ? hostOfAnswer(error.$response) : undefined;
  return host === "runlog.local" ? undefined : host;
}

/** Returns the number of attempts, which the SDK's retry stores in its errors. */
function attemptsOf(error: Error): number | undefined {
  if (!("$metadata" in error)) return undefined;
  return (error.$metadata as { readonly attempts?: number } | undefined)?.attempts;
}

function duration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`;
}
