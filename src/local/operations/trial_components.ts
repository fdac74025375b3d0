/**
 * Trial components, which store runs.
 *
 * @module
 */
import { removeCursors } from "../cursors.ts";
import { removeHeartbeats } from "../heartbeats.ts";
import { alreadyExists, invalid } from "../errors.ts";
import { COMPONENT, COMPONENT_SUMMARY, pageOf, texts } from "../model/outputs.ts";
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
import type { Body, Entity } from "../store/entities.ts";
import { removeAssociations } from "./association_record.ts";
import {
  componentArn,
  componentRecord,
  findComponent,
  findComponentAnyhow,
  readableTimes,
} from "./component_record.ts";
import { newValues, updatedValues } from "./component_values.ts";
import { findExperimentAnyhow } from "./experiments.ts";
import {
  type Context,
  type Input,
  keyOf,
  type Operations,
  optionalText,
  pick,
  textOf,
  times,
} from "./operation.ts";
import { page } from "./paging.ts";
import { findTrialAnyhow } from "./trials.ts";

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
    output: texts("TrialComponentArn"),
    writes: true,
    async run(context, input) {
      const { tables, place, now } = context;
      const name = textOf(input, "TrialComponentName");
      const key = keyOf(name);
      if (await tables.entities.get("component", key)) throw alreadyExists("Trial component", name);
      const body = newValues(context, input);
      await tables.entities.put("component", {
        key,
        parent: null,
        created: now,
        modified: now,
        body,
      });
      return { TrialComponentArn: componentArn(place, name) };
    },
  },
  DescribeTrialComponent: {
    input: structure({ "TrialComponentName*": NAME_OR_ARN }),
    output: COMPONENT,
    writes: false,
    run: async (context, input) =>
      componentRecord(context, await findComponent(context, textOf(input, "TrialComponentName"))),
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
    output: texts("TrialComponentArn"),
    writes: true,
    async run(context, input) {
      const entity = await findComponent(context, textOf(input, "TrialComponentName"));
      const body = updatedValues(context, entity.body, input);
      await context.tables.entities.put("component", { ...entity, modified: context.now, body });
      return { TrialComponentArn: componentArn(context.place, entity.key) };
    },
  },
  DeleteTrialComponent: {
    input: structure({ "TrialComponentName*": NAME }),
    output: texts("TrialComponentArn"),
    writes: true,
    async run(context, input) {
      const { tables, place } = context;
      const { key } = await findComponentAnyhow(context, textOf(input, "TrialComponentName"));
      if ((await tables.entities.trialsOf(key)).length > 0) {
        throw invalid(
          `TrialComponent ${key} is linked to 1 or more trials and cannot be deleted.`,
        );
      }
      await removeAssociations(context, componentArn(place, key));
      await tables.points.remove(key);
      await tables.entities.remove("component", key);
      await removeHeartbeats(tables.entities, key);
      await removeCursors(tables, key);
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
    output: pageOf("TrialComponentSummaries", COMPONENT_SUMMARY),
    writes: false,
    run: listComponents,
  },
};

async function listComponents(context: Context, input: Input): Promise<Body> {
  const experiment = optionalText(input, "ExperimentName");
  const trial = optionalText(input, "TrialName");
  const sourceArn = optionalText(input, "SourceArn");
  if ([experiment, trial, sourceArn].filter((filter) => filter !== undefined).length > 1) {
    throw invalid("Only one of ExperimentName, TrialName and SourceArn can be specified.");
  }
  const within = {
    experiment: experiment && (await findExperimentAnyhow(context, experiment)).key,
    trial: trial && (await findTrialAnyhow(context, trial)).key,
    parent: sourceArn,
  };
  const { entities, rest } = await page(
    input,
    (query) => context.tables.entities.list("component", { ...query, ...within }),
  );
  return {
    TrialComponentSummaries: entities.map((entity) => componentSummary(context, entity)),
    ...rest,
  };
}

function componentSummary({ place }: Context, entity: Entity): Body {
  const { TrialComponentName, Source } = entity.body;
  return {
    DisplayName: TrialComponentName,
    ...pick(entity.body, "TrialComponentName", "DisplayName", "Status", "StartTime", "EndTime"),
    ...readableTimes(entity.body),
    ...(Source === undefined ? {} : { TrialComponentSource: Source }),
    TrialComponentArn: componentArn(place, entity.key),
    ...times(entity),
  };
}
