/**
 * Logs the points of a run in the form that its session stores. A slip of the program throws. Data
 * that the session cannot store is kept in the nearest form or omitted, and noted.
 *
 * @module
 */
import { BacklogFullError } from "../metrics/backlog_full_error.ts";
import { isLegalName, keptName, METRIC_NAME_RULE } from "../rules/metric_name.ts";
import {
  brokenStepRule,
  brokenTimeRule,
  checkTypes,
  type MetricOptions,
  type PointRules,
} from "../rules/metric_point.ts";
import type { RunProblems } from "./problems.ts";
import { readingOf } from "../options.ts";

/** Receives points, as the delivery of a run does. */
export interface PointSink {
  /** Number of points that wait, if there is no room for more. */
  readonly full: number | undefined;
  /** Adds one point. A step of NaN means no step. */
  append(name: string, value: number, timestamp: number, step: number): void;
}

type Misfit = Parameters<RunProblems["note"]>[0];

const BACKLOG_REASON =
  "too many points are waiting for delivery; await run.ready in the loop, or raise maxPendingPoints";

/** Logs the points of one run. */
export class RunPoints {
  readonly #sink: PointSink;
  readonly #problems: RunProblems;
  readonly #rules: PointRules;
  /** Legal names so far: a loop logs millions of points under a few names. */
  readonly #legal = new Set<string>();

  /**
   * @param sink Receives the points that the session stores
   * @param problems Receives the other data
   * @param rules Rules of the session
   */
  constructor(sink: PointSink, problems: RunProblems, rules: PointRules) {
    this.#sink = sink;
    this.#problems = problems;
    this.#rules = rules;
  }

  /**
   * Logs one point.
   *
   * @throws {ArgumentError} If an argument has the wrong type, or the run is strict and the session
   * cannot store the point
   * @throws {BacklogFullError} If the run is strict and the buffer is full
   */
  log(name: string, value: number | undefined | null, options: MetricOptions | undefined): void {
    checkTypes(name, value, options);
    if (!this.#hasRoom(name)) return;
    this.#add(name, value, options, Date.now(), false);
  }

  /** Logs one point for each of several metrics. A strict run logs all of them or no point. */
  logAll(
    values: Readonly<Record<string, number | undefined | null>>,
    options: MetricOptions | undefined,
  ): void {
    const entries = readingOf("Cannot log metrics", "values", values, () => Object.entries(values));
    for (const [name, value] of entries) checkTypes(name, value, options);
    if (entries.length === 0) checkTypes("", 0, options);
    const now = Date.now();
    if (this.#problems.strict) {
      for (const [name, value] of entries) this.#add(name, value, options, now, true);
    }
    const room = entries.length === 0 || this.#sink.full === undefined;
    for (const [name, value] of entries) {
      if (room || this.#hasRoom(name)) this.#add(name, value, options, now, false);
    }
  }

  /** A call with several points may exceed the limit, so one check before it is enough. */
  #hasRoom(name: string): boolean {
    const { full } = this.#sink;
    if (full === undefined) return true;
    if (this.#problems.strict) throw new BacklogFullError(full);
    this.#problems.add({ kind: "metric", name, effect: "left out", reason: BACKLOG_REASON });
    return false;
  }

  #add(
    name: string,
    value: number | undefined | null,
    options: MetricOptions | undefined,
    now: number,
    isTrial: boolean,
  ): void {
    const kept = this.#legal.has(name) ? name : this.#nameOf(name);
    if (kept === undefined || !this.#holds(name, value)) return;
    const timestamp = options?.timestamp === undefined ? now : this.#timeOf(name, options, now);
    if (timestamp === undefined) return;
    const step = options?.step === undefined ? NaN : this.#stepOf(name, options.step);
    if (!isTrial) this.#sink.append(kept, value, timestamp, step);
  }

  #nameOf(name: string): string | undefined {
    if (isLegalName(name)) {
      this.#legal.add(name);
      return name;
    }
    const kept = name === "" ? undefined : keptName(name);
    const form = kept === undefined ? undefined : `kept as ${JSON.stringify(kept)}`;
    this.#note({ name, argument: "name", value: name, rule: METRIC_NAME_RULE, kept: form });
    return kept;
  }

  #holds(name: string, value: number | undefined | null): value is number {
    if (typeof value === "number" && (this.#rules.holdsEveryPoint || Number.isFinite(value))) {
      return true;
    }
    const rule = this.#rules.holdsEveryPoint ? "be a number" : "be a finite number";
    this.#note({ name, argument: "value", value, rule });
    return false;
  }

  #timeOf(name: string, { timestamp }: MetricOptions, now: number): number | undefined {
    const [argument, time] = ["timestamp", Number(timestamp)];
    if (Number.isNaN(time)) {
      const rule = "be a valid time";
      this.#note({ name, argument, value: time, rule, kept: "kept with the present time" });
      return now;
    }
    const rule = brokenTimeRule(time, now, this.#rules);
    if (rule === undefined) return time;
    this.#note({ name, argument, value: time, rule });
    return undefined;
  }

  /** Returns the step; NaN if the point is kept without it. */
  #stepOf(name: string, step: number): number {
    const rule = brokenStepRule(step, this.#rules);
    if (rule === undefined) return step;
    this.#note({ name, argument: "step", value: step, rule, kept: "kept without its step" });
    return NaN;
  }

  #note(misfit: Omit<Misfit, "kind">): void {
    this.#problems.note({ kind: "metric", ...misfit });
  }
}
