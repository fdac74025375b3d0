/**
 * Trials, which are the run groups of an experiment.
 *
 * @module
 */
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { pageOf, texts, TRIAL, TRIAL_SUMMARY } from "../model/outputs.ts";
import { structure } from "../model/shape.ts";
import { METADATA, NAME, PAGE, TAGS } from "../model/types.ts";
import type { Body, Entity } from "../store/entities.ts";
import { findComponentAnyhow } from "./component_record.ts";
import { findAnyhow } from "./damaged.ts";
import { findExperiment, findExperimentAnyhow } from "./experiments.ts";
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
import { checkQuota } from "./quota.ts";
import { newTags } from "./tags.ts";

/** Returns the ARN of a trial. */
export function trialArn({ arnPrefix }: Place, name: unknown): string {
  return `${arnPrefix}experiment-trial/${keyOf(String(name))}`;
}

/** Returns a trial, which must exist. */
export async function findTrial({ tables }: Context, name: string): Promise<Entity> {
  const found = await tables.entities.get("trial", keyOf(name));
  if (!found) throw notFound("Trial", name);
  return found;
}

/** Returns a trial that must exist but may be damaged, to delete it or to find what belongs to it. */
export async function findTrialAnyhow(
  { tables }: Context,
  name: string,
): Promise<Pick<Entity, "key">> {
  const found = await findAnyhow(tables.entities, "trial", keyOf(name));
  if (!found) throw notFound("Trial", name);
  return found;
}

/** Returns a trial in the form of Describe and Search. */
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

/** Creates a trial in an experiment. */
export async function addTrial(
  context: Context,
  experiment: Entity,
  values: Body,
): Promise<Entity> {
  const { tables, quotas, now } = context;
  const name = textOf(values, "TrialName");
  const key = keyOf(name);
  if (await tables.entities.get("trial", key)) throw alreadyExists("Trial", name);
  await checkQuota(
    "Total number of trials allowed in a single experiment",
    quotas.trialsPerExperiment,
    () => tables.entities.count("trial", experiment.key),
  );
  const body = { ...values, ExperimentName: experiment.body["ExperimentName"] };
  const trial = { key, parent: experiment.key, created: now, modified: now, body };
  await tables.entities.put("trial", trial);
  return trial;
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
    output: texts("TrialArn"),
    writes: true,
    async run(context, input) {
      const experiment = await findExperiment(context, textOf(input, "ExperimentName"));
      const { key } = await addTrial(
        context,
        experiment,
        { ...pick(input, "TrialName", "DisplayName", "MetadataProperties"), ...newTags(input) },
      );
      return { TrialArn: trialArn(context.place, key) };
    },
  },
  DescribeTrial: {
    input: structure({ "TrialName*": NAME }),
    output: TRIAL,
    writes: false,
    run: async (context, input) =>
      trialRecord(context, await findTrial(context, textOf(input, "TrialName"))),
  },
  UpdateTrial: {
    input: structure({ "TrialName*": NAME, DisplayName: NAME }),
    output: texts("TrialArn"),
    writes: true,
    async run(context, input) {
      const entity = await findTrial(context, textOf(input, "TrialName"));
      const body = { ...entity.body, ...pick(input, "DisplayName") };
      await context.tables.entities.put("trial", { ...entity, modified: context.now, body });
      return { TrialArn: trialArn(context.place, entity.key) };
    },
  },
  DeleteTrial: {
    input: structure({ "TrialName*": NAME }),
    output: texts("TrialArn"),
    writes: true,
    async run(context, input) {
      const entity = await findTrialAnyhow(context, textOf(input, "TrialName"));
      if ((await context.tables.entities.memberCount(entity.key)).all > 0) {
        throw invalid(`Trial ${entity.key} has trial components and cannot be deleted.`);
      }
      await context.tables.entities.remove("trial", entity.key);
      return { TrialArn: trialArn(context.place, entity.key) };
    },
  },
  ListTrials: {
    input: structure({ ...PAGE, ExperimentName: NAME, TrialComponentName: NAME }),
    output: pageOf("TrialSummaries", TRIAL_SUMMARY),
    writes: false,
    async run(context, input) {
      const experiment = optionalText(input, "ExperimentName");
      const component = optionalText(input, "TrialComponentName");
      const parent = experiment === undefined
        ? undefined
        : (await findExperimentAnyhow(context, experiment)).key;
      if (component !== undefined) await findComponentAnyhow(context, component);
      const { entities, rest } = await page(
        input,
        (query) =>
          context.tables.entities.list("trial", {
            ...query,
            parent,
            component: component === undefined ? undefined : keyOf(component),
          }),
      );
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
