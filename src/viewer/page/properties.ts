/**
 * Properties of runs by the names that searches and the command line have for them: `status`,
 * `parameters.lr`, `metrics.loss`, `metrics.loss.min`.
 *
 * @module
 */
import type { RunFacts } from "../wire.ts";

/** A value to show, to sort by, or to compare with. */
export type Value = string | number | undefined;

const STATISTICS = {
  last: "last",
  min: "min",
  max: "max",
  avg: "avg",
  stddev: "stddev",
  count: "count",
} as const;

/** A map's own value: `constructor` is a legal name. */
export function own<Held>(map: Readonly<Record<string, Held>>, name: string): Held | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** What people call the run: its display name, unless nobody gave it one. */
export function titleOf({ displayName, runName, trialComponentName }: RunFacts): string {
  return displayName === undefined || displayName === trialComponentName ? runName : displayName;
}

/** Milliseconds that a run took, or has taken so far. */
export function durationOf({ startTime, endTime, status }: RunFacts): number | undefined {
  if (startTime === undefined) return undefined;
  const end = endTime ?? (status === "InProgress" ? new Date().toISOString() : undefined);
  return end === undefined ? undefined : Date.parse(end) - Date.parse(startTime);
}

/** A run's value of a property; a bare name is that of a parameter or metric. */
export function valueOf(run: RunFacts, property: string): Value {
  const [, group, name = ""] = /^(parameters|metrics|tags)\.(.*)$/s.exec(property) ?? [];
  switch (group) {
    case "parameters":
      return own(run.parameters, name);
    case "tags":
      return own(run.tags, name);
    case "metrics":
      return metricOf(run, name);
  }
  switch (property) {
    case "name":
      return titleOf(run);
    case "runName":
    case "displayName":
    case "status":
    case "creationTime":
    case "startTime":
    case "endTime":
    case "lastModifiedTime":
    case "commit":
      return run[property];
    case "duration":
      return durationOf(run);
    default:
      return own(run.parameters, property) ?? metricOf(run, property);
  }
}

function metricOf({ metrics }: RunFacts, name: string): Value {
  // A metric's own name may end in `.min`.
  const whole = own(metrics, name);
  if (whole) return whole.last;
  const [, metric = "", statistic = ""] = /^(.+)\.(\w+)$/s.exec(name) ?? [];
  const member = own<(typeof STATISTICS)[keyof typeof STATISTICS]>(STATISTICS, statistic);
  return member && own(metrics, metric)?.[member];
}

/** Every property of some runs that a column may show. */
export function propertiesOf(runs: readonly RunFacts[]): readonly string[] {
  const names = (of: (run: RunFacts) => object): readonly string[] =>
    [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();
  const parameters = names((run) => run.parameters);
  return [
    ...names((run) => run.metrics).flatMap((name) =>
      ["", ".min", ".max"].map((statistic) => `metrics.${name}${statistic}`)
    ),
    ...parameters.filter((name) => !isEnvironment(name)).map((name) => `parameters.${name}`),
    ...names((run) => run.tags).map((key) => `tags.${key}`),
    "startTime",
    "endTime",
    "lastModifiedTime",
    "commit",
    ...parameters.filter(isEnvironment).map((name) => `parameters.${name}`),
  ];
}

/** Whether a parameter tells of the machine and not of the experiment. */
export function isEnvironment(name: string): boolean {
  return name.startsWith("env/");
}

const MOST_DEFAULT = 4;

/** Columns that tell most: metrics, and parameters in which runs differ. */
export function defaultColumns(runs: readonly RunFacts[]): readonly string[] {
  const properties = propertiesOf(runs);
  const metrics = properties.filter((name) =>
    name.startsWith("metrics.") && runs.some((run) => own(run.metrics, name.slice(8)))
  );
  const differs = (name: string): boolean => {
    const first = runs[0] && valueOf(runs[0], name);
    return runs.some((run) => valueOf(run, name) !== first);
  };
  const parameters = properties.filter((name) =>
    name.startsWith("parameters.") && !isEnvironment(name.slice(11)) &&
    (runs.length === 1 || differs(name))
  );
  return [...metrics.slice(0, MOST_DEFAULT), ...parameters.slice(0, MOST_DEFAULT)];
}
