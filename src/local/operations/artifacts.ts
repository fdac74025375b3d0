/**
 * Lineage artifacts, identified by URI, which associations link with trial components.
 *
 * @module
 */
import { alreadyExists, invalid, notFound } from "../errors.ts";
import { ARTIFACT, ARTIFACT_SUMMARY, pageOf, texts } from "../model/outputs.ts";
import { oneOf, structure } from "../model/shape.ts";
import {
  ARTIFACT_ARN,
  ARTIFACT_PROPERTIES,
  ARTIFACT_SOURCE,
  LINEAGE_TYPE,
  METADATA,
  NAME,
  PAGE,
  PROPERTY_KEYS,
  SOURCE_URI,
  TAGS,
} from "../model/types.ts";
import { type Body, type Entity, EVERYTHING } from "../store/entities.ts";
import { renameInAssociations } from "./association_record.ts";
import { findAnyhow } from "./damaged.ts";
import { listLineage, requireUnlinked, updatedProperties } from "./lineage_records.ts";
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
import { checkQuota } from "./quota.ts";
import { newTags } from "./tags.ts";

/** An artifact's URI, and the values that distinguish its states. */
interface Source {
  readonly SourceUri: string;
  readonly SourceTypes?: readonly { readonly SourceIdType: string; readonly Value: string }[];
}

/** Operations on lineage artifacts. */
export const artifactOperations: Operations = {
  CreateArtifact: {
    input: structure({
      ArtifactName: NAME,
      "Source*": ARTIFACT_SOURCE,
      "ArtifactType*": LINEAGE_TYPE,
      Properties: ARTIFACT_PROPERTIES,
      MetadataProperties: METADATA,
      Tags: TAGS,
    }),
    output: texts("ArtifactArn"),
    writes: true,
    run: createArtifact,
  },
  DescribeArtifact: {
    input: structure({ "ArtifactArn*": ARTIFACT_ARN }),
    output: ARTIFACT,
    writes: false,
    async run(context, input) {
      const entity = await findByArn(context, textOf(input, "ArtifactArn"));
      return {
        ...artifactSummary(context, entity),
        ...pick(entity.body, "Properties", "MetadataProperties"),
      };
    },
  },
  UpdateArtifact: {
    input: structure({
      "ArtifactArn*": ARTIFACT_ARN,
      ArtifactName: NAME,
      Properties: ARTIFACT_PROPERTIES,
      PropertiesToRemove: PROPERTY_KEYS,
    }),
    output: texts("ArtifactArn"),
    writes: true,
    run: updateArtifact,
  },
  ListArtifacts: {
    input: structure({
      ...PAGE,
      SortBy: oneOf("CreationTime"),
      SourceUri: SOURCE_URI,
      ArtifactType: LINEAGE_TYPE,
    }),
    output: pageOf("ArtifactSummaries", ARTIFACT_SUMMARY),
    writes: false,
    async run(context, input) {
      const { entities, rest } = await listLineage(context, input, "artifact");
      return {
        ArtifactSummaries: entities.map((entity) => artifactSummary(context, entity)),
        ...rest,
      };
    },
  },
  DeleteArtifact: {
    input: structure({ ArtifactArn: ARTIFACT_ARN, Source: ARTIFACT_SOURCE }),
    output: texts("ArtifactArn"),
    writes: true,
    async run(context, input) {
      const entity = await findByArnOrSource(context, input);
      const ArtifactArn = artifactArn(context.place, entity);
      await requireUnlinked(context, "artifact", ArtifactArn);
      await context.tables.entities.remove("artifact", entity.key);
      return { ArtifactArn };
    },
  },
};

