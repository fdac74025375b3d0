/**
 * Presents the points of a foreign run to the copying of points, and finds out whether the source
 * still has the points that were imported before.
 *
 * @module
 */
import type { SeriesPoints } from "../ports/metrics_client.ts";
import type { PointSource } from "../sync/point_source.ts";
import type { ImportProblem } from "./foreign_run.ts";

const EMPTY: SeriesPoints = {
  values: new Float64Array(),
  timestamps: new Float64Array(),
  steps: new Float64Array(),
};

type Series = ReadonlyMap<string, SeriesPoints>;

/** Returns the points as a source. Positions are those in the source's order. */
export function pointsOf(series: Series): PointSource {
  const of = (name: string): SeriesPoints => series.get(name) ?? EMPTY;
  return {
    names: [...series.keys()],
    next(name, from, most) {
      const count = Math.max(0, Math.min(most, of(name).values.length - from));
      return { to: from + count, count };
    },
    mayBeNonFinite: (name) => !of(name).values.every(Number.isFinite),
    read({ name, from, to }) {
      const { values, timestamps, steps } = of(name);
      return Promise.resolve({
        values: values.slice(from, to),
        timestamps: timestamps.slice(from, to),
        steps: steps.slice(from, to),
      });
    },
  };
}

/** Returns the mark of the point before a position: its value and step. */
export function markAt({ values, steps }: SeriesPoints, position: number): string {
  return position === 0 ? "" : `${values[position - 1]} ${steps[position - 1]}`;
}

/** Metrics that can be continued, and problems of those that cannot. */
export interface Continuation {
  readonly series: Series;
  readonly problems: readonly ImportProblem[];
}

/**
 * Returns the metrics whose earlier points are as they were imported. A file that was cut, replaced
 * or sorted anew has others: points after the same position would be those of another run.
 *
 * @param positions Number of imported points by metric
 * @param marks Marks of the last of these points by metric
 */
export function continued(
  series: Series,
  positions: Readonly<Record<string, number>>,
  marks: Readonly<Record<string, string>>,
): Continuation {
  const kept = new Map<string, SeriesPoints>();
  const problems: ImportProblem[] = [];
  for (const [name, points] of series) {
    const position = Object.hasOwn(positions, name) ? positions[name] ?? 0 : 0;
    const fault = position > points.values.length
      ? `has ${points.values.length} points, and ${position} were imported: the file was cut or replaced`
      : Object.hasOwn(marks, name) && marks[name] !== markAt(points, position)
      ? `has other points than were imported: the file was replaced`
      : undefined;
    if (fault === undefined) kept.set(name, points);
    else {
      problems.push({ kind: "metric", name, count: points.values.length, reason: fault });
    }
  }
  for (const [name, position] of Object.entries(positions)) {
    if (series.has(name) || position === 0) continue;
    const reason = `has no points, and ${position} were imported: the file was cut or replaced`;
    problems.push({ kind: "metric", name, count: position, reason });
  }
  return { series: kept, problems };
}
