/**
 * Trials: the run groups of an experiment.
 *
 * @module
 */
import { alreadyExists, invalid, limitExceeded, notFound } from "../errors.ts";
import { structure } from "../model/shape.ts";
import { METADATA, NAME, PAGE, TAGS } from "../model/types.ts";
import type { Entity } from "../store/store.ts";
import { findExperiment } from "./experiments.ts";
import {
  type Context,
  keyOf,
  type Operations,
  optionalText,
  pick,
  type Place,
  textOf,
  times,
} from "./operation.ts";
import { page } from "./paging.ts";

/** ARN of a trial. */
export function trialArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment-trial/${keyOf(String(name))}`;
}

/** A trial that must be there. */
export function findTrial({ tables }: Context, name: string): Entity {
  const found = tables.entities.get("trial", keyOf(name));
  if (!found) throw notFound("Trial", name);
  return found;
}

/** A trial as Describe and Search give it. */
export function trialRecord({ place }: Context, entity: Entity): Record<string, unknown> {
  const { TrialName, DisplayName, ExperimentName, MetadataProperties } = entity.body;
  return {
    TrialName,
    TrialArn: trialArn(place, TrialName),
    DisplayName: DisplayName ?? TrialName,
    ExperimentName,
    ...(MetadataProperties === undefined ? {} : { MetadataProperties }),
    ...times(entity),
  };
}

/** Operations on trials. */
export const trialOperations: Operations = {
  CreateTrial: {
    input: structure({
      "TrialName*": NAME,
      "ExperimentName*": NAME,
      DisplayName: NAME,
      MetadataProperties: METADATA,
      Tags: TAGS,
    }),
    writes: true,
    run(context, input) {
      const { tables, place, quotas, now } = context;
      const name = textOf(input, "TrialName");
      const key = keyOf(name);
      const experiment = findExperiment(context, textOf(input, "ExperimentName"));
      if (tables.entities.get("trial", key)) throw alreadyExists("Trial", name);
      if (tables.entities.count("trial", experiment.key) >= quotas.trialsPerExperiment) {
        throw limitExceeded(
          "Total number of trials allowed in a single experiment",
          quotas.trialsPerExperiment,
        );
      }
      const body = {
        ...pick(input, "TrialName", "DisplayName", "MetadataProperties", "Tags"),
        ExperimentName: experiment.body["ExperimentName"],
      };
      const parent = experiment.key;
      tables.entities.put("trial", { key, parent, created: now, modified: now, body });
      return { TrialArn: trialArn(place, name) };
    },
  },
  DescribeTrial: {
    input: structure({ "TrialName*": NAME }),
    writes: false,
    run: (context, input) => trialRecord(context, findTrial(context, textOf(input, "TrialName"))),
  },
  UpdateTrial: {
    input: structure({ "TrialName*": NAME, DisplayName: NAME }),
    writes: true,
    run(context, input) {
      const entity = findTrial(context, textOf(input, "TrialName"));
      const body = { ...entity.body, ...pick(input, "DisplayName") };
      context.tables.entities.put("trial", { ...entity, modified: context.now, body });
      return { TrialArn: trialArn(context.place, entity.key) };
    },
  },
  DeleteTrial: {
    input: structure({ "TrialName*": NAME }),
    writes: true,
    run(context, input) {
      const entity = findTrial(context, textOf(input, "TrialName"));
      if (context.tables.entities.memberCount(entity.key) > 0) {
        throw invalid(`Trial ${entity.key} has trial components and cannot be deleted.`);
      }
      context.tables.entities.remove("trial", entity.key);
      return { TrialArn: trialArn(context.place, entity.key) };
    },
  },
  ListTrials: {
    input: structure({ ...PAGE, ExperimentName: NAME, TrialComponentName: NAME }),
    writes: false,
    run(context, input) {
      const experiment = optionalText(input, "ExperimentName");
      const component = optionalText(input, "TrialComponentName");
      const parent = experiment === undefined ? undefined : findExperiment(context, experiment).key;
      if (component !== undefined) requireComponent(context, component);
      const { entities, rest } = page(input, (query) =>
        context.tables.entities.list("trial", {
          ...query,
          parent,
          component: component === undefined ? undefined : keyOf(component),
        }));
      return {
        TrialSummaries: entities.map((entity) => {
          const { ExperimentName: _, MetadataProperties: __, ...summary } = trialRecord(
            context,
            entity,
          );
          return summary;
        }),
        ...rest,
      };
    },
  },
};

function requireComponent({ tables }: Context, name: string): void {
  if (!tables.entities.get("component", keyOf(name))) throw notFound("Trial component", name);
}
