/**
 * Trial components: what runs are kept as.
 *
 * @module
 */
import { alreadyExists, invalid, limitExceeded, notFound } from "../errors.ts";
import { structure, text, TIME } from "../model/shape.ts";
import {
  ARTIFACTS,
  KEYS,
  METADATA,
  NAME,
  NAME_OR_ARN,
  PAGE,
  PARAMETERS,
  STATUS,
  TAGS,
} from "../model/types.ts";
import type { Body, Entity } from "../store/store.ts";
import { findExperiment } from "./experiments.ts";
import {
  type Context,
  type Input,
  keyOf,
  type Operations,
  optionalText,
  pick,
  type Place,
  textOf,
  times,
} from "./operation.ts";
import { page } from "./paging.ts";
import { findTrial, trialArn } from "./trials.ts";

/** Maps of a trial component, each with the member that removes from it and its greatest size. */
const MAPS = [
  ["Parameters", "ParametersToRemove", 300],
  ["InputArtifacts", "InputArtifactsToRemove", 60],
  ["OutputArtifacts", "OutputArtifactsToRemove", 60],
] as const;

/** ARN of a trial component. */
export function componentArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment-trial-component/${keyOf(String(name))}`;
}

/** A trial component that must be there, by name or ARN. */
export function findComponent({ tables }: Context, nameOrArn: string): Entity {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  const found = tables.entities.get("component", keyOf(name));
  if (!found) throw notFound("Trial component", name);
  return found;
}

/** A trial component as Describe and Search give it, metric summaries included. */
export function componentRecord(context: Context, entity: Entity): Record<string, unknown> {
  const { tables, place } = context;
  const { TrialComponentName, Tags: _, ...members } = entity.body;
  const arn = componentArn(place, TrialComponentName);
  const metrics = tables.points.summaries(entity.key).map((series) => ({
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

/** Operations on trial components. */
export const trialComponentOperations: Operations = {
  CreateTrialComponent: {
    input: structure({
      "TrialComponentName*": NAME,
      DisplayName: NAME,
      Status: STATUS,
      StartTime: TIME,
      EndTime: TIME,
      Parameters: PARAMETERS,
      InputArtifacts: ARTIFACTS,
      OutputArtifacts: ARTIFACTS,
      MetadataProperties: METADATA,
      Tags: TAGS,
    }),
    writes: true,
    run({ tables, place, now }, input) {
      const name = textOf(input, "TrialComponentName");
      const key = keyOf(name);
      if (tables.entities.get("component", key)) throw alreadyExists("Trial component", name);
      const body = pick(
        input,
        "TrialComponentName",
        "DisplayName",
        "Status",
        "StartTime",
        "EndTime",
        "Parameters",
        "InputArtifacts",
        "OutputArtifacts",
        "MetadataProperties",
        "Tags",
      );
      tables.entities.put("component", { key, parent: null, created: now, modified: now, body });
      return { TrialComponentArn: componentArn(place, name) };
    },
  },
  DescribeTrialComponent: {
    input: structure({ "TrialComponentName*": NAME_OR_ARN }),
    writes: false,
    run: (context, input) =>
      componentRecord(context, findComponent(context, textOf(input, "TrialComponentName"))),
  },
  UpdateTrialComponent: {
    input: structure({
      "TrialComponentName*": NAME,
      DisplayName: NAME,
      Status: STATUS,
      StartTime: TIME,
      EndTime: TIME,
      Parameters: PARAMETERS,
      ParametersToRemove: KEYS,
      InputArtifacts: ARTIFACTS,
      InputArtifactsToRemove: KEYS,
      OutputArtifacts: ARTIFACTS,
      OutputArtifactsToRemove: KEYS,
    }),
    writes: true,
    run(context, input) {
      const entity = findComponent(context, textOf(input, "TrialComponentName"));
      const body = {
        ...entity.body,
        ...pick(input, "DisplayName", "Status", "StartTime", "EndTime"),
        ...Object.fromEntries(MAPS.map(([member, removal, limit]) => [
          member,
          merge(member, entity.body[member], input[member], input[removal], limit),
        ])),
      };
      context.tables.entities.put("component", { ...entity, modified: context.now, body });
      return { TrialComponentArn: componentArn(context.place, entity.key) };
    },
  },
  DeleteTrialComponent: {
    input: structure({ "TrialComponentName*": NAME }),
    writes: true,
    run(context, input) {
      const { tables, place } = context;
      const { key } = findComponent(context, textOf(input, "TrialComponentName"));
      if (tables.entities.trialsOf(key).length > 0) {
        throw invalid(
          `TrialComponent ${key} is linked to 1 or more trials and cannot be deleted.`,
        );
      }
      tables.points.remove(key);
      tables.entities.remove("component", key);
      return { TrialComponentArn: componentArn(place, key) };
    },
  },
  ListTrialComponents: {
    input: structure({
      ...PAGE,
      ExperimentName: NAME,
      TrialName: NAME,
      SourceArn: text(0, 256),
    }),
    writes: false,
    run: listComponents,
  },
  AssociateTrialComponent: {
    input: structure({ "TrialComponentName*": NAME, "TrialName*": NAME }),
    writes: true,
    run(context, input) {
      const { tables, quotas } = context;
      const trial = findTrial(context, textOf(input, "TrialName"));
      const component = findComponent(context, textOf(input, "TrialComponentName"));
      const isNew = tables.entities.join(trial.key, component.key);
      if (isNew && tables.entities.memberCount(trial.key) > quotas.componentsPerTrial) {
        throw limitExceeded(
          "Total number of trial components allowed in a single trial, excluding those created " +
            "automatically by SageMaker",
          quotas.componentsPerTrial,
        );
      }
      return linkArns(context, trial, component);
    },
  },
  DisassociateTrialComponent: {
    input: structure({ "TrialComponentName*": NAME, "TrialName*": NAME }),
    writes: true,
    run(context, input) {
      const trial = findTrial(context, textOf(input, "TrialName"));
      const component = findComponent(context, textOf(input, "TrialComponentName"));
      if (!context.tables.entities.leave(trial.key, component.key)) {
        throw notFound("Association with trial component", component.key);
      }
      return linkArns(context, trial, component);
    },
  },
};

function listComponents(context: Context, input: Input): Body {
  const experiment = optionalText(input, "ExperimentName");
  const trial = optionalText(input, "TrialName");
  const sourceArn = optionalText(input, "SourceArn");
  if ([experiment, trial, sourceArn].filter((filter) => filter !== undefined).length > 1) {
    throw invalid("Only one of ExperimentName, TrialName and SourceArn can be specified.");
  }
  // Components that jobs made are the only ones with a source, and this service makes none.
  if (sourceArn !== undefined) return { TrialComponentSummaries: [] };
  const { entities, rest } = page(input, (query) =>
    context.tables.entities.list("component", {
      ...query,
      experiment: experiment === undefined ? undefined : findExperiment(context, experiment).key,
      trial: trial === undefined ? undefined : findTrial(context, trial).key,
    }));
  return {
    TrialComponentSummaries: entities.map((entity) => ({
      DisplayName: entity.body["TrialComponentName"],
      ...pick(entity.body, "TrialComponentName", "DisplayName", "Status", "StartTime", "EndTime"),
      TrialComponentArn: componentArn(context.place, entity.key),
      ...times(entity),
    })),
    ...rest,
  };
}

/** Keys that are not mentioned stay, equal ones are replaced, and a removal wins over a set. */
function merge(
  member: string,
  before: unknown,
  set: unknown,
  remove: unknown,
  limit: number,
): Body {
  // All three were checked against the model: maps, and a list of keys.
  const merged = new Map([
    ...Object.entries((before ?? {}) as Body),
    ...Object.entries((set ?? {}) as Body),
  ]);
  for (const key of (remove ?? []) as readonly string[]) merged.delete(key);
  if (merged.size > limit) {
    throw invalid(
      `1 validation error detected: Value at '${member.charAt(0).toLowerCase()}${
        member.slice(1)
      }' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
    );
  }
  return Object.fromEntries(merged);
}

function linkArns({ place }: Context, trial: Entity, component: Entity): Body {
  return {
    TrialComponentArn: componentArn(place, component.key),
    TrialArn: trialArn(place, trial.key),
  };
}
