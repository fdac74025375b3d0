/**
 * Lineage associations, such as inputs that contributed to a run and outputs that it produced.
 *
 * @module
 */
import { entitySlices } from "../entity_slices.ts";
import { alreadyExists, notFound } from "../errors.ts";
import { ASSOCIATION_SUMMARY, pageOf, texts } from "../model/outputs.ts";
import { oneOf, structure } from "../model/shape.ts";
import { EDGE_TYPE, LINEAGE_ARN, LINEAGE_TYPE, PAGE } from "../model/types.ts";
import { type Body, type Entity, EVERYTHING } from "../store/entities.ts";
import { associationKey, findLineageEnd } from "./association_record.ts";
import { findAnyhow } from "./damaged.ts";
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
import { checkQuota } from "./quota.ts";

/** Members of an association that ListAssociations can filter by. */
const FILTERS = [
  "SourceArn",
  "DestinationArn",
  "SourceType",
  "DestinationType",
  "AssociationType",
] as const;

/** Associations to read at a time. */
const LISTED_AT_ONCE = 1_000;

/** Operations on lineage associations. */
export const associationOperations: Operations = {
  AddAssociation: {
    input: structure({
      "SourceArn*": LINEAGE_ARN,
      "DestinationArn*": LINEAGE_ARN,
      AssociationType: EDGE_TYPE,
    }),
    output: texts("SourceArn", "DestinationArn"),
    writes: true,
    run: addAssociation,
  },
  DeleteAssociation: {
    input: structure({ "SourceArn*": LINEAGE_ARN, "DestinationArn*": LINEAGE_ARN }),
    output: texts("SourceArn", "DestinationArn"),
    writes: true,
    async run({ tables }, input) {
      const key = associationKey(textOf(input, "SourceArn"), textOf(input, "DestinationArn"));
      const found = await findAnyhow(tables.entities, "association", key);
      if (!found) throw notFound("Association", key.replace(" ", " to "));
      await tables.entities.remove("association", key);
      const [SourceArn, DestinationArn] = key.split(" ");
      return { SourceArn, DestinationArn };
    },
  },
  ListAssociations: {
    input: structure({
      ...PAGE,
      SortBy: oneOf(
        "SourceArn",
        "DestinationArn",
        "SourceType",
        "DestinationType",
        "CreationTime",
      ),
      SourceArn: LINEAGE_ARN,
      DestinationArn: LINEAGE_ARN,
      SourceType: LINEAGE_TYPE,
      DestinationType: LINEAGE_TYPE,
      AssociationType: EDGE_TYPE,
    }),
    output: pageOf("AssociationSummaries", ASSOCIATION_SUMMARY),
    writes: false,
    run: listAssociations,
  },
};

async function addAssociation(context: Context, input: Input): Promise<Body> {
  const { tables, quotas, now } = context;
  const source = await findLineageEnd(context, textOf(input, "SourceArn"));
  const destination = await findLineageEnd(context, textOf(input, "DestinationArn"));
  const key = associationKey(source.arn, destination.arn);
  if (await tables.entities.get("association", key)) {
    throw alreadyExists("Association", `${source.arn} to ${destination.arn}`);
  }
  await checkQuota(
    "Total number of lineage associations",
    quotas.associations,
    () => tables.entities.count("association"),
  );
  const ends = { SourceArn: source.arn, DestinationArn: destination.arn };
  const body = {
    ...ends,
    SourceType: source.type,
    DestinationType: destination.type,
    ...pick(input, "AssociationType"),
    SourceName: source.name,
    DestinationName: destination.name,
  };
  await tables.entities.put("association", {
    key,
    parent: source.arn,
    created: now,
    modified: now,
    body,
  });
  return ends;
}

async function listAssociations({ tables }: Context, input: Input): Promise<Body> {
  const ofSource = optionalText(input, "SourceArn")?.toLowerCase();
  const ofDestination = optionalText(input, "DestinationArn")?.toLowerCase();
  const wanted = FILTERS.flatMap((member) => {
    const value = optionalText(input, member);
    return value === undefined
      ? []
      : [{ member, value: member.endsWith("Arn") ? value.toLowerCase() : value }];
  });
  const query = {
    ...EVERYTHING,
    parent: ofSource,
    // One index is enough: the other end is compared below.
    lookup: ofSource === undefined ? ofDestination : undefined,
    createdAfter: numberOf(input, "CreatedAfter"),
    createdBefore: numberOf(input, "CreatedBefore"),
    includesTimes: true,
    descending: input["SortOrder"] !== "Ascending",
  };
  const found: Entity[] = [];
  for await (const slice of entitySlices(tables, "association", query, LISTED_AT_ONCE)) {
    const isWanted = ({ body }: Entity): boolean =>
      wanted.every(({ member, value }) => body[member] === value);
    for (const one of slice) if (isWanted(one)) found.push(one);
  }
  const sortBy = optionalText(input, "SortBy") ?? "CreationTime";
  const sorted = sortBy === "CreationTime" ? found : sortByText(found, sortBy, input["SortOrder"]);
  const { items, rest } = slicePage(input, sorted);
  return {
    AssociationSummaries: items.map(({ body, created }) => ({ ...body, CreationTime: created })),
    ...rest,
  };
}

function sortByText(
  entities: readonly Entity[],
  member: string,
  order: unknown,
): readonly Entity[] {
  const sign = order === "Ascending" ? 1 : -1;
  const keyed = entities.map((entity) => ({ entity, key: String(entity.body[member] ?? "") }));
  keyed.sort((a, b) => a.key === b.key ? 0 : a.key < b.key ? -sign : sign);
  return keyed.map(({ entity }) => entity);
}
