/**
 * Checks metric points.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { METRIC_AGE_MS, METRIC_AHEAD_MS } from "./limits.ts";
import { brokenNameRule } from "./metric_name.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/** Options of a metric point. */
export interface MetricOptions {
  /**
   * Step of the training: a whole number from 0. Steps may arrive late and may repeat.
   * @default none
   */
  readonly step?: number | undefined;
  /**
   * Time of the measurement: a `Date` or milliseconds since 1970. It may be at most two weeks in
   * the past and two hours in the future. Milliseconds are kept.
   * @default now
   */
  readonly timestamp?: Date | number | undefined;
}

/** A checked metric point. */
export interface CheckedPoint {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Step; NaN for a point without a step. */
  readonly step: number;
}

/** Checks a metric point and returns its timestamp and step. */
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
  if (options !== undefined) checkNames(name, options);
  const step = options?.step;
  if (step !== undefined && (!Number.isSafeInteger(step) || step < 0)) {
    throw metricRefusal(name, "step", step, "be a whole number from 0");
  }
  return { timestamp: checkTimestamp(name, options?.timestamp, now), step: step ?? NaN };
}

const NAMES: OptionKinds<MetricOptions> = { step: true, timestamp: true };

/** Checks the shape of options; a loop logs millions of points, so the usual shapes pass at once. */
function checkNames(name: string, options: MetricOptions): void {
  let isUsual = typeof options === "object" && options !== null && !Array.isArray(options);
  for (const option in options) isUsual &&= option === "step" || option === "timestamp";
  if (!isUsual || !("step" in options || "timestamp" in options)) {
    checkOptions(`Cannot log metric ${JSON.stringify(name)}`, options, NAMES);
  }
}

function checkTimestamp(name: string, given: Date | number | undefined, now: number): number {
  if (given === undefined) return now;
  const timestamp = Number(given);
  if (!(timestamp >= now - METRIC_AGE_MS && timestamp <= now + METRIC_AHEAD_MS)) {
    const rule =
      "be at most two weeks in the past and two hours in the future (milliseconds since 1970)";
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
