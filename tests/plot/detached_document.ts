import { DOMParser } from "linkedom";
import type { DetachedElement, FigureDocument } from "../../src/plot.ts";

/** A document outside any browser. */
export function detachedDocument(): FigureDocument {
  return new DOMParser().parseFromString("<html></html>", "text/html");
}

/** An element of such a document, as tests look into it. */
export interface Inspected {
  readonly textContent: string;
  querySelector(selector: string): Inspected | null;
  querySelectorAll(selector: string): Iterable<Inspected> & { readonly length: number };
  getAttribute(name: string): string | null;
}

/** A figure to look into. */
export function page(figure: DetachedElement): Inspected {
  // linkedom's elements have all of it, and more.
  return figure as unknown as Inspected;
}
