/// <reference lib="dom" />
/**
 * Limits a long table to the rows in sight.
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

/** Height of each row in pixels, as in page.css. */
export const ROW_HEIGHT = 34;

/** The rows in sight, and the space that the others take. */
export interface Sight {
  /** Index of the first row. */
  readonly first: number;
  /** Index after the last row. */
  readonly end: number;
  /** Space above, in pixels. */
  readonly above: number;
  /** Space below, in pixels. */
  readonly below: number;
}

/** Returns the rows in sight of a scrolled element. */
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
