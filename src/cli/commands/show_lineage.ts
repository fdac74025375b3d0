/**
 * Reads and formats the lineage of a run for `runlog show`.
 *
 * @module
 */
import { getLineage, type Lineage, type RunRecord, type Session } from "../../../mod.ts";
import { lineageDistances } from "../../text/lineage_distances.ts";

/** The lineage of a run, as far as it was read. */
export interface ShownLineage {
  /** The lineage; undefined if the credentials or the service do not allow it to be read. */
  readonly found: Lineage | undefined;
  /** Messages about the parts that are missing. */
  readonly remarks: readonly string[];
}

/** Errors of a service or of credentials without queries of lineage: a run is shown without it. */
const UNAVAILABLE = /^(AccessDenied(Exception)?|UnknownOperationException|InvalidAction)$/;

/** Reads the lineage of a run, at most 16 entities in each direction. */
export async function readLineage(
  run: RunRecord,
  session: Session,
  signal: AbortSignal,
): Promise<ShownLineage> {
  try {
    const found = await getLineage(run, { session, signal });
    const remarks = (["ascendants", "descendants"] as const).flatMap((side) =>
      found[side].nextToken === undefined
        ? []
        : `More ${side === "ascendants" ? "before" : "after"} this run: see runlog ui`
    );
    return { found, remarks };
  } catch (error) {
    if (!(error instanceof Error && UNAVAILABLE.test(error.name))) throw error;
    return { found: undefined, remarks: [`The lineage could not be read: ${error.name}`] };
  }
}

/** Returns a row for each association of the lineage, from the earliest entities to the latest. */
export function lineageRows(lineage: Lineage | undefined): readonly (readonly string[])[] {
  if (!lineage) return [];
  const { arn: run, ascendants, descendants, associations } = lineage;
  const distances = lineageDistances(run, associations);
  const entities = new Map(
    [...ascendants.entities, ...descendants.entities].map((entity) => [entity.arn, entity]),
  );
  const distanceOf = (arn: string): number => distances.get(arn) ?? 0;
  return [...entities.values()]
    .sort((a, b) => distanceOf(a.arn) - distanceOf(b.arn))
    .map(({ arn, kind, type, name, status = "" }) => {
      const distance = distanceOf(arn);
      const types = associations.filter(({ sourceArn, destinationArn }) =>
        distance < 0
          ? sourceArn === arn && distanceOf(destinationArn) === distance + 1
          : destinationArn === arn && distanceOf(sourceArn) === distance - 1
      ).map(({ type = "associated" }) => type);
      const kinds = type === undefined || type === "TrialComponent" ? kind : `${kind} ${type}`;
      return [stepsText(distance), kinds, [...new Set(types)].join(", "), name, status];
    });
}

function stepsText(distance: number): string {
  return `${Math.abs(distance)} ${distance < 0 ? "before" : "after"}`;
}
