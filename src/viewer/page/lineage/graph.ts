/**
 * Joins the parts of a run's lineage that were read, and lays them out in columns. Pure.
 *
 * @module
 */
import type { LineageDirection } from "../../../../mod.ts";
import { lineageDistances } from "../../../text/lineage_distances.ts";
import type { LineageEntityFacts, LineageFacts } from "../../wire.ts";

/** Largest distance that a request reaches. */
export const DEPTH = 3;

/** A part of the lineage: of both directions from the run, or of one from an entity. */
export interface LineagePart {
  /** The only direction that was read. */
  readonly direction: LineageDirection | undefined;
  /** What was read. */
  readonly facts: LineageFacts;
}

/** Where to read on. */
export interface ReadOn {
  /** ARN of the entity to read on from. */
  readonly arn: string;
  /** Direction to read on in. */
  readonly direction: LineageDirection;
  /** Token of the next entities; undefined if none were read from there. */
  readonly token: string | undefined;
}

/** An association of an entity with another one that is shown. */
export interface CardLink {
  /** Type of the association; undefined if it has none. */
  readonly type: string | undefined;
  /** ARN of the other entity. */
  readonly other: string;
  /** Name of the other entity. */
  readonly name: string;
  /** Whether the association leads from this entity to the other one. */
  readonly isSource: boolean;
  /** Whether the other one is in the next column towards the run, where the association leads. */
  readonly isDrawn: boolean;
}

/** An entity with its associations. */
export interface Card {
  /** The entity. */
  readonly entity: LineageEntityFacts;
  /** Associations with entities that are no further from the run, each in one of two cards. */
  readonly links: readonly CardLink[];
  /** Where to read what is further from the run, if there is more. */
  readonly more: ReadOn | undefined;
}

/** The entities at one distance from the run. */
export interface Column {
  /** Number of associations from the run: before it if less than 0. */
  readonly distance: number;
  /** The entities. */
  readonly cards: readonly Card[];
}

const SIDES = ["ascendants", "descendants"] as const;

/** The entities of one side, by ARN. */
interface Side {
  /** All that are known. */
  readonly reached: ReadonlySet<string>;
  /** Those of which all associations to that side are known. */
  readonly read: ReadonlySet<string>;
}

/** The lineage of a run, as far as it was read. */
export class LineageGraph {
  readonly #run: { readonly arn: string; readonly name: string };
  readonly #entities = new Map<string, LineageEntityFacts>();
  readonly #associations = new Map<string, LineageFacts["associations"][number]>();
  /** Where the reading of a direction from an entity ended, by both. */
  readonly #ends = new Map<string, ReadOn | undefined>();
  readonly #distances: ReadonlyMap<string, number>;
  /** The associations of each entity. */
  readonly #links = new Map<string, LineageFacts["associations"][number][]>();
  readonly #sides: Readonly<Record<LineageDirection, Side>>;

