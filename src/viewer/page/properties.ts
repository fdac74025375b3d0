/**
 * Properties of runs by the names that conditions have for them (`status`, `parameters.lr`,
 * `metrics.loss.min`): what a table shows of them, and which it shows.
 *
 * @module
 */
import { factText, measurementText } from "../../text/numbers.ts";
import { readProperty } from "../../text/property.ts";
import { firstValueOf, own, type RunValue, valueOf as valueOfOne } from "../../text/run_values.ts";
import { metricProperty } from "../../text/statistics.ts";
import { durationText, localText } from "../../text/times.ts";
import type { RunFacts } from "../wire.ts";

/** A run's value of a property; a bare name is that of a parameter or metric. */
export function valueOf(run: RunFacts, property: string): RunValue | undefined {
  const read = readProperty(property);
  return "problem" in read ? undefined : firstValueOf(run, read);
}

/** A value in a table. */
export interface Cell {
  /** As it is shown. */
  readonly text: string;
  /** In full. */
  readonly title: string;
  /** Whether it stands with numbers. */
  readonly isNumber: boolean;
}

const NO_CELL: Cell = { text: "", title: "", isNumber: false };

/** What a table shows of a property. */
export function cellOf(run: RunFacts, property: string): Cell {
  const read = readProperty(property);
  const one = "problem" in read
    ? undefined
    : read.of.find((each) => valueOfOne(run, each) !== undefined);
  const value = one && valueOfOne(run, one);
  if (one === undefined || value === undefined) return NO_CELL;
  if (one.kind === "own" && typeof value === "number") {
    return one.type === "time"
      ? { text: localText(value), title: new Date(value).toISOString(), isNumber: false }
      : { text: durationText(value * 1000), title: `${value} s`, isNumber: true };
  }
  return typeof value === "number"
    ? {
      text: one.kind === "metric" ? measurementText(value) : factText(value),
      title: String(value),
      isNumber: true,
    }
    : { text: value, title: value, isNumber: false };
}

/** Every property of some runs that a column may show. */
export function propertiesOf(runs: readonly RunFacts[]): readonly string[] {
  const parameters = namesOf(runs, (run) => run.parameters);
  return [
    ...namesOf(runs, (run) => run.metrics).flatMap((name) => [
      metricProperty(name),
      metricProperty(name, "min"),
      metricProperty(name, "max"),
    ]),
    ...parameters.filter((name) => !isEnvironment(name)).map((name) => `parameters.${name}`),
    ...namesOf(runs, (run) => run.tags).map((key) => `tags.${key}`),
    "startTime",
    "endTime",
    "lastModifiedTime",
    "commit",
    ...parameters.filter(isEnvironment).map((name) => `parameters.${name}`),
  ];
}

function namesOf(
  runs: readonly RunFacts[],
  of: (run: RunFacts) => object,
): readonly string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();
}

/** Whether a parameter tells of the machine and not of the experiment. */
export function isEnvironment(name: string): boolean {
  return name.startsWith("env/");
}

const MOST_DEFAULT = 4;

/** Columns that tell most: metrics, and parameters in which runs differ. */
export function defaultColumns(runs: readonly RunFacts[]): readonly string[] {
  const differs = (name: string): boolean => {
    const first = runs[0] && own(runs[0].parameters, name);
    return runs.some((run) => own(run.parameters, name) !== first);
  };
  const metrics = namesOf(runs, (run) => run.metrics).map((name) => metricProperty(name));
  const parameters = namesOf(runs, (run) => run.parameters).filter((name) =>
    !isEnvironment(name) && (runs.length === 1 || differs(name))
  );
  return [
    ...metrics.slice(0, MOST_DEFAULT),
    ...parameters.slice(0, MOST_DEFAULT).map((name) => `parameters.${name}`),
  ];
}
