/**
 * The indexes that walks follow.
 *
 * @module
 */
import type { Key, KeyRange } from "../../../ports/browser_storage.ts";
import type { IndexValue, Span } from "../spans.ts";
import type { WalkProperty } from "../walk.ts";
import type { Row } from "./entities.ts";
import { orderOf, type ParametersRow, valueOf } from "./parameters.ts";
import type { SeriesRow } from "./series_row.ts";
import type { Source, Transaction } from "./transaction.ts";

/** An entry of an index. */
export interface IndexEntry {
  readonly value: IndexValue;
  /** Key of the component. */
  readonly key: string;
  /** The component's row, if it is the entry. */
  readonly row?: Row | undefined;
}

/** An index with components in the order of a property. */
export interface Course {
  readonly source: Source;
  /** Members of the index's keys before the value. */
  readonly members: readonly Key[];
  /** Converts a row that the index gives. */
  readonly toEntry: (row: unknown) => IndexEntry;
  /** Whether every component is in the index. */
  readonly isWhole: boolean;
}

const METRICS = {
  Last: ["by_last", "last"],
  Min: ["by_min", "min"],
  Max: ["by_max", "max"],
} as const;

/** Returns the index in the order of a property. */
export function courseOf(by: WalkProperty): Course {
  // The rows are those that the tables put.
  switch (by.kind) {
    case "name":
      return componentsIn("entities", ({ key }) => key);
    case "created":
      return componentsIn(["entities", "by_time"], ({ created }) => created);
    case "modified":
      return componentsIn(["entities", "by_change"], ({ modified }) => modified);
    case "parameter":
      return {
        source: ["parameters", "by_value"],
        members: [by.name],
        toEntry(row) {
          const { component: key, entries } = row as ParametersRow;
          const [, order = 0] = entries.find(([name]) => name === by.name) ?? [];
          return { value: valueOf(order), key };
        },
        isWhole: false,
      };
    case "metric": {
      const [index, member] = METRICS[by.statistic];
      return {
        source: ["series", index],
        members: [by.name],
        toEntry(row) {
          const { [member]: value, component: key } = row as SeriesRow;
          return { value, key };
        },
        isWhole: false,
      };
    }
  }
}

function componentsIn(source: Source, valueOf: (row: Row) => IndexValue): Course {
  return {
    source,
    members: ["component"],
    toEntry(entry) {
      const row = entry as Row;
      return { value: valueOf(row), key: row.key, row };
    },
    isWhole: true,
  };
}

/** Returns the range of an index's keys whose values are in a span. */
export function rangeOf(
  transaction: Transaction,
  by: WalkProperty,
  members: readonly Key[],
  { low, high }: Span,
): KeyRange {
  const lower = low ? [keyOf(by, low.value), ...(low.isOpen ? [[]] : [])] : [];
  const upper = high
    ? [keyOf(by, high.value), ...(high.isOpen ? [] : [[]])]
    // An array is greater than any text, number or bytes.
    : [[]];
  // A name is the whole rest of its key, which an open span must leave out.
  const isOpen = high?.isOpen ?? false;
  return transaction.span([...members, ...lower], [...members, ...upper], { isOpen });
}

/** Returns the range of an index's keys with one value, after a component's key. */
export function groupRange(
  transaction: Transaction,
  by: WalkProperty,
  members: readonly Key[],
  { value, key }: Pick<IndexEntry, "value" | "key">,
): KeyRange {
  const group = [...members, keyOf(by, value)];
  return transaction.between([...group, key], group, { isOpen: true });
}

function keyOf(by: WalkProperty, value: IndexValue): Key {
  return by.kind === "parameter" ? orderOf(value) : value;
}
