/**
 * Finds the lineage of a run: graphs and other artifacts that are linked with it.
 *
 * @module
 */
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { RunCursor } from "./cursor.ts";
import type { NearSide } from "./near_side.ts";

/** A link between a run and an artifact at the source. */
export interface LineageLink {
  /** Identifies the link among those of the run. */
  readonly id: string;
  /** ARN of the artifact. */
  readonly artifactArn: string;
  /** Whether the artifact is an input or an output of the run. */
  readonly direction: ArtifactDirection;
}

/** A link with the details of its artifact. */
export interface LineageCopy extends LineageLink {
  readonly name: string;
  readonly type: string;
  /** Address of the artifact at the source. */
  readonly uri: string;
}

/** Finds the links of a run that have not arrived, with two requests: a new link changes no run. */
export async function findLinks(
  near: NearSide,
  runArn: string,
  cursor: RunCursor,
): Promise<readonly LineageLink[]> {
  const links: LineageLink[] = [];
  for (const direction of ["output", "input"] as const) {
    for await (const artifactArn of near.linkedArns(runArn, direction)) {
      const id = `${direction} ${artifactArn}`;
      if (!artifactArn.includes(":artifact/") || cursor.links.includes(id)) continue;
      links.push({ id, artifactArn, direction });
    }
  }
  return links;
}

/** Reads the artifacts of links. */
export async function describeLinks(
  near: NearSide,
  links: readonly LineageLink[],
): Promise<readonly LineageCopy[]> {
  const copies: LineageCopy[] = [];
  for (const link of links) {
    copies.push({ ...link, ...await near.describeArtifact(link.artifactArn) });
  }
  return copies;
}
