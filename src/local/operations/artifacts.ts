/**
 * Artifacts of lineage: data, models and graphs that runs produce and use.
 *
 * @module
 */
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { oneOf, structure, text } from "../model/shape.ts";
import {
  ARTIFACT_SOURCE,
  LINEAGE_ARN,
  METADATA,
  NAME,
  PAGE,
  PROPERTIES,
  TAGS,
} from "../model/types.ts";
import type { Entity, EntityQuery } from "../store/store.ts";
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

const MEMBERS = ["ArtifactName", "Source", "ArtifactType", "Properties", "MetadataProperties"];

/** An artifact that must be there. */
export function findArtifact({ tables }: Context, arn: string): Entity {
  const found = tables.entities.get("artifact", keyOf(arn.slice(arn.lastIndexOf("/") + 1)));
  if (!found) throw notFound("Artifact", arn);
  return found;
}

/** Operations on artifacts. */
export const artifactOperations: Operations = {
  CreateArtifact: {
    input: structure({
      ArtifactName: NAME,
      "Source*": ARTIFACT_SOURCE,
      "ArtifactType*": text(0, 256),
      Properties: PROPERTIES,
      MetadataProperties: METADATA,
      Tags: TAGS,
    }),
    writes: true,
    run({ tables, place, now }, input) {
      const name = optionalText(input, "ArtifactName");
      // AWS makes the id; the name, where there is one, is unique as well.
      const parent = name === undefined ? null : keyOf(name);
      if (name !== undefined && parent !== null && tables.entities.count("artifact", parent) > 0) {
        throw alreadyExists("Artifact", name);
      }
      const key = crypto.randomUUID().replaceAll("-", "");
      const body = pick(input, ...MEMBERS, "Tags");
      tables.entities.put("artifact", { key, parent, created: now, modified: now, body });
      return { ArtifactArn: artifactArn(place, key) };
    },
  },
  DescribeArtifact: {
    input: structure({ "ArtifactArn*": LINEAGE_ARN }),
    writes: false,
    run(context, input) {
      const entity = findArtifact(context, textOf(input, "ArtifactArn"));
      return {
        ...pick(entity.body, ...MEMBERS),
        ArtifactArn: artifactArn(context.place, entity.key),
        ...times(entity),
      };
    },
  },
  ListArtifacts: {
    input: structure({
      ...PAGE,
      SourceUri: text(1, 2048),
      ArtifactType: text(0, 256),
      SortBy: oneOf("CreationTime"),
    }),
    writes: false,
    run({ tables, place }, input) {
      const { entities, rest } = page(input, (query) =>
        tables.entities.list("artifact", {
          ...query,
          members: {
            "$.Source.SourceUri": optionalText(input, "SourceUri"),
            "$.ArtifactType": optionalText(input, "ArtifactType"),
          },
        }));
      return {
        ArtifactSummaries: entities.map((entity) => ({
          ...pick(entity.body, "ArtifactName", "Source", "ArtifactType"),
          ArtifactArn: artifactArn(place, entity.key),
          ...times(entity),
        })),
        ...rest,
      };
    },
  },
  DeleteArtifact: {
    input: structure({ ArtifactArn: LINEAGE_ARN, Source: ARTIFACT_SOURCE }),
    writes: true,
    run(context, input) {
      const { tables, place } = context;
      const { key } = toDelete(context, input);
      const ArtifactArn = artifactArn(place, key);
      if (isAssociated(context, ArtifactArn)) {
        throw invalid(`Artifact ${ArtifactArn} has associations and cannot be deleted.`);
      }
      tables.entities.remove("artifact", key);
      return { ArtifactArn };
    },
  },
};

function artifactArn({ arnPrefix }: Place, id: string): string {
  return `${arnPrefix}artifact/${id}`;
}

const ONE = { sortBy: "CreationTime", descending: true, limit: 1 } satisfies EntityQuery;

function toDelete(context: Context, input: Input): Entity {
  const arn = optionalText(input, "ArtifactArn");
  if (arn !== undefined) return findArtifact(context, arn);
  // Checked against the model.
  const source = input["Source"] as { readonly SourceUri: string } | null | undefined;
  if (!source) throw invalid("Either ArtifactArn or Source must be specified.");
  const members = { "$.Source.SourceUri": source.SourceUri };
  const [found] = context.tables.entities.list("artifact", { ...ONE, members });
  if (!found) throw notFound("Artifact", source.SourceUri);
  return found;
}

function isAssociated({ tables }: Context, arn: string): boolean {
  return ["$.SourceArn", "$.DestinationArn"].some((end) =>
    tables.entities.list("association", { ...ONE, members: { [end]: arn } }).length > 0
  );
}
