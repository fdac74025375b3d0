/**
 * Records the lineage of a run's graphs, as SageMaker artifacts that are linked to the run.
 *
 * @module
 */
import { isAlreadyExists, isLimitExceeded } from "../session/aws_errors.ts";
import type { CallOptions } from "../session/caller.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import { LineageQuotaError } from "../rules/lineage_quota_error.ts";

/** An artifact to link to a run. */
export interface LineageArtifact {
  /** Name of the artifact. */
  readonly name: string;
  /** Type of the artifact, such as `ROCCurve`. */
  readonly type: string;
  /** The object's `s3://` URL. */
  readonly uri: string;
  /** The object's ETag, with the quotes that S3 puts around it. */
  readonly etag: string | undefined;
}

/**
 * Creates an artifact and links it to a run. Either step is skipped if its result already exists.
 *
 * @returns The artifact's ARN
 */
export async function linkArtifact(
  session: Session,
  runArn: string,
  artifact: LineageArtifact,
  direction: ArtifactDirection,
  options: CallOptions,
): Promise<string> {
  const artifactArn = await ensureArtifact(session, artifact, options);
  await associate(session, runArn, { artifactArn, name: artifact.name }, direction, options);
  return artifactArn;
}

/** Links an artifact to a run, unless they are already linked. */
export async function associate(
  { sagemaker }: Session,
  runArn: string,
  { artifactArn, name }: { readonly artifactArn: string; readonly name: string },
  direction: ArtifactDirection,
  options: CallOptions,
): Promise<void> {
  const association = direction === "output"
    ? { SourceArn: runArn, DestinationArn: artifactArn, AssociationType: "Produced" as const }
    : { SourceArn: artifactArn, DestinationArn: runArn, AssociationType: "ContributedTo" as const };
  try {
    await sagemaker.call("AddAssociation", association, options);
  } catch (error) {
    if (isLimitExceeded(error)) throw quotaError(name, "associations", error);
    if (!isAlreadyExists(error)) throw error;
  }
}

/** Returns the ARN of an artifact, and creates the artifact if it does not exist. */
export async function ensureArtifact(
  { sagemaker }: Session,
  artifact: LineageArtifact,
  options: CallOptions,
): Promise<string> {
  const { name, type, uri, etag } = artifact;
  try {
    const { ArtifactArn } = await sagemaker.call("CreateArtifact", {
      ArtifactName: name,
      ArtifactType: type,
      Source: {
        SourceUri: uri,
        SourceTypes: etag === undefined ? [] : [{ SourceIdType: "S3ETag", Value: etag }],
      },
    }, options);
    return ArtifactArn ?? "";
  } catch (error) {
    if (isLimitExceeded(error)) throw quotaError(name, "artifacts", error);
    if (!isAlreadyExists(error)) throw error;
    const arn = await findArtifact(sagemaker, artifact, options);
    if (arn === undefined) throw error;
    return arn;
  }
}

/**
 * Finds the existing artifact with the same URL and ETag, by which the service distinguishes
 * artifacts. If there is no such artifact, finds the one with the same name, for services that
 * require unique names.
 */
async function findArtifact(
  sagemaker: Session["sagemaker"],
  { name, type, uri, etag }: LineageArtifact,
  options: CallOptions,
): Promise<string | undefined> {
  const artifacts = allItems(async (token) => {
    const wanted = { SourceUri: uri, ArtifactType: type, ...token };
    const page = await sagemaker.call("ListArtifacts", wanted, options);
    return { items: page.ArtifactSummaries, nextToken: page.NextToken };
  });
  let named: string | undefined;
  for await (const { ArtifactArn, ArtifactName, Source } of artifacts) {
    const etags = Source?.SourceTypes?.filter(({ SourceIdType }) => SourceIdType === "S3ETag") ??
      [];
    const isSame = etag === undefined
      ? etags.length === 0
      : etags.some(({ Value }) => Value === etag);
    if (isSame) return ArtifactArn;
    if (ArtifactName === name) named = ArtifactArn;
  }
  return named;
}

/** AWS's default quota of each in a region ([developer guide](https://docs.aws.amazon.com/sagemaker/latest/dg/lineage-tracking-manual-creation.html)). */
const DEFAULT_QUOTA = "6,000";

function quotaError(
  name: string,
  resource: LineageQuotaError["resource"],
  cause: unknown,
): LineageQuotaError {
  return new LineageQuotaError(
    `Cannot link graph ${
      JSON.stringify(name)
    } with its run: the account has used up its quota of ` +
      `lineage ${resource} in this region (${DEFAULT_QUOTA} by default). Delete runs with ` +
      "deleteLineage, or request a higher quota in Service Quotas",
    resource,
    { cause },
  );
}
