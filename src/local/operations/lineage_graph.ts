/**
 * The graph of lineage entities and their associations, and walks through it.
 *
 * @module
 */
import { entitySlices } from "../entity_slices.ts";
import { type Body, type Entity, type EntityQuery, EVERYTHING } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import { pick } from "./operation.ts";

/** A direction of a walk: against the associations, or with them. */
export type WalkDirection = "Ascendants" | "Descendants";

/** Number of associations to read before other work continues. */
const SLICE = 250;

/** Reads the associations of a store by either end. */
export class LineageGraph {
  readonly #tables: Tables;
  readonly #from = new Map<string, readonly Entity[]>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Returns the ARNs that are one association away. */
  async neighbors(arn: string, direction: WalkDirection): Promise<readonly string[]> {
    if (direction === "Ascendants") {
      const associations = await this.#read({ lookup: arn });
      return associations.map(({ body }) => String(body["SourceArn"]));
    }
    const associations = await this.#associationsFrom(arn);
    return associations.map(({ body }) => String(body["DestinationArn"]));
  }

  /** Returns the associations of a source, in the form of an answer. */
  async edgesFrom(arn: string): Promise<readonly Body[]> {
    const associations = await this.#associationsFrom(arn);
    return associations.map(({ body }) =>
      pick(body, "SourceArn", "DestinationArn", "AssociationType")
    );
  }

  /** Lets other work continue. */
  async giveWay(): Promise<void> {
    await this.#tables.giveWay?.();
  }

  async #associationsFrom(arn: string): Promise<readonly Entity[]> {
    const known = this.#from.get(arn);
    if (known) return known;
    const read = await this.#read({ parent: arn });
    this.#from.set(arn, read);
    return read;
  }

  async #read(end: Pick<EntityQuery, "parent" | "lookup">): Promise<readonly Entity[]> {
    const query = { ...EVERYTHING, ...end, descending: false };
    const read: Entity[] = [];
    for await (const slice of entitySlices(this.#tables, "association", query, SLICE)) {
      for (const one of slice) read.push(one);
    }
    return read;
  }
}

/** Adds an ARN to the list of another one. */
function add(lists: Map<string, string[]>, arn: string, added: string): void {
  const known = lists.get(arn);
  if (known) known.push(added);
  else lists.set(arn, [added]);
}

/** The ARNs that a walk reached. */
export interface Walk {
  /** Number of associations from the start, by ARN. Without the start. */
  readonly depths: ReadonlyMap<string, number>;
  /** The ARNs from which an ARN was reached, the start among them. */
  readonly before: ReadonlyMap<string, readonly string[]>;
}

/**
 * Walks the graph in one direction, and never back to the start.
 *
 * @param graph Graph to walk
 * @param start ARN at which to start
 * @param direction Whether to walk with or against the associations
 * @param maxDepth Maximum number of associations from the start
 * @param isVertex Returns whether the walk may pass an ARN
 */
export async function walkFrom(
  graph: LineageGraph,
  start: string,
  direction: WalkDirection,
  maxDepth: number,
  isVertex: (arn: string) => Promise<boolean>,
): Promise<Walk> {
  const depths = new Map<string, number>();
  const before = new Map<string, string[]>();
  let frontier: readonly string[] = [start];
  for (let depth = 1; depth <= maxDepth && frontier.length > 0; depth++) {
    const reached: string[] = [];
    for (const arn of frontier) {
      for (const neighbor of await graph.neighbors(arn, direction)) {
        await graph.giveWay();
        if (neighbor === start || !await isVertex(neighbor)) continue;
        add(before, neighbor, arn);
        if (depths.has(neighbor)) continue;
        depths.set(neighbor, depth);
        reached.push(neighbor);
      }
    }
    frontier = reached;
  }
  return { depths, before };
}

/**
 * Returns the ARNs on the ways from the start of a walk to those that match, these among them. A way
 * is no longer than the walk's maximum depth.
 */
export function onTheWay(
  { depths, before }: Walk,
  matches: Iterable<string>,
  maxDepth: number,
): readonly string[] {
  // Number of associations to the nearest match.
  const left = new Map(Array.from(matches, (arn) => [arn, 0]));
  let frontier: readonly string[] = [...left.keys()];
  for (let distance = 1; frontier.length > 0; distance++) {
    const reached: string[] = [];
    for (const arn of frontier.flatMap((arn) => before.get(arn) ?? [])) {
      if (!depths.has(arn) || left.has(arn)) continue;
      left.set(arn, distance);
      reached.push(arn);
    }
    frontier = reached;
  }
  return Array.from(left).flatMap(([arn, distance]) =>
    (depths.get(arn) ?? Infinity) + distance <= maxDepth ? [arn] : []
  );
}
