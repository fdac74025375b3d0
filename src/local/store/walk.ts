/**
 * The port of walks: trial components in the order of one of their properties, some at a time, so
 * that a search reads a page and not the store.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";
import type { Entity } from "./entities.ts";

/** What components are put in order by. */
export type WalkProperty =
  | { readonly kind: "created" | "modified" }
  | { readonly kind: "parameter"; readonly name: string }
  | {
    readonly kind: "metric";
    readonly name: string;
    readonly statistic: "Last" | "Min" | "Max";
  };

/** A value of such a property; null of a component without it, which comes last. */
export type WalkValue = number | string | null;

/** A place between two components of a walk: behind the one with this value and key. */
export interface WalkPlace {
  /** Value of the component before. */
  readonly value: WalkValue;
  /** Its key. */
  readonly key: string;
}

/** A parameter that all wanted components have: text, a number in a range, or either. */
export interface ParameterRange {
  /** The parameter's name. */
  readonly name: string;
  /** Smallest number. */
  readonly from: number;
  /** Largest number; less than `from` where no number is wanted. */
  readonly to: number;
  /** The text that is wanted; `null` where any is. */
  readonly text: string | null;
}

/**
 * Which components, in what order: by value, numbers before text, and by key where values are the
 * same; the other way round by value alone.
 */
export interface Walk {
  /** The property. */
  readonly by: WalkProperty;
  /** Whether the greatest comes first. */
  readonly descending: boolean;
  /** Where to begin; undefined for the beginning. */
  readonly after?: WalkPlace | undefined;
  /** Only components that have all of these. */
  readonly parameters: readonly ParameterRange[];
  /** Only components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only components in this trial. */
  readonly trial?: string | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** A component, and the value that put it there. */
export interface Walked {
  /** The component. */
  readonly entity: Entity;
  /** Its value. */
  readonly value: WalkValue;
}

/** Walks over a store. */
export interface WalkTables {
  /** The next components of a walk. */
  components(walk: Walk): Awaitable<readonly Walked[]>;
}
