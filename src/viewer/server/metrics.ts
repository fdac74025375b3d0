/**
 * Serves the data that the page draws: histories of metrics, and graphs.
 *
 * @module
 */
import {
  type DownsampledHistory,
  getDownsampledHistory,
  getMetricHistory,
  type GraphRecord,
  listGraphs,
  type MetricHistory,
  readGraph,
  type RunReference,
} from "../../../mod.ts";
import { findNonFinite, toWord } from "../../text/non_finite.ts";
import { type GraphFacts, MOST_POINTS, type SeriesFacts } from "../wire.ts";
import { json, Refusal } from "./answers.ts";
import { namesIn, type Question, required } from "./read.ts";

/** `decimate` keeps up to seven points per column. */
const COLUMNS = Math.floor(MOST_POINTS / 7);

/** Most metrics in one request. */
const MOST_METRICS = 100;

/** Sends the histories of some metrics of a run. Long ones are downsampled for a chart. */
export async function histories({ session, query, signal }: Question): Promise<Response> {
  const names = query.getAll("metric");
  if (names.length > MOST_METRICS) {
    throw new Refusal(
      400,
      `The address must name at most ${MOST_METRICS} metrics, got ${names.length}`,
    );
  }
  const wanted = query.get("axis") === "time" ? "time" : "step";
  const asked = { run: namesIn(query), wanted, session, signal } as const;
  const read = session.metrics?.readThinned ? readThinned : readWhole;
  return json(await read(asked, names));
}

/** The series that a request asks for. */
interface AskedSeries extends Pick<Question, "session" | "signal"> {
  readonly run: RunReference;
  readonly wanted: SeriesFacts["axis"];
}

/** Reads whole histories, and downsamples them here. */
async function readWhole(
  { run, wanted, session, signal }: AskedSeries,
  names: readonly string[],
): Promise<readonly SeriesFacts[]> {
  const histories = await getMetricHistory(run, names, { session, signal });
  return await Promise.all(histories.map((history) => toSeries(history, wanted)));
}

/** Reads series that the store downsamples. */
async function readThinned(
  asked: AskedSeries,
  names: readonly string[],
): Promise<readonly SeriesFacts[]> {
  const { run, wanted, session, signal } = asked;
  const xAxis = wanted === "time" ? wanted : undefined;
  const options = { columns: COLUMNS, xAxis, session, signal };
  const found = await getDownsampledHistory(run, names, options);
  // The page gets short series completely: it counts the points without a step itself.
  const isWhole = ({ withoutPlace, count }: DownsampledHistory): boolean =>
    withoutPlace > 0 && count <= MOST_POINTS;
  const whole = found.filter(isWhole).map(({ metricName }) => metricName);
  const byName = new Map(
    whole.length === 0
      ? []
      : (await readWhole(asked, whole)).map((facts) => [facts.metricName, facts]),
  );
  return found.map((history) => byName.get(history.metricName) ?? toFacts(history));
}

function toFacts(history: DownsampledHistory): SeriesFacts {
  const { metricName, values, xAxis, count, nonFinite } = history;
  return {
    metricName,
    kind: "point",
    axis: xAxis,
    x: Array.from(xAxis === "step" ? history.steps : history.timestamps),
    y: Array.from(values, toWord),
    originalCount: count,
    nonFiniteCount: nonFinite,
  };
}

async function toSeries(history: MetricHistory, wanted: SeriesFacts["axis"]): Promise<SeriesFacts> {
  const { axis, x } = columnOf(history, wanted);
  const { metricName, kind, values } = history;
  const drawn = values.length > MOST_POINTS
    // Loaded only if needed.
    ? (await import("../../plot.ts")).decimate(x, values, COLUMNS)
    : { x, indices: values.keys() };
  const nonFinite = findNonFinite(values, x);
  return {
    metricName,
    kind,
    axis,
    x: Array.from(drawn.x),
    // The logged values: figures distinguish NaN from infinities.
    y: Array.from(drawn.indices, (index) => toWord(values[index] ?? NaN)),
    originalCount: values.length,
    nonFiniteCount: nonFinite?.count ?? 0,
  };
}

function columnOf(
  history: MetricHistory,
  wanted: SeriesFacts["axis"],
): { readonly axis: SeriesFacts["axis"]; readonly x: Float64Array } {
  switch (history.kind) {
    case "step":
      return { axis: "step", x: history.steps };
    case "period":
      return { axis: "time", x: history.timestamps };
    case "point":
      return wanted === "time" || history.steps.every(Number.isNaN)
        ? { axis: "time", x: history.timestamps }
        : { axis: "step", x: history.steps };
  }
}

/** Graphs that were listed, by run, so that drawing each of them needs no listing of its own. */
const LISTED = new WeakMap<Question["session"], Map<string, readonly GraphRecord[]>>();

/** Largest number of runs whose graphs are remembered. */
const MOST_LISTED = 50;

/** Lists the graphs of a run, and remembers them. */
async function listed({ session, query, signal }: Question): Promise<readonly GraphRecord[]> {
  const run = namesIn(query);
  const found = await Array.fromAsync(listGraphs(run, { session, signal }));
  const known = LISTED.get(session) ?? new Map<string, readonly GraphRecord[]>();
  LISTED.set(session, known);
  const key = keyOf(run);
  known.delete(key);
  known.set(key, found);
  const [oldest] = known.keys();
  if (known.size > MOST_LISTED && oldest !== undefined) known.delete(oldest);
  return found;
}

function keyOf({ experimentName, runName }: RunReference): string {
  return JSON.stringify([experimentName, runName]);
}

/** Sends the list of a run's graphs, without their points. */
export async function graphs(question: Question): Promise<Response> {
  const found = await listed(question);
  return json(found.map(({ artifactArn, direction, name, type }): GraphFacts => (
    { artifactArn, direction, name, type }
  )));
}

/** Sends a graph of a run, by its lineage artifact: the address names no file. */
export async function graph(question: Question): Promise<Response> {
  const { session, query, signal } = question;
  const run = namesIn(query);
  const arn = required(query, "artifact");
  const isAsked = ({ artifactArn }: GraphRecord): boolean => artifactArn === arn;
  const record = LISTED.get(session)?.get(keyOf(run))?.find(isAsked) ??
    (await listed(question)).find(isAsked);
  if (record === undefined) {
    throw new Refusal(404, `The run has no graph with the artifact "${arn}"`);
  }
  return json(await readGraph(run, record, { session, signal }));
}
