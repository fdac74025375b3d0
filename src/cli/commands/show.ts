/**
 * `runlog show`: prints everything that is recorded of a run.
 *
 * @module
 */
import {
  getMetricHistory,
  getRun,
  listGraphs,
  type MetricHistory,
  type RunRecord,
  type Session,
} from "../../../mod.ts";
import { findNonFinite, nonFiniteText } from "../../text/non_finite.ts";
import { factText, groupedText, measurementText } from "../../text/numbers.ts";
import { durationOf } from "../../text/run_values.ts";
import { durationText, utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { paint, type Terminal } from "../terminal.ts";
import { lineageRows, readLineage } from "./show_lineage.ts";

/** Prints a run. */
export async function show(
  { out, signal }: Context,
  session: Session,
  experimentName: string,
  runName: string,
): Promise<void> {
  const run = await getRun({ experimentName, runName }, { session, signal });
  const graphs = await Array.fromAsync(listGraphs(run, { session, signal }));
  const lineage = await readLineage(run, session, signal);
  if (out.isJson) return out.json({ ...run, graphs, lineage: lineage.found });
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["run", run.runName],
    ["experiment", run.experimentName],
    ["display name", run.displayName],
    ["status", [run.status, run.statusMessage].filter(Boolean).join(": ")],
    ["started", utcText(run.startTime)],
    ["ended", utcText(run.endTime)],
    ["took", durationText(durationOf(run))],
    ["description", run.description],
    ["notes", run.notes],
    ["archived", run.isArchived ? "yes" : undefined],
    ["commit", run.commit],
    ["repository", run.repository],
    ["arn", run.arn],
  ];
  for (const [name, value] of facts) {
    if (value) out.line(paint("bold", `${name}:`.padEnd(14)), value);
  }
  section(
    out,
    ["parameter", "value"],
    Object.entries(run.parameters).map(([name, value]) => [name, factText(value)]),
  );
  const lost = await nonFiniteTexts(run, session, signal);
  section(
    out,
    ["metric", "last", "min", "max", "avg", "points", ...(lost.size > 0 ? ["not finite"] : [])],
    Object.entries(run.metrics).map(([name, metric]) => [
      name,
      measurementText(metric.last),
      measurementText(metric.min),
      measurementText(metric.max),
      measurementText(metric.avg),
      groupedText(metric.count),
      ...(lost.size > 0 ? [lost.get(name) ?? ""] : []),
    ]),
  );
  const artifacts = [["output", run.outputArtifacts], ["input", run.inputArtifacts]] as const;
  section(
    out,
    ["artifact", "direction", "type", "address"],
    artifacts.flatMap(([direction, all]) =>
      Object.entries(all).map(([name, { value, mediaType = "" }]) => [
        name,
        direction,
        mediaType,
        value,
      ])
    ),
  );
  section(
    out,
    ["graph", "name", "address"],
    graphs.map(({ type, name = "", uri }) => [type, name, uri]),
  );
  section(out, ["lineage", "type", "association", "name", "status"], lineageRows(lineage.found));
  for (const line of lineage.remarks) out.line(paint("dim", line));
  section(out, ["tag", "value"], Object.entries(run.tags).map(([key, value]) => [key, value]));
}

/** Formats the positions at which metrics are NaN or infinite, by metric name. */
async function nonFiniteTexts(
  run: RunRecord,
  session: Session,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const names = Object.entries(run.metrics)
    .flatMap(([name, { nonFinite = 0 }]) => nonFinite > 0 ? [name] : []);
  if (names.length === 0) return new Map();
  const histories = await getMetricHistory(run, names, { by: "point", session, signal });
  return new Map(histories.map((history) => [history.metricName, textOf(history)]));
}

function textOf(history: MetricHistory): string {
  // Only stores that keep points count them.
  if (history.kind !== "point") return "";
  const { values, steps, timestamps } = history;
  const hasSteps = !steps.every(Number.isNaN);
  const found = findNonFinite(values, hasSteps ? steps : timestamps);
  if (!found) return "";
  return hasSteps
    ? nonFiniteText(found, groupedText, "step")
    : nonFiniteText(found, (time) => utcText(new Date(time)), "");
}

function section(
  out: Terminal,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  if (rows.length === 0) return;
  out.line();
  out.table(header, rows);
}
