/**
 * Checks of what is logged, before anything is sent, and its form on the wire. Pure. Browser-safe.
 *
 * @module
 */
import type { TrialComponentArtifact } from "@aws-sdk/client-sagemaker";
import { checkMemberName, checkText } from "../arguments.ts";
import { isMediaType } from "../artifacts/media_type.ts";
import { ArgumentError } from "../errors.ts";
import {
  ARTIFACT_NAME_LENGTH,
  ARTIFACT_VALUE_LENGTH,
  MEDIA_TYPE_LENGTH,
  METRIC_AGE_MS,
  METRIC_AHEAD_MS,
} from "../limits.ts";
import { brokenNameRule } from "../metrics/name.ts";

/** Options of a metric point. */
export interface MetricOptions {
  /**
   * Position in the training: a whole number from 0. Late and repeated steps are legal.
   * @default none
   */
  readonly step?: number | undefined;
  /**
   * When the value was measured: a `Date` or milliseconds since 1970, at most two weeks back and two
   * hours ahead. Milliseconds are kept.
   * @default now
   */
  readonly timestamp?: Date | number | undefined;
}

/** A checked metric point. */
export interface CheckedPoint {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The step, or NaN for none. */
  readonly step: number;
}

/** Checks a metric point. */
export function checkPoint(
  name: string,
  value: number,
  options: MetricOptions | undefined,
  now: number,
): CheckedPoint {
  const brokenRule = brokenNameRule(name);
  if (brokenRule !== undefined) throw metricRefusal(name, "name", name, brokenRule);
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw metricRefusal(name, "value", value, "be a finite number");
  }
  const step = options?.step;
  if (step !== undefined && (!Number.isSafeInteger(step) || step < 0)) {
    throw metricRefusal(name, "step", step, "be a whole number from 0");
  }
  return { timestamp: checkTimestamp(name, options?.timestamp, now), step: step ?? NaN };
}

function checkTimestamp(name: string, given: Date | number | undefined, now: number): number {
  if (given === undefined) return now;
  const timestamp = Number(given);
  if (!(timestamp >= now - METRIC_AGE_MS && timestamp <= now + METRIC_AHEAD_MS)) {
    const rule = "lie between two weeks back and two hours ahead, in milliseconds since 1970";
    throw metricRefusal(name, "timestamp", given instanceof Date ? timestamp : given, rule);
  }
  return timestamp;
}

/** Checks an artifact and gives its form on the wire. */
export function toArtifact(
  name: string,
  value: string,
  mediaType: string | undefined,
): TrialComponentArtifact {
  const action = `Cannot log artifact ${JSON.stringify(name)}`;
  checkArtifactName(action, name);
  checkText(action, "value", value, 1, ARTIFACT_VALUE_LENGTH);
  checkMediaType(action, mediaType);
  return { Value: value, ...(mediaType === undefined ? {} : { MediaType: mediaType }) };
}

/** Checks an artifact's name. */
export function checkArtifactName(action: string, name: string): void {
  checkMemberName(action, name, ARTIFACT_NAME_LENGTH);
}

/** Checks the name of a file, which becomes part of its key. */
export function checkFileName(action: string, name: string): void {
  checkArtifactName(action, name);
  if (!name.split("/").some((part) => part === "." || part === "..")) return;
  const rule = 'have no part "." or "..", which addresses resolve away';
  throw new ArgumentError(action, { argument: "name", value: name, rule });
}

/** Checks a media type, where one is given. */
export function checkMediaType(action: string, mediaType: string | undefined): void {
  if (mediaType === undefined || (typeof mediaType === "string" && isMediaType(mediaType))) return;
  throw new ArgumentError(action, {
    argument: "mediaType",
    value: mediaType,
    rule: `be type/subtype of letters, digits, "-", "_" and "+", at most ${MEDIA_TYPE_LENGTH} ` +
      "characters, without dots or parameters (AWS's rule)",
  });
}

function metricRefusal(
  name: string,
  argument: string,
  value: unknown,
  rule: string,
): ArgumentError {
  return new ArgumentError(`Cannot log metric ${JSON.stringify(name)}`, { argument, value, rule });
}
