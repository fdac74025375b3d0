/**
 * Makes a run's lineage anew at the far side: its graphs and other artifacts that are linked with it.
 * Browser-safe.
 *
 * @module
 */
import { parseAddress } from "../artifacts/address.ts";
import { describeObject } from "../artifacts/download.ts";
import { associate, ensureArtifact } from "../artifacts/lineage.ts";
import type { CallOptions } from "../session/caller.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import type { KeptCursor } from "./cursor.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";

/** An artifact that is linked with a run. */
export interface LineageLink {
  /** What tells it from the run's others. */
  readonly id: string;
  /** ARN of the artifact here. */
  readonly artifactArn: string;
  /** Which way they are linked. */
  readonly direction: ArtifactDirection;
}

/** A link whose artifact was looked at. */
export interface LineageCopy extends LineageLink {
  /** Name. */
  readonly name: string;
  /** Type. */
  readonly type: string;
  /** Address. */
  readonly uri: string;
}

/** The links of a run that have not arrived: two requests, which no change of a run tells of. */
export async function findLinks(
  session: Session,
  arn: string,
  { state }: KeptCursor,
  options: CallOptions,
): Promise<readonly LineageLink[]> {
  const links: LineageLink[] = [];
  for (const direction of ["output", "input"] as const) {
    const end = direction === "output" ? { SourceArn: arn } : { DestinationArn: arn };
    const associations = allItems(async (token) => {
      const page = await session.sagemaker.call("ListAssociations", { ...end, ...token }, options);
      return { items: page.AssociationSummaries, nextToken: page.NextToken };
    });
    for await (const { SourceArn = "", DestinationArn = "" } of associations) {
      const artifactArn = direction === "output" ? DestinationArn : SourceArn;
      const id = `${direction} ${artifactArn}`;
      if (!artifactArn.includes(":artifact/") || state.links.includes(id)) continue;
      links.push({ id, artifactArn, direction });
    }
  }
  return links;
}

/** Looks at the artifacts of links. */
export async function describeLinks(
  { sagemaker }: Session,
  links: readonly LineageLink[],
  options: CallOptions,
): Promise<readonly LineageCopy[]> {
  const copies: LineageCopy[] = [];
  for (const link of links) {
    const { ArtifactName = "", ArtifactType = "", Source } = await sagemaker.call(
      "DescribeArtifact",
      { ArtifactArn: link.artifactArn },
      options,
    );
    copies.push({ ...link, name: ArtifactName, type: ArtifactType, uri: Source?.SourceUri ?? "" });
  }
  return copies;
}

/** Makes an artifact anew, and links it with the far side's run. */
export async function copyLink(
  to: Session,
  farArn: string,
  link: LineageCopy,
  uri: string,
  cursor: KeptCursor,
  options: CallOptions,
): Promise<void> {
  const { state } = cursor;
  const { id, name, type, direction } = link;
  let artifactArn: string | undefined = state.artifacts[id];
  if (artifactArn === undefined) {
    const address = uri === link.uri ? undefined : parseAddress(uri);
    const facts = address && await describeObject(to, address, options);
    artifactArn = await ensureArtifact(to, { name, type, uri, etag: facts?.etag }, options);
    state.artifacts = { ...state.artifacts, [id]: artifactArn };
    await cursor.save();
  }
  await associate(to, farArn, { artifactArn, name }, direction, options);
  state.links = [...state.links, id];
  await cursor.save();
}
