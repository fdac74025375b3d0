/**
 * Finds trial components, and builds their ARNs and descriptions.
 *
 * @module
 */
import { notFound } from "../errors.ts";
import { TIME } from "../model/shape.ts";
import { isValid } from "../model/validate.ts";
import type { Body, Entity } from "../store/entities.ts";
import { findAnyhow } from "./damaged.ts";
import { type Context, keyOf, type Place, times } from "./operation.ts";

/** Returns the ARN of a trial component. */
export function componentArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment-trial-component/${keyOf(String(name))}`;
}

/** Returns a trial component by name or ARN. It must exist. */
export async function findComponent({ tables }: Context, nameOrArn: string): Promise<Entity> {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  const found = await tables.entities.get("component", keyOf(name));
  if (!found) throw notFound("Trial component", name);
  return found;
}

/**
 * Returns a trial component that must exist but may be damaged, to delete it or to find what belongs
 * to it.
 */
export async function findComponentAnyhow(
  { tables }: Context,
  nameOrArn: string,
): Promise<Pick<Entity, "key">> {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  const found = await findAnyhow(tables.entities, "component", keyOf(name));
  if (!found) throw notFound("Trial component", name);
  return found;
}

/** Returns a trial component as Describe does, with metric summaries. */
export async function componentRecord(context: Context, entity: Entity): Promise<Body> {
  return {
    ...componentMembers(context, entity),
    Metrics: await componentMetrics(context, entity),
  };
}

/** Returns the members stored with a trial component. */
export function componentMembers({ place }: Context, entity: Entity): Body {
  const { TrialComponentName, Tags: _, RunName: __, ...members } = entity.body;
  return {
    DisplayName: TrialComponentName,
    Parameters: {},
    InputArtifacts: {},
    OutputArtifacts: {},
    ...members,
    TrialComponentName,
    TrialComponentArn: componentArn(place, TrialComponentName),
    ...times(entity),
    ...readableTimes(members),
  };
}

/**
 * Returns the start and end of a trial component without those that no reader can read. Earlier
 * versions stored any time.
 */
export function readableTimes(members: Body): Body {
  return Object.fromEntries(
    ["StartTime", "EndTime"].filter((name) => !isValid(TIME, members[name] ?? 0))
      .map((name) => [name, undefined]),
  );
}

/** Returns the summaries of a trial component's metrics. */
export async function componentMetrics(
  { tables, place }: Context,
  entity: Entity,
): Promise<readonly Body[]> {
  const arn = componentArn(place, entity.key);
  const summaries = await tables.points.summaries(entity.key);
  return summaries.map((series) => ({
    MetricName: series.name,
    SourceArn: arn,
    TimeStamp: series.time,
    Max: series.max,
    Min: series.min,
    Last: series.last,
    Count: series.count,
    Avg: series.avg,
    StdDev: series.stddev,
  }));
}
