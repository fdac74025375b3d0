/**
 * What a metric point may be. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { METRIC_AGE_MS, METRIC_AHEAD_MS } from "./limits.ts";
import { brokenNameRule } from "./metric_name.ts";

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

function metricRefusal(
  name: string,
  argument: string,
  value: unknown,
  rule: string,
): ArgumentError {
  return new ArgumentError(`Cannot log metric ${JSON.stringify(name)}`, { argument, value, rule });
}
