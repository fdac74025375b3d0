/**
 * Distances in a lineage graph. Pure.
 *
 * @module
 */

/** An association between two lineage entities. */
export interface LineageLink {
  /** ARN of the earlier entity. */
  readonly sourceArn: string;
  /** ARN of the later entity. */
  readonly destinationArn: string;
}

/**
 * Returns how many associations each entity is away from the start, by ARN: less than 0 before it,
 * more after it. An entity on both sides has the smaller distance; if they are
 * equal, it is before. The start itself has 0.
 */
export function lineageDistances(
  start: string,
  links: Iterable<LineageLink>,
): ReadonlyMap<string, number> {
  const sources = new Map<string, string[]>();
  const destinations = new Map<string, string[]>();
  for (const { sourceArn, destinationArn } of links) {
    add(sources, destinationArn, sourceArn);
    add(destinations, sourceArn, destinationArn);
  }
  const distances = new Map<string, number>([[start, 0]]);
  for (const [arn, distance] of walk(start, sources)) distances.set(arn, -distance);
  for (const [arn, distance] of walk(start, destinations)) {
    const before = distances.get(arn);
    if (before === undefined || distance < -before) distances.set(arn, distance);
  }
  return distances;
}

/** Walks from the start, and returns the distance of everything it reaches, without the start. */
function walk(
  start: string,
  neighbors: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const distances = new Map<string, number>();
  let frontier: readonly string[] = [start];
  for (let distance = 1; frontier.length > 0; distance++) {
    const reached: string[] = [];
    for (const neighbor of frontier.flatMap((arn) => neighbors.get(arn) ?? [])) {
      if (neighbor === start || distances.has(neighbor)) continue;
      distances.set(neighbor, distance);
      reached.push(neighbor);
    }
    frontier = reached;
  }
  return distances;
}

function add(lists: Map<string, string[]>, arn: string, added: string): void {
  const known = lists.get(arn);
  if (known) known.push(added);
  else lists.set(arn, [added]);
}
