/**
 * Links between trial components and trials.
 *
 * @module
 */
import { invalid, notFound } from "../errors.ts";
import { texts } from "../model/outputs.ts";
import { structure } from "../model/shape.ts";
import { NAME } from "../model/types.ts";
import type { Body, Entity } from "../store/entities.ts";
import { componentArn, findComponent, findComponentAnyhow } from "./component_record.ts";
import { type Context, type Input, type Operations, textOf } from "./operation.ts";
import { checkQuota } from "./quota.ts";
import { findTrial, findTrialAnyhow, trialArn } from "./trials.ts";

interface Link {
  readonly trial: Pick<Entity, "key">;
  readonly component: Pick<Entity, "key">;
}

/** Operations on links between trial components and trials. */
export const componentLinkOperations: Operations = {
  AssociateTrialComponent: {
    input: structure({ "TrialComponentName*": NAME, "TrialName*": NAME }),
    output: texts("TrialComponentArn", "TrialArn"),
    writes: true,
    async run(context, input) {
      const link = await findLink(context, input);
      await join(context, link);
      return linkArns(context, link);
    },
  },
  DisassociateTrialComponent: {
    input: structure({ "TrialComponentName*": NAME, "TrialName*": NAME }),
    output: texts("TrialComponentArn", "TrialArn"),
    writes: true,
    async run(context, input) {
      const trial = await findTrialAnyhow(context, textOf(input, "TrialName"));
      const component = await findComponentAnyhow(context, textOf(input, "TrialComponentName"));
      const link = { trial, component };
      if (!await context.tables.entities.leave(link.trial.key, link.component.key)) {
        throw notFound("Association with trial component", link.component.key);
      }
      return linkArns(context, link);
    },
  },
};

async function join({ tables, quotas, behavior }: Context, link: Link): Promise<void> {
  const { trial, component } = link;
  if (!await tables.entities.join(trial.key, component.key)) {
    if (!behavior.refuseRepeatedAssociation) return;
    throw invalid(`Trial component ${component.key} is already associated with ${trial.key}`);
  }
  await checkQuota(
    "Total number of trial components allowed in a single trial, excluding those created " +
      "automatically by SageMaker",
    quotas.componentsPerTrial,
    async () => {
      const { all, ofJobs } = await tables.entities.memberCount(trial.key);
      // Without the one that has just joined.
      return all - ofJobs - 1;
    },
  );
}

async function findLink(context: Context, input: Input): Promise<Link> {
  return {
    trial: await findTrial(context, textOf(input, "TrialName")),
    component: await findComponent(context, textOf(input, "TrialComponentName")),
  };
}

function linkArns({ place }: Context, { trial, component }: Link): Body {
  return {
    TrialComponentArn: componentArn(place, component.key),
    TrialArn: trialArn(place, trial.key),
  };
}
