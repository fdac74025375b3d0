/**
 * Returns the value that a run has for a property. Pure.
 *
 * @module
 */
import type { Property, TypedProperty } from "./property.ts";
import { type MetricStatistic, readMetricPath } from "./statistics.ts";

/** The part of a run that conditions read: a `RunRecord`, or one that was parsed from JSON. */
export interface DescribedRun {
  readonly runName: string;
  readonly trialComponentName: string;
  readonly displayName?: string | undefined;
  readonly status?: string | undefined;
  readonly description?: string | undefined;
  readonly notes?: string | undefined;
  readonly commit?: string | undefined;
  readonly creationTime?: Date | string | undefined;
  readonly lastModifiedTime?: Date | string | undefined;
  readonly startTime?: Date | string | undefined;
  readonly endTime?: Date | string | undefined;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly metrics: Readonly<Record<string, MetricValues>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A metric's statistics. */
export type MetricValues = { readonly [Name in MetricStatistic]?: number | null | undefined };

/** A value to compare or sort by: times in milliseconds since 1970, durations in seconds. */
export type RunValue = string | number;

/** Returns a map's own value, since `constructor` is a valid name. */
export function own<Held>(map: Readonly<Record<string, Held>>, name: string): Held | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Returns the title of a run: its display name, or the run name if no display name was set. */
export function titleOf(
  { displayName, runName, trialComponentName }: Pick<
    DescribedRun,
    "displayName" | "runName" | "trialComponentName"
  >,
): string {
  return displayName === undefined || displayName === trialComponentName ? runName : displayName;
}

/**
 * Returns how long a run took, or has taken so far, in milliseconds; undefined if it never started.
 */
export function durationOf(
  { startTime, endTime, status }: Pick<DescribedRun, "startTime" | "endTime" | "status">,
): number | undefined {
  const start = instantOf(startTime);
  const end = instantOf(endTime) ?? (status === "InProgress" ? Date.now() : undefined);
  return start === undefined || end === undefined ? undefined : end - start;
}

/** Returns a run's value of a property; undefined if the run lacks it. */
export function valueOf(run: DescribedRun, property: Property): RunValue | undefined {
  switch (property.kind) {
    case "parameter":
      return own(run.parameters, property.name);
    case "tag":
      return own(run.tags, property.name);
    case "metric":
      return metricOf(run.metrics, property.path);
    case "own":
      return ownValueOf(run, property);
  }
}

/** Returns a run's first value among the possible meanings of a typed property. */
export function firstValueOf(run: DescribedRun, { of }: TypedProperty): RunValue | undefined {
  for (const property of of) {
    const value = valueOf(run, property);
    if (value !== undefined) return value;
  }
  return undefined;
}

function ownValueOf(
  run: DescribedRun,
  { name }: Extract<Property, { kind: "own" }>,
): RunValue | undefined {
  switch (name) {
    case "name":
      return titleOf(run);
    case "duration": {
      const milliseconds = durationOf(run);
      return milliseconds === undefined ? undefined : milliseconds / 1000;
    }
    case "creationTime":
    case "lastModifiedTime":
    case "startTime":
    case "endTime":
      return instantOf(run[name]);
    default:
      return run[name];
  }
}

/**
 * Reads a path as Search does: a metric's statistic, else the last value of the metric of that
 * name.
 */
function metricOf(metrics: DescribedRun["metrics"], path: string): number | undefined {
  const { name, statistic } = readMetricPath(path);
  const found = statistic === undefined ? undefined : own(metrics, name)?.[statistic];
  return found ?? own(metrics, path)?.last ?? undefined;
}

function instantOf(time: Date | string | undefined): number | undefined {
  if (time === undefined) return undefined;
  return typeof time === "string" ? Date.parse(time) : time.getTime();
}
