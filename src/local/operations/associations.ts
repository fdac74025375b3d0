/**
 * Associations of lineage: which artifact a run produced, and which it used.
 *
 * @module
 */
import { alreadyExists, notFound } from "../errors.ts";
import { oneOf, structure, text, TIME } from "../model/shape.ts";
import { LINEAGE_ARN } from "../model/types.ts";
import type { Body } from "../store/store.ts";
import { findArtifact } from "./artifacts.ts";
import { findExperiment } from "./experiments.ts";
import {
  type Context,
  type Input,
  numberOf,
  type Operations,
  optionalText,
  pick,
  textOf,
} from "./operation.ts";
import { slicePage } from "./paging.ts";
import { findComponent } from "./trial_components.ts";

const SORTABLE = [
  "SourceArn",
  "DestinationArn",
  "SourceType",
  "DestinationType",
  "CreationTime",
] as const;

/** Members of an association by which they are listed. */
const FILTERS = [
  "SourceArn",
  "DestinationArn",
  "SourceType",
  "DestinationType",
  "AssociationType",
] as const;

const TYPE = oneOf("ContributedTo", "AssociatedWith", "DerivedFrom", "Produced", "SameAs");

/** Operations on associations. */
export const associationOperations: Operations = {
  AddAssociation: {
    input: structure({
      "SourceArn*": LINEAGE_ARN,
      "DestinationArn*": LINEAGE_ARN,
      AssociationType: TYPE,
    }),
    writes: true,
    run(context, input) {
      const { tables, now } = context;
      const { SourceArn, DestinationArn, key } = endsOf(input);
      const source = nodeOf(context, SourceArn);
      const destination = nodeOf(context, DestinationArn);
      if (tables.entities.get("association", key)) {
        throw alreadyExists("Association", `${SourceArn}, ${DestinationArn}`);
      }
      const body = {
        ...pick(input, "SourceArn", "DestinationArn", "AssociationType"),
        SourceType: source.type,
        SourceName: source.name,
        DestinationType: destination.type,
        DestinationName: destination.name,
      };
      tables.entities.put("association", { key, parent: null, created: now, modified: now, body });
      return { SourceArn, DestinationArn };
    },
  },
  DeleteAssociation: {
    input: structure({ "SourceArn*": LINEAGE_ARN, "DestinationArn*": LINEAGE_ARN }),
    writes: true,
    run({ tables }, input) {
      const { SourceArn, DestinationArn, key } = endsOf(input);
      if (!tables.entities.get("association", key)) {
        throw notFound("Association", `${SourceArn}, ${DestinationArn}`);
      }
      tables.entities.remove("association", key);
      return { SourceArn, DestinationArn };
    },
  },
  ListAssociations: {
    input: structure({
      SourceArn: LINEAGE_ARN,
      DestinationArn: LINEAGE_ARN,
      SourceType: text(0, 256),
      DestinationType: text(0, 256),
      AssociationType: TYPE,
      CreatedAfter: TIME,
      CreatedBefore: TIME,
      SortBy: oneOf(...SORTABLE),
      SortOrder: oneOf("Ascending", "Descending"),
      NextToken: text(0, 8192),
      MaxResults: { type: "whole", min: 1, max: 100 },
    }),
    writes: false,
    run: listAssociations,
  },
};

function listAssociations({ tables }: Context, input: Input): Body {
  const found = tables.entities.list("association", {
    members: Object.fromEntries(FILTERS.map((name) => [`$.${name}`, optionalText(input, name)])),
    createdAfter: numberOf(input, "CreatedAfter"),
    createdBefore: numberOf(input, "CreatedBefore"),
    sortBy: "CreationTime",
    descending: input["SortOrder"] !== "Ascending",
    limit: Number.MAX_SAFE_INTEGER,
  }).map(({ body, created }): Body => ({ ...body, CreationTime: created }));
  const sortBy = optionalText(input, "SortBy") ?? "CreationTime";
  if (sortBy !== "CreationTime") sortByText(found, sortBy, input["SortOrder"] === "Ascending");
  const { items, rest } = slicePage(input, found);
  return { AssociationSummaries: items, ...rest };
}

function sortByText(items: Body[], member: string, isAscending: boolean): void {
  const sign = isAscending ? 1 : -1;
  items.sort((a, b) => {
    const [left, right] = [String(a[member]), String(b[member])];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

function endsOf(
  input: Input,
): { readonly SourceArn: string; readonly DestinationArn: string; readonly key: string } {
  const SourceArn = textOf(input, "SourceArn");
  const DestinationArn = textOf(input, "DestinationArn");
  // No ARN has a space.
  return { SourceArn, DestinationArn, key: `${SourceArn} ${DestinationArn}`.toLowerCase() };
}

/** What an end of an association is; it must be there. */
function nodeOf(
  context: Context,
  arn: string,
): { readonly type: unknown; readonly name: unknown } {
  const [, kind = "", name = ""] = /^(?:[^:]*:){5}([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (kind === "experiment") {
    const { body } = findExperiment(context, name);
    return { type: "Experiment", name: body["ExperimentName"] };
  }
  if (kind === "experiment-trial-component") {
    const { body } = findComponent(context, name);
    return { type: "TrialComponent", name: body["TrialComponentName"] };
  }
  if (kind !== "artifact") throw notFound("Lineage entity", arn);
  const { body } = findArtifact(context, arn);
  return { type: body["ArtifactType"], name: body["ArtifactName"] };
}
