/// <reference lib="dom" />
/**
 * Rows of a long table, of which only those in sight are there.
 *
 * @module
 */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import { useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";
import type { RefObject } from "preact";

/** Height of every row in pixels: page.css has the same. */
export const ROW_HEIGHT = 34;

/** Which rows are in sight, and how much room the others take. */
export interface Sight {
  /** First row. */
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
  /** Pixels above. */
  readonly above: number;
  /** Pixels below. */
  readonly below: number;
}

/** The rows of a scrolled element that are in sight. */
export function useSight(count: number, place: RefObject<HTMLElement | null>): Sight {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const options = {
    count,
    getScrollElement: () => place.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0], items[items.length - 1]];
  if (!first || !last) return { first: 0, end: 0, above: 0, below: count * ROW_HEIGHT };
  const below = virtualizer.getTotalSize() - last.end;
  return { first: first.index, end: last.index + 1, above: first.start, below };
}
