/**
 * Checks metric points: throws for slips of the program, and finds what is to be noted of data.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { METRIC_AGE_MS, METRIC_AHEAD_MS, METRIC_STEP } from "./limits.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/** Options of a metric point. */
export interface MetricOptions {
  /**
   * Step of the training: a whole number from 0, up to 2,147,483,647 in AWS. Steps may arrive
   * late and may repeat. A point with any other number as its step is kept without a step.
   * @default none
   */
  readonly step?: number | undefined;
  /**
   * Time of the measurement: a `Date` or milliseconds since 1970. Milliseconds are kept. AWS accepts
   * times of at most two weeks in the past and two hours in the future; other points are omitted.
   * A local store accepts every time that a `Date` can hold. NaN stands for the present.
   * @default now
   */
  readonly timestamp?: Date | number | undefined;
}

/** Rules for the points of a session. */
export interface PointRules {
  /** Whether the session keeps NaN, infinities, every time of a `Date` and every safe step. */
  readonly holdsEveryPoint: boolean;
}

/**
 * Earliest and latest time that every AWS SDK can read, in milliseconds: the years 1 to 9999 in
 * every time zone.
 */
const EARLIEST_MS = -62_135_510_400_000;
const LATEST_MS = 253_402_214_400_000;

const NAMES: OptionKinds<MetricOptions> = { step: true, timestamp: true };

/**
 * Checks the types of a metric's name, value and options.
 *
 * @throws {ArgumentError} If one has another type than documented. `undefined` and `null` pass as
 * values, because they are missing data
 */
export function checkTypes(name: unknown, value: unknown, options: unknown): void {
  if (typeof name !== "string") {
    throw new ArgumentError("Cannot log metric", {
      argument: "name",
      value: name,
      rule: "be text",
    });
  }
  if (typeof value !== "number" && value !== undefined && value !== null) {
    throw metricRefusal(name, "value", value, "be a number");
  }
  if (options === undefined) return;
  try {
    checkOptionTypes(name, options);
  } catch (cause) {
    // Not prepared before: a loop logs millions of points.
    throw cause instanceof ArgumentError ? cause : unreadable(name, options, cause);
  }
}

function unreadable(name: string, options: unknown, cause: unknown): ArgumentError {
  const rule = "have only properties that can be read";
  const facts = { argument: "options", value: options, rule };
  return new ArgumentError(`Cannot log metric ${quotedName(name)}`, facts, { cause });
}

/** A loop logs millions of points, so the usual shapes pass at once. */
function checkOptionTypes(name: string, options: unknown): void {
  let isUsual = typeof options === "object" && options !== null && !Array.isArray(options);
  for (const option in options as object) {
    isUsual &&= option === "step" || option === "timestamp";
  }
  // Checked here and by checkOptions, which throws for anything but an object.
  const { step, timestamp } = (options ?? {}) as Record<keyof MetricOptions, unknown>;
  if (!isUsual || (step === undefined && timestamp === undefined)) {
    checkOptions(`Cannot log metric ${quotedName(name)}`, options, NAMES);
  }
  if (step !== undefined && step !== null && typeof step !== "number") {
    throw metricRefusal(name, "step", step, "be a whole number from 0");
  }
  if (timestamp === undefined || typeof timestamp === "number" || isDate(timestamp)) return;
  throw metricRefusal(
    name,
    "timestamp",
    timestamp,
    "be a Date or milliseconds since 1970",
  );
}

/** Returns whether a value is a date, from any realm. */
function isDate(value: unknown): boolean {
  try {
    // The call throws for anything but a Date, also of another realm.
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false;
  }
}

/** Returns the rule that a step breaks, if any. */
export function brokenStepRule(step: number, { holdsEveryPoint }: PointRules): string | undefined {
  if (!Number.isSafeInteger(step) || step < 0) return "be a whole number from 0";
  return holdsEveryPoint || step <= METRIC_STEP ? undefined : `be at most ${METRIC_STEP}`;
}

/** Returns the rule that a time breaks, if any. NaN breaks none. */
export function brokenTimeRule(
  time: number,
  now: number,
  { holdsEveryPoint }: PointRules,
): string | undefined {
  if (holdsEveryPoint) {
    return time < EARLIEST_MS || time > LATEST_MS
      ? "be in the years 1 to 9999, which every AWS SDK can read"
      : undefined;
  }
  return time < now - METRIC_AGE_MS || time > now + METRIC_AHEAD_MS
    ? "be at most two weeks in the past and two hours in the future (milliseconds since 1970)"
    : undefined;
}

/** Returns a name for a message, cut to 80 characters. Anything but text is not named. */
export function quotedName(name: unknown): string {
  if (typeof name !== "string") return "";
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 79).toWellFormed()}…`);
}

function metricRefusal(
  name: string,
  argument: string,
  value: unknown,
  rule: string,
): ArgumentError {
  return new ArgumentError(`Cannot log metric ${quotedName(name)}`, { argument, value, rule });
}