  /**
   * @param run ARN and title of the run
   * @param parts The parts; a later one replaces what an earlier one says of an entity
   */
  constructor(
    run: { readonly arn: string; readonly name: string },
    parts: readonly LineagePart[],
  ) {
    this.#run = run;
    for (const part of parts) this.#add(part);
    this.#entities.delete(run.arn);
    this.#distances = lineageDistances(run.arn, this.#associations.values());
    for (const one of this.#associations.values()) {
      for (const arn of new Set([one.sourceArn, one.destinationArn])) {
        this.#links.set(arn, [...this.#links.get(arn) ?? [], one]);
      }
    }
    this.#sides = {
      ascendants: this.#sideOf("ascendants"),
      descendants: this.#sideOf("descendants"),
    };
  }

  /** Columns from the earliest to the latest, without that of the run. */
  columns(): readonly Column[] {
    const cards = new Map<number, Card[]>();
    for (const entity of this.#entities.values()) {
      const distance = this.#distanceOf(entity.arn);
      if (distance === 0) continue;
      const more = this.#readOnFrom(entity.arn, distance);
      const card = { entity, links: this.#linksOf(entity.arn), more };
      const column = cards.get(distance);
      if (column) column.push(card);
      else cards.set(distance, [card]);
    }
    return Array.from(cards, ([distance, cards]) => ({ distance, cards }))
      .sort((a, b) => a.distance - b.distance);
  }

  /** Where to read more entities of a side, after those that were read from the run. */
  moreOf(direction: LineageDirection): ReadOn | undefined {
    return this.#ends.get(`${direction} ${this.#run.arn}`);
  }

  #add({ direction, facts }: LineagePart): void {
    const { arn } = facts;
    for (const side of SIDES) {
      if (direction !== undefined && direction !== side) continue;
      const { entities, nextToken: token } = facts[side];
      for (const entity of entities) {
        this.#entities.set(entity.arn, entity);
      }
      const end = token === undefined ? undefined : { arn, direction: side, token };
      this.#ends.set(`${side} ${arn}`, end);
    }
    for (const one of facts.associations) {
      this.#associations.set(`${one.sourceArn} ${one.destinationArn}`, one);
    }
  }

  #distanceOf(arn: string): number {
    return this.#distances.get(arn) ?? 0;
  }

  #nameOf(arn: string): string | undefined {
    return arn === this.#run.arn ? this.#run.name : this.#entities.get(arn)?.name;
  }

  #linksOf(arn: string): readonly CardLink[] {
    const own = this.#distanceOf(arn);
    return (this.#links.get(arn) ?? []).flatMap((one) => {
      const isSource = one.sourceArn === arn;
      const other = isSource ? one.destinationArn : one.sourceArn;
      const name = this.#nameOf(other);
      const distance = this.#distanceOf(other);
      const isHere = Math.abs(distance) < Math.abs(own) ||
        Math.abs(distance) === Math.abs(own) && isSource;
      if (name === undefined || !isHere) return [];
      const isDrawn = isSource ? own < 0 && distance === own + 1 : own > 0 && distance === own - 1;
      return { type: one.type, other, name, isSource, isDrawn };
    });
  }

  /**
   * Returns where to read on from an entity, unless all of it was read. In a cycle, an entity is both
   * before and after the run, in the column of the nearer side.
   */
  #readOnFrom(arn: string, distance: number): ReadOn | undefined {
    const [own, other] = distance < 0 ? SIDES : [SIDES[1], SIDES[0]];
    return this.#readOnIn(own, arn) ?? this.#readOnIn(other, arn);
  }

  #readOnIn(direction: LineageDirection, arn: string): ReadOn | undefined {
    const key = `${direction} ${arn}`;
    if (this.#ends.has(key)) return this.#ends.get(key);
    const { reached, read } = this.#sides[direction];
    if (!reached.has(arn)) return undefined;
    const leadsOn = this.#further(arn, direction).some((one) => this.#nameOf(one) === undefined);
    return leadsOn || !read.has(arn) ? { arn, direction, token: undefined } : undefined;
  }

  /** Returns what a side has, and of that what was read together with its own associations. */
  #sideOf(direction: LineageDirection): Side {
    const prefix = `${direction} `;
    const starts = [...this.#ends.keys()].flatMap((key) =>
      key.startsWith(prefix) ? key.slice(prefix.length) : []
    );
    return {
      reached: this.#within(Infinity, this.#run.arn, direction),
      read: new Set(starts.flatMap((start) => [...this.#within(DEPTH, start, direction)])),
    };
  }

  /** Returns what is at most so many associations away. */
  #within(depth: number, start: string, direction: LineageDirection): ReadonlySet<string> {
    const found = new Set<string>();
    let frontier: readonly string[] = [start];
    for (let distance = 1; distance <= depth && frontier.length > 0; distance++) {
      frontier = [...new Set(frontier.flatMap((arn) => this.#further(arn, direction)))]
        .filter((arn) => arn !== start && !found.has(arn));
      for (const arn of frontier) found.add(arn);
    }
    return found;
  }

  /** Returns the entities one association further in a direction. */
  #further(arn: string, direction: LineageDirection): readonly string[] {
    return (this.#links.get(arn) ?? []).flatMap(({ sourceArn, destinationArn }) => {
      const [from, to] = direction === "ascendants"
        ? [destinationArn, sourceArn]
        : [sourceArn, destinationArn];
      return from === arn ? to : [];
    });
  }
}
