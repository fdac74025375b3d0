/**
 * Trial components as they are found, named and given back.
 *
 * @module
 */
import { notFound } from "../errors.ts";
import type { Entity } from "../store/entities.ts";
import { type Context, keyOf, type Place, times } from "./operation.ts";

/** ARN of a trial component. */
export function componentArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment-trial-component/${keyOf(String(name))}`;
}

/** A trial component that must be there, by name or ARN. */
export async function findComponent({ tables }: Context, nameOrArn: string): Promise<Entity> {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  const found = await tables.entities.get("component", keyOf(name));
  if (!found) throw notFound("Trial component", name);
  return found;
}

/** A trial component as Describe and Search give it, metric summaries included. */
export async function componentRecord(
  context: Context,
  entity: Entity,
): Promise<Record<string, unknown>> {
  const { tables, place } = context;
  const { TrialComponentName, Tags: _, RunName: __, ...members } = entity.body;
  const arn = componentArn(place, TrialComponentName);
  const summaries = await tables.points.summaries(entity.key);
  const metrics = summaries.map((series) => ({
    MetricName: series.name,
    SourceArn: arn,
    TimeStamp: series.time,
    Max: series.max,
    Min: series.min,
    Last: series.last,
    Count: series.count,
    Avg: series.average,
    StdDev: series.deviation,
  }));
  return {
    DisplayName: TrialComponentName,
    Parameters: {},
    InputArtifacts: {},
    OutputArtifacts: {},
    ...members,
    TrialComponentName,
    TrialComponentArn: arn,
    ...times(entity),
    Metrics: metrics,
  };
}