async function createArtifact(context: Context, input: Input): Promise<Body> {
  const { tables, place, quotas, behavior, now } = context;
  const source = sourceOf(input);
  const name = optionalText(input, "ArtifactName");
  const same = await findBySource(context, source) ??
    (behavior.uniqueArtifactNames && name !== undefined
      ? await findByName(context, name)
      : undefined);
  if (same) throw alreadyExists("Artifact", name ?? source.SourceUri);
  await checkQuota(
    "Total number of lineage artifacts",
    quotas.artifacts,
    () => tables.entities.count("artifact"),
  );
  const entity = {
    key: crypto.randomUUID().replaceAll("-", ""),
    parent: source.SourceUri,
    created: now,
    modified: now,
    body: {
      ...pick(
        input,
        "ArtifactName",
        "Source",
        "ArtifactType",
        "Properties",
        "MetadataProperties",
      ),
      ...newTags(input),
    },
  };
  await tables.entities.put("artifact", entity);
  return { ArtifactArn: artifactArn(place, entity) };
}

async function updateArtifact(context: Context, input: Input): Promise<Body> {
  const { tables, place, behavior, now } = context;
  const entity = await findByArn(context, textOf(input, "ArtifactArn"));
  const ArtifactArn = artifactArn(place, entity);
  const name = optionalText(input, "ArtifactName");
  if (name !== undefined && name !== entity.body["ArtifactName"]) {
    const same = behavior.uniqueArtifactNames && await findByName(context, name, entity.key);
    if (same) throw alreadyExists("Artifact", name);
    await renameInAssociations(context, ArtifactArn, name);
  }
  const body = {
    ...entity.body,
    ...pick(input, "ArtifactName"),
    ...updatedProperties(entity.body, input),
  };
  await tables.entities.put("artifact", { ...entity, modified: now, body });
  return { ArtifactArn };
}

function artifactSummary({ place }: Context, entity: Entity): Body {
  return {
    ArtifactArn: artifactArn(place, entity),
    ...pick(entity.body, "ArtifactName", "Source", "ArtifactType"),
    ...times(entity),
  };
}

function artifactArn({ arnPrefix }: Place, { key }: Pick<Entity, "key">): string {
  return `${arnPrefix}artifact/${key}`;
}

/** Returns an artifact that may be damaged if its ARN is given. */
async function findByArnOrSource(context: Context, input: Input): Promise<Pick<Entity, "key">> {
  const arn = optionalText(input, "ArtifactArn");
  if (arn !== undefined) {
    const key = keyIn(context.place, arn);
    const found = await findAnyhow(context.tables.entities, "artifact", key);
    if (!found) throw notFound("Artifact", arn);
    return found;
  }
  if (input["Source"] === undefined) {
    throw invalid("Either ArtifactArn or Source must be specified.");
  }
  const source = sourceOf(input);
  const found = await findBySource(context, source);
  if (!found) throw notFound("Artifact", source.SourceUri);
  return found;
}

async function findByArn({ tables, place }: Context, arn: string): Promise<Entity> {
  const found = await tables.entities.get("artifact", keyIn(place, arn));
  if (!found) throw notFound("Artifact", arn);
  return found;
}

/** Returns the key in an artifact's ARN. */
function keyIn(place: Place, arn: string): string {
  const key = arn.slice(arn.lastIndexOf("/") + 1).toLowerCase();
  if (artifactArn(place, { key }) !== arn.toLowerCase()) throw notFound("Artifact", arn);
  return key;
}

async function findBySource({ tables }: Context, source: Source): Promise<Entity | undefined> {
  const ofUri = await tables.entities.list("artifact", { ...EVERYTHING, parent: source.SourceUri });
  return ofUri.find(({ body }) => identityOf(sourceOf(body)) === identityOf(source));
}

/** Returns an artifact with a name, other than that of a key. */
async function findByName(
  { tables }: Context,
  name: string,
  except?: string,
): Promise<Entity | undefined> {
  // Names may not have been unique when the artifacts were created.
  const query = { ...EVERYTHING, lookup: keyOf(name), limit: 2 };
  const found = await tables.entities.list("artifact", query);
  return found.find(({ key }) => key !== except);
}

/** Returns the source of an artifact. It was validated against the model when it was received. */
function sourceOf(values: Body): Source {
  return values["Source"] as Source;
}

/** Returns a string that is equal for equal sources, regardless of the order of their types. */
function identityOf({ SourceUri, SourceTypes = [] }: Source): string {
  const types = SourceTypes.map(({ SourceIdType, Value }) => [SourceIdType, Value]).sort();
  return JSON.stringify([SourceUri, types]);
}
