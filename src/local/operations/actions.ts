/**
 * Lineage actions: activities, such as the deployment of a model.
 *
 * @module
 */
import { ACTION, ACTION_SUMMARY, pageOf, texts } from "../model/outputs.ts";
import { structure } from "../model/shape.ts";
import {
  ACTION_STATUS,
  DESCRIPTION,
  LINEAGE_PROPERTIES,
  LINEAGE_SOURCE,
  LINEAGE_TYPE,
  METADATA,
  NAME,
  NAME_OR_ARN,
  PAGE,
  PROPERTY_KEYS,
  SOURCE_URI,
  TAGS,
} from "../model/types.ts";
import {
  createNamed,
  deleteNamed,
  describeNamed,
  listNamed,
  type NamedLineage,
  updateNamed,
} from "./named_lineage.ts";
import type { Operations } from "./operation.ts";

const ACTIONS: NamedLineage = {
  kind: "action",
  summary: ["ActionName", "Source", "ActionType", "Status"],
  details: ["Description", "Properties", "MetadataProperties"],
  updated: ["Description", "Status"],
};

/** Operations on lineage actions. */
export const actionOperations: Operations = {
  CreateAction: {
    input: structure({
      "ActionName*": NAME,
      "Source*": LINEAGE_SOURCE,
      "ActionType*": LINEAGE_TYPE,
      Description: DESCRIPTION,
      Status: ACTION_STATUS,
      Properties: LINEAGE_PROPERTIES,
      MetadataProperties: METADATA,
      Tags: TAGS,
    }),
    output: texts("ActionArn"),
    writes: true,
    run: (context, input) => createNamed(ACTIONS, context, input),
  },
  DescribeAction: {
    input: structure({ "ActionName*": NAME_OR_ARN }),
    output: ACTION,
    writes: false,
    run: (context, input) => describeNamed(ACTIONS, context, input),
  },
  UpdateAction: {
    input: structure({
      "ActionName*": NAME,
      Description: DESCRIPTION,
      Status: ACTION_STATUS,
      Properties: LINEAGE_PROPERTIES,
      PropertiesToRemove: PROPERTY_KEYS,
    }),
    output: texts("ActionArn"),
    writes: true,
    run: (context, input) => updateNamed(ACTIONS, context, input),
  },
  DeleteAction: {
    input: structure({ "ActionName*": NAME }),
    output: texts("ActionArn"),
    writes: true,
    run: (context, input) => deleteNamed(ACTIONS, context, input),
  },
  ListActions: {
    input: structure({ ...PAGE, SourceUri: SOURCE_URI, ActionType: LINEAGE_TYPE }),
    output: pageOf("ActionSummaries", ACTION_SUMMARY),
    writes: false,
    run: (context, input) => listNamed(ACTIONS, context, input),
  },
};
