/**
 * A lineage graph as plain data, and a walk of it by brute force: every way from the start is walked to
 * its end. Imports nothing of `src`.
 *
 * @module
 */

/** Kind of an entity that can be associated. */
export type EntityWord = "Artifact" | "Action" | "Context" | "TrialComponent" | "Experiment";

/** An entity that can be associated. */
export interface Entity {
  readonly word: EntityWord;
  /** Type as it was created with; a run has none. */
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  /** When it was changed, in seconds after it was made; 0 if it was not. */
  readonly changedAfter: number;
}

/** A stored entity. */
export interface StoredEntity extends Entity {
  readonly arn: string;
  readonly created: number;
  readonly modified: number;
}

/** An association between entities by their positions. */
export interface Link {
  readonly source: number;
  readonly destination: number;
  readonly type?: string | undefined;
}

/** A query, with AWS's names. */
export interface Query {
  readonly Direction?: "Both" | "Ascendants" | "Descendants" | undefined;
  readonly IncludeEdges?: boolean | undefined;
  readonly MaxDepth?: number | undefined;
  readonly Filters?: {
    readonly Types?: readonly string[] | undefined;
    readonly LineageTypes?: readonly EntityWord[] | undefined;
    readonly Properties?: Readonly<Record<string, string>> | undefined;
    readonly CreatedAfter?: Date | undefined;
    readonly CreatedBefore?: Date | undefined;
    readonly ModifiedAfter?: Date | undefined;
    readonly ModifiedBefore?: Date | undefined;
  } | undefined;
}

/** An answer, with AWS's names. */
export interface Lineage {
  readonly vertices: readonly Readonly<Record<string, unknown>>[];
  readonly edges: readonly Readonly<Record<string, unknown>>[];
}

/** Type of an entity, as a query shows it. */
export function typeOf({ word, type }: Entity): string {
  return word === "TrialComponent" || word === "Experiment" ? word : type;
}

function passes(entity: StoredEntity, { Filters = {} }: Query): boolean {
  const { Types = [], LineageTypes = [], Properties = {} } = Filters;
  const pairs = Object.entries(Properties);
  const own = entity.word === "TrialComponent" ? {} : entity.properties;
  const seconds = (time?: Date): number | undefined => time && time.getTime() / 1000;
  return (Types.length === 0 || Types.includes(typeOf(entity))) &&
    (LineageTypes.length === 0 || LineageTypes.includes(entity.word)) &&
    (pairs.length === 0 || pairs.some(([key, value]) => own[key] === value)) &&
    entity.created > (seconds(Filters.CreatedAfter) ?? -Infinity) &&
    entity.created < (seconds(Filters.CreatedBefore) ?? Infinity) &&
    entity.modified > (seconds(Filters.ModifiedAfter) ?? -Infinity) &&
    entity.modified < (seconds(Filters.ModifiedBefore) ?? Infinity);
}

/** Answers a query by walking every way, step by step. */
export function queryByForce(
  entities: readonly StoredEntity[],
  links: readonly Link[],
  start: number,
  query: Query,
): Lineage {
  const isVertex = (index: number): boolean => entities[index]?.word !== "Experiment";
  const most = query.MaxDepth ?? 10;
  const depths = new Map<number, number>();
  const kept = new Set<number>();
  const walk = (way: readonly number[], isUp: boolean): void => {
    const here = way.at(-1) ?? start;
    const entity = entities[here];
    if (way.length > 0 && entity) {
      depths.set(here, Math.min(way.length, depths.get(here) ?? Infinity));
      if (passes(entity, query)) {
        for (const index of query.IncludeEdges ? way : [here]) kept.add(index);
      }
    }
    if (way.length === most) return;
    for (const { source, destination } of links) {
      const [from, to] = isUp ? [destination, source] : [source, destination];
      if (from === here && to !== start && isVertex(to)) walk([...way, to], isUp);
    }
  };
  const { Direction = "Both" } = query;
  if (Direction !== "Descendants") walk([], true);
  if (Direction !== "Ascendants") walk([], false);
  if (query.IncludeEdges && isVertex(start)) {
    kept.add(start);
    depths.set(start, 0);
  }
  const order = (index: number): string =>
    `${String(depths.get(index)).padStart(3, "0")} ${entities[index]?.arn}`;
  const vertices = [...kept].sort((a, b) => order(a) < order(b) ? -1 : 1)
    .flatMap((index) => entities[index] ?? [])
    .map((entity) => ({ Arn: entity.arn, Type: typeOf(entity), LineageType: entity.word }));
  const edges = links.filter(({ source, destination }) =>
    query.IncludeEdges && kept.has(source) && kept.has(destination)
  ).map(({ source, destination, type }) => ({
    SourceArn: entities[source]?.arn,
    DestinationArn: entities[destination]?.arn,
    ...(type === undefined ? {} : { AssociationType: type }),
  }));
  return { vertices, edges };
}
