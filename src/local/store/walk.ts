/**
 * The port of walks, which return trial components sorted by one property, some at a time. They let
 * a search read one page instead of the whole store.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";
import type { Entity } from "./entities.ts";

/** A property that components can be sorted by. */
export type WalkProperty =
  | { readonly kind: "created" | "modified" }
  | { readonly kind: "parameter"; readonly name: string }
  | {
    readonly kind: "metric";
    readonly name: string;
    readonly statistic: "Last" | "Min" | "Max";
  };

/** A value of such a property; null for a component without it, which comes last. */
export type WalkValue = number | string | null;

/** A position in a walk: after the component with this value and key. */
export interface WalkPlace {
  /** Value of the preceding component. */
  readonly value: WalkValue;
  /** Key of the preceding component. */
  readonly key: string;
}

/** A parameter that every wanted component has: text, a number in a range, or either. */
export interface ParameterRange {
  /** The parameter's name. */
  readonly name: string;
  /** Minimum number. */
  readonly from: number;
  /** Maximum number; less than `from` if no number is wanted. */
  readonly to: number;
  /** Wanted text; null for any text. */
  readonly text: string | null;
}

/**
 * Selection and order of components: by value, with numbers before text, then by key. Descending
 * order reverses only the values.
 */
export interface Walk {
  /** Property to sort by. */
  readonly by: WalkProperty;
  /** Whether to sort the greatest value first. */
  readonly descending: boolean;
  /** Position to begin after; undefined for the beginning. */
  readonly after?: WalkPlace | undefined;
  /** Position to end at, from {@linkcode WalkTables.stretch}; undefined for the end. */
  readonly until?: WalkPlace | undefined;
  /** Only components that have all of these. */
  readonly parameters: readonly ParameterRange[];
  /** Only components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only components in this trial. */
  readonly trial?: string | undefined;
  /** Maximum number of components. */
  readonly limit: number;
}

/** A component, and its value of the sort property. */
export interface Walked {
  /** Component at this position. */
  readonly entity: Entity;
  /** Value of the sort property. */
  readonly value: WalkValue;
}

/** Walks over a store's components. */
export interface WalkTables {
  /** Returns the next components of a walk. */
  components(walk: Walk): Awaitable<readonly Walked[]>;
  /**
   * Returns the position after as many of the next entries, whether or not they are wanted: the part
   * of a walk that the store reads without holding up the event loop. Undefined if fewer are left.
   * Absent if the store's walks never hold it up.
   */
  stretch?(walk: Walk, entries: number): Awaitable<WalkPlace | undefined>;
}
