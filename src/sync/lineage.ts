/**
 * Finds the lineage of a run: graphs and other artifacts that are linked with it, which are copied,
 * and other lineage around them, which is not.
 *
 * @module
 */
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { RunCursor } from "./cursor.ts";
import type { LinkedEnd, NearSide } from "./near_side.ts";
import type { SyncProblem } from "./problem.ts";

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

/** The lineage of a run. */
export interface RunLineage {
  /** Links that have not arrived. */
  readonly links: readonly LineageLink[];
  /** ARNs of the artifacts of all links. */
  readonly artifactArns: readonly string[];
  /** Names of other lineage that is linked with the run. */
  readonly others: readonly string[];
}

/** Finds the lineage of a run, with two requests: a new link changes no run. */
export async function findLineage(
  near: NearSide,
  runArn: string,
  cursor: RunCursor,
): Promise<RunLineage> {
  const links: LineageLink[] = [];
  const artifactArns = new Set<string>();
  const others = new Set<string>();
  for (const direction of ["output", "input"] as const) {
    for await (const end of near.linkedEnds(runArn, direction)) {
      const { arn: artifactArn } = end;
      if (kindOf(end) !== "artifact") {
        others.add(wordsOf(end));
        continue;
      }
      artifactArns.add(artifactArn);
      const id = `${direction} ${artifactArn}`;
      if (!cursor.links.includes(id)) links.push({ id, artifactArn, direction });
    }
  }
  return { links, artifactArns: [...artifactArns], others: [...others] };
}

/**
 * Returns the names of the lineage that stays behind: entities that are linked with the run or with
 * its artifacts. Other runs of an artifact are linked with it when they are copied.
 */
export async function findLeft(
  near: NearSide,
  { artifactArns, others }: RunLineage,
): Promise<readonly string[]> {
  const left = new Set(others);
  for (const arn of artifactArns) {
    for (const end of await near.around(arn)) left.add(wordsOf(end));
  }
  return [...left].sort();
}

/** Returns the lineage that stays behind as the result of a run lists it. */
export function leftProblems({ left }: Pick<RunCursor, "left">): readonly SyncProblem[] {
  return left.map((name) => ({ kind: "lineage", name, count: 1, reason: LEFT }));
}

const LEFT = "stays behind: of lineage, a sync copies runs, their artifacts and the links of both";

function kindOf({ arn }: LinkedEnd): string {
  const [, kind = ""] = /:([a-z-]+)\/[^/]*$/i.exec(arn) ?? [];
  return kind.toLowerCase() === "experiment-trial-component" ? "run" : kind.toLowerCase();
}

/** Returns the kind and name of an entity. */
function wordsOf(end: LinkedEnd): string {
  return `${kindOf(end)} ${end.name || end.arn.slice(end.arn.lastIndexOf("/") + 1)}`;
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
