/**
 * Experiments.
 *
 * @module
 */
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { EXPERIMENT, EXPERIMENT_SUMMARY, pageOf, texts } from "../model/outputs.ts";
import { structure } from "../model/shape.ts";
import { DESCRIPTION, NAME, PAGE, TAGS } from "../model/types.ts";
import type { Entity } from "../store/entities.ts";
import { removeAssociations } from "./association_record.ts";
import { findAnyhow } from "./damaged.ts";
import {
  type Context,
  keyOf,
  type Operations,
  pick,
  type Place,
  textOf,
  times,
} from "./operation.ts";
import { page } from "./paging.ts";
import { newTags } from "./tags.ts";

/** Returns the ARN of an experiment. */
export function experimentArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment/${keyOf(String(name))}`;
}

/** Returns an experiment, which must exist. */
export async function findExperiment({ tables }: Context, name: string): Promise<Entity> {
  const found = await tables.entities.get("experiment", keyOf(name));
  if (!found) throw notFound("Experiment", name);
  return found;
}

/**
 * Returns an experiment that must exist but may be damaged, to delete it or to find what belongs to
 * it.
 */
export async function findExperimentAnyhow(
  { tables }: Context,
  name: string,
): Promise<Pick<Entity, "key">> {
  const found = await findAnyhow(tables.entities, "experiment", keyOf(name));
  if (!found) throw notFound("Experiment", name);
  return found;
}

/** Returns an experiment in the form of Describe and Search. */
export function experimentRecord({ place }: Context, entity: Entity): Record<string, unknown> {
  const { ExperimentName, DisplayName, Description } = entity.body;
  return {
    ExperimentName,
    ExperimentArn: experimentArn(place, ExperimentName),
    DisplayName: DisplayName ?? ExperimentName,
    ...(Description === undefined ? {} : { Description }),
    ...times(entity),
  };
}

/** Operations on experiments. */
export const experimentOperations: Operations = {
  CreateExperiment: {
    input: structure({
      "ExperimentName*": NAME,
      DisplayName: NAME,
      Description: DESCRIPTION,
      Tags: TAGS,
    }),
    output: texts("ExperimentArn"),
    writes: true,
    async run({ tables, place, now }, input) {
      const name = textOf(input, "ExperimentName");
      const key = keyOf(name);
      if (await tables.entities.get("experiment", key)) throw alreadyExists("Experiment", name);
      const body = {
        ...pick(input, "ExperimentName", "DisplayName", "Description"),
        ...newTags(input),
      };
      await tables.entities.put("experiment", {
        key,
        parent: null,
        created: now,
        modified: now,
        body,
      });
      return { ExperimentArn: experimentArn(place, name) };
    },
  },
  DescribeExperiment: {
    input: structure({ "ExperimentName*": NAME }),
    output: EXPERIMENT,
    writes: false,
    run: async (context, input) =>
      experimentRecord(context, await findExperiment(context, textOf(input, "ExperimentName"))),
  },
  UpdateExperiment: {
    input: structure({ "ExperimentName*": NAME, DisplayName: NAME, Description: DESCRIPTION }),
    output: texts("ExperimentArn"),
    writes: true,
    async run(context, input) {
      const entity = await findExperiment(context, textOf(input, "ExperimentName"));
      const body = { ...entity.body, ...pick(input, "DisplayName", "Description") };
      await context.tables.entities.put("experiment", { ...entity, modified: context.now, body });
      return { ExperimentArn: experimentArn(context.place, entity.key) };
    },
  },
  DeleteExperiment: {
    input: structure({ "ExperimentName*": NAME }),
    output: texts("ExperimentArn"),
    writes: true,
    async run(context, input) {
      const entity = await findExperimentAnyhow(context, textOf(input, "ExperimentName"));
      if (await context.tables.entities.count("trial", entity.key) > 0) {
        throw invalid(`Experiment ${entity.key} has trials and cannot be deleted.`);
      }
      await removeAssociations(context, experimentArn(context.place, entity.key));
      await context.tables.entities.remove("experiment", entity.key);
      return { ExperimentArn: experimentArn(context.place, entity.key) };
    },
  },
  ListExperiments: {
    input: structure(PAGE),
    output: pageOf("ExperimentSummaries", EXPERIMENT_SUMMARY),
    writes: false,
    async run(context, input) {
      const { entities, rest } = await page(
        input,
        (query) => context.tables.entities.list("experiment", query),
      );
      return {
        ExperimentSummaries: entities.map((entity) => {
          const { Description: _, ...summary } = experimentRecord(context, entity);
          return summary;
        }),
        ...rest,
      };
    },
  },
};
