import { assertEquals } from "@std/assert";
import {
  getMetricHistory,
  listExperiments,
  listGraphs,
  listRunGroups,
  listRuns,
  type MetricHistory,
  type MetricSummary,
  readGraph,
  type RunRecord,
  type Session,
} from "../../mod.ts";
import { parseAddress } from "../../src/artifacts/address.ts";
import { listObjects, readObject } from "../../src/artifacts/download.ts";
import { allItems } from "../../src/session/pages.ts";
import { sha256 } from "./boto3.ts";

/** Whether points have to have arrived as they were logged: through AWS's protocol they overtake. */
export type Arrival = "in order" | "in any order";

/** Everything that two sessions keep is the same, times of keeping and names of buckets aside. */
export async function compareStores(
  near: Session,
  far: Session,
  arrival: Arrival = "in order",
): Promise<void> {
  const [expected, found] = [await snapshotOf(near, arrival), await snapshotOf(far, arrival)];
  assertEquals(found, expected);
}

/** Everything that a session keeps, as plain data. */
export async function snapshotOf(
  session: Session,
  arrival: Arrival = "in order",
): Promise<unknown> {
  const experiments: Record<string, unknown> = {};
  for await (const { experimentName } of listExperiments({ session })) {
    const { sagemaker } = session;
    const found = await sagemaker.call("DescribeExperiment", { ExperimentName: experimentName });
    const groups = await Array.fromAsync(listRunGroups({ experimentName, session }));
    const runs: Record<string, unknown> = {};
    for await (const run of listRuns({ experimentName, session, includeArchived: true })) {
      runs[run.runName] = await snapshotOfRun(session, run, arrival);
    }
    experiments[experimentName] = {
      displayName: found.DisplayName,
      description: found.Description,
      tags: await tagsOf(session, found.ExperimentArn),
      groups: groups.map(({ runGroupName, displayName }) => `${runGroupName} ${displayName}`)
        .sort(),
      runs,
    };
  }
  return experiments;
}

async function snapshotOfRun(
  session: Session,
  run: RunRecord,
  arrival: Arrival,
): Promise<unknown> {
  const { arn, creationTime: _, lastModifiedTime: __, ...members } = run;
  const names = Object.keys(run.metrics).sort();
  const histories = names.length === 0 ? [] : await getMetricHistory(run, names, { session });
  return {
    ...members,
    runGroupNames: run.runGroupNames.toSorted(),
    startTime: seconds(run.startTime),
    endTime: seconds(run.endTime),
    histories: arrival === "in order" ? histories : histories.map(sorted),
    metrics: arrival === "in order" ? run.metrics : mapValues(run.metrics, rounded),
    inputArtifacts: await filesOf(session, run.inputArtifacts),
    outputArtifacts: await filesOf(session, run.outputArtifacts),
    graphs: await graphsOf(session, run),
    links: await linksOf(session, arn),
  };
}

/** Points as texts, in an order of their own. */
function sorted(history: MetricHistory): readonly string[] {
  if (history.kind !== "point") throw new Error(`${history.metricName} has no points`);
  const { values, timestamps, steps } = history;
  return Array.from(values, (value, row) => `${steps[row]} ${timestamps[row]} ${value}`).sort();
}

/** Sums depend on the order in the last digits, and so does which of two points was the last. */
function rounded({ avg = NaN, stddev = NaN, timestamp: _, ...rest }: MetricSummary) {
  return { ...rest, avg: avg.toFixed(9), stddev: stddev.toFixed(9) };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

function seconds(time: Date | undefined): number {
  return Math.floor((time?.getTime() ?? NaN) / 1000);
}

async function filesOf(
  session: Session,
  artifacts: RunRecord["inputArtifacts"],
): Promise<Record<string, unknown>> {
  const files: Record<string, unknown> = {};
  for (const [name, { value, mediaType }] of Object.entries(artifacts)) {
    files[name] = { mediaType, ...await fileOf(session, value) };
  }
  return files;
}

async function fileOf(session: Session, value: string): Promise<object> {
  const address = parseAddress(value);
  // What is in no bucket of the session's own is the same address on both sides.
  if (!address?.bucket.startsWith("sagemaker-")) return { value };
  const keys: Record<string, string> = {};
  for await (const { bucket, key } of listObjects(session, address, {})) {
    const bytes = await readObject(session, { bucket, key }, undefined, {});
    keys[key] = await sha256(new Uint8Array(await new Response(bytes).arrayBuffer()));
  }
  return { key: address.key, keys };
}

async function graphsOf(session: Session, run: RunRecord): Promise<unknown> {
  const graphs: unknown[] = [];
  for await (const graph of listGraphs(run, { session })) {
    const { type, name, direction } = graph;
    const key = parseAddress(graph.uri)?.key;
    graphs.push({ type, name, direction, key, graph: await readGraph(run, graph, { session }) });
  }
  return graphs.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

async function linksOf({ sagemaker }: Session, arn: string): Promise<readonly string[]> {
  const links: string[] = [];
  for (const end of [{ SourceArn: arn }, { DestinationArn: arn }]) {
    const pages = allItems(async (token) => {
      const page = await sagemaker.call("ListAssociations", { ...end, ...token });
      return { items: page.AssociationSummaries, nextToken: page.NextToken };
    });
    for await (const link of pages) {
      links.push(`${link.SourceName} ${link.AssociationType} ${link.DestinationName}`);
    }
  }
  return links.sort();
}

async function tagsOf({ sagemaker }: Session, ResourceArn: string | undefined) {
  const { Tags = [] } = await sagemaker.call("ListTags", { ResourceArn });
  return Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value]));
}
