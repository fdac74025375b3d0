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
  /** The key, which is the name in lower case. */
  | { readonly kind: "name" }
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

/** Values of a property: numbers between two limits, and strings. */
export interface ValueRange {
  /** Minimum number. */
  readonly from: number;
  /** Maximum number; less than `from` if no number is wanted. */
  readonly to: number;
  /** The only string that is wanted, all strings, or none. */
  readonly texts: "all" | "none" | { readonly only: string };
}

/** A condition on the value of a property, which a component without the property does not meet. */
export interface Condition {
  /** Property with the value. */
  readonly by: WalkProperty;
  /** Values that meet the condition. */
  readonly range: ValueRange;
}

/** Conditions that every wanted component meets. */
export interface Selection {
  /** Values of the component's properties. */
  readonly conditions: readonly Condition[];
  /** Only components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only components in this trial. */
  readonly trial?: string | undefined;
}

/**
 * Order and extent of a walk: by value, with numbers before text, then by key. Descending order
 * reverses only the values.
 */
export interface Walk extends Selection {
  /** Property to sort by. */
  readonly by: WalkProperty;
  /** Whether to sort the greatest value first. */
  readonly descending: boolean;
  /**
   * Only components whose value of the sort property is in this range. The walk begins and ends
   * there. Undefined for every value, and for components without the property.
   */
  readonly within?: ValueRange | undefined;
  /** Position to begin after; undefined for the beginning. */
  readonly after?: WalkPlace | undefined;
  /** Maximum number of components to scan, whether they are wanted or not. */
  readonly limit: number;
}

/** A component, and its value of the sort property. */
export interface Walked {
  /** Component at this position. */
  readonly entity: Entity;
  /** Value of the sort property. */
  readonly value: WalkValue;
}

/** One stretch of a walk. */
export interface Stretch {
  /**
   * Components that may be wanted, in order. A store may include some that are not, where it would
   * read them to find out.
   */
  readonly components: readonly Walked[];
  /** Number of index entries scanned. */
  readonly scanned: number;
  /** Position of the last entry scanned; undefined at the end of the walk. */
  readonly next: WalkPlace | undefined;
}

/** Walks over a store's components. */
export interface WalkTables {
  /** Returns the next stretch of a walk. */
  components(walk: Walk): Awaitable<Stretch>;
  /**
   * Returns the components that may meet conditions of which one alone leaves few, in any order;
   * undefined if each leaves more than `most`. Scans up to `most` entries per condition.
   */
  few(selection: Selection, most: number): Awaitable<readonly Entity[] | undefined>;
}
