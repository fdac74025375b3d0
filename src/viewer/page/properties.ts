/**
 * Formats properties of runs for tables, and selects the columns. Properties have the names that
 * conditions use: `status`, `parameters.lr`, `metrics.loss.min`.
 *
 * @module
 */
import { factText, measurementText } from "../../text/numbers.ts";
import { readProperty } from "../../text/property.ts";
import { firstValueOf, own, type RunValue, valueOf as valueOfOne } from "../../text/run_values.ts";
import { metricProperty } from "../../text/statistics.ts";
import { durationText, localText } from "../../text/times.ts";
import type { RunFacts } from "../wire.ts";

/** Returns a run's value of a property. A bare name means a parameter or metric. */
export function valueOf(run: RunFacts, property: string): RunValue | undefined {
  const read = readProperty(property);
  return "problem" in read ? undefined : firstValueOf(run, read);
}

/** A table cell. */
export interface Cell {
  /** Displayed text. */
  readonly text: string;
  /** Full text. */
  readonly title: string;
  /** Whether the value is aligned like a number. */
  readonly isNumber: boolean;
}

const NO_CELL: Cell = { text: "", title: "", isNumber: false };

/** Returns the table cell of a property. */
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

/** Returns all properties of some runs that a column can show. */
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

/** Whether a parameter describes the machine instead of the experiment. */
export function isEnvironment(name: string): boolean {
  return name.startsWith("env/");
}

const MOST_DEFAULT = 4;

/** Returns the default columns: metrics, and parameters in which runs differ. */
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
