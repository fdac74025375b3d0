/**
 * The lineage of a run: its graphs and other artifacts that are linked with it.
 *
 * @module
 */
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { RunCursor } from "./cursor.ts";
import type { NearSide } from "./near_side.ts";

/** A link between a run and an artifact at the near side. */
export interface LineageLink {
  /** What tells it from the run's others. */
  readonly id: string;
  /** ARN of the artifact. */
  readonly artifactArn: string;
  /** Whether the run used or made the artifact. */
  readonly direction: ArtifactDirection;
}

/** A link whose artifact was looked up. */
export interface LineageCopy extends LineageLink {
  readonly name: string;
  readonly type: string;
  /** Near address of the artifact. */
  readonly uri: string;
}

/** Finds the links of a run that have not arrived: two requests, since a new link changes no run. */
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

/** Looks up the artifacts of links. */
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
