/**
 * Lineage contexts: groups of other lineage entities, such as an endpoint.
 *
 * @module
 */
import { CONTEXT, CONTEXT_SUMMARY, pageOf, texts } from "../model/outputs.ts";
import { structure } from "../model/shape.ts";
import {
  CONTEXT_NAME,
  CONTEXT_NAME_OR_ARN,
  DESCRIPTION,
  LINEAGE_PROPERTIES,
  LINEAGE_SOURCE,
  LINEAGE_TYPE,
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

const CONTEXTS: NamedLineage = {
  kind: "context",
  summary: ["ContextName", "Source", "ContextType"],
  details: ["Description", "Properties"],
  updated: ["Description"],
};

/** Operations on lineage contexts. */
export const contextOperations: Operations = {
  CreateContext: {
    input: structure({
      "ContextName*": CONTEXT_NAME,
      "Source*": LINEAGE_SOURCE,
      "ContextType*": LINEAGE_TYPE,
      Description: DESCRIPTION,
      Properties: LINEAGE_PROPERTIES,
      Tags: TAGS,
    }),
    output: texts("ContextArn"),
    writes: true,
    run: (context, input) => createNamed(CONTEXTS, context, input),
  },
  DescribeContext: {
    input: structure({ "ContextName*": CONTEXT_NAME_OR_ARN }),
    output: CONTEXT,
    writes: false,
    run: (context, input) => describeNamed(CONTEXTS, context, input),
  },
  UpdateContext: {
    input: structure({
      "ContextName*": CONTEXT_NAME,
      Description: DESCRIPTION,
      Properties: LINEAGE_PROPERTIES,
      PropertiesToRemove: PROPERTY_KEYS,
    }),
    output: texts("ContextArn"),
    writes: true,
    run: (context, input) => updateNamed(CONTEXTS, context, input),
  },
  DeleteContext: {
    input: structure({ "ContextName*": CONTEXT_NAME }),
    output: texts("ContextArn"),
    writes: true,
    run: (context, input) => deleteNamed(CONTEXTS, context, input),
  },
  ListContexts: {
    input: structure({ ...PAGE, SourceUri: SOURCE_URI, ContextType: LINEAGE_TYPE }),
    output: pageOf("ContextSummaries", CONTEXT_SUMMARY),
    writes: false,
    run: (context, input) => listNamed(CONTEXTS, context, input),
  },
};
