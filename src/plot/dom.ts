/**
 * Defines the parts of a document that figures use, and the elements that they return.
 *
 * @module
 */

/**
 * The part of a `Document` that creates figures: a browser's, or that of linkedom or jsdom.
 *
 * @example A document outside browsers
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { type FigureDocument, metricPlot } from "@runlog/sagemaker/plot";
 *
 * const document: FigureDocument = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = metricPlot([{ label: "loss", x: [0, 1], y: [1, 0.5] }], { document });
 * console.log(figure.outerHTML.startsWith("<figure"));
 * ```
 */
export interface FigureDocument {
  /** Creates an HTML element. */
  createElement(name: string, options?: object): unknown;
  /** Creates an element in a namespace, such as SVG's. */
  createElementNS(namespace: string, name: string, options?: object): unknown;
}

/** Members of a figure if a browser's types are not loaded. */
export interface DetachedElement {
  /** The figure as HTML. */
  readonly outerHTML: string;
  /** The text in it. */
  readonly textContent: string | null;
}

/**
 * A figure as an element of its document: an `HTMLElement` if a browser's types are loaded.
 *
 * @example In a page: `document.body.append(figure)`
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { type FigureElement, rocPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const curve = { falsePositiveRate: [0, 0, 1], truePositiveRate: [0, 1, 1] };
 * const figure: FigureElement = rocPlot(curve, { document });
 * console.log(figure.textContent?.includes("False positive rate"));
 * ```
 */
export type FigureElement = typeof globalThis extends
  { HTMLElement: { prototype: infer PageElement extends DetachedElement } } ? PageElement
  : DetachedElement;

/**
 * An element as the figures' own code builds it. It has only those of the web's methods that are
 * used.
 */
export interface Element extends DetachedElement {
  textContent: string | null;
  readonly style: {
    setProperty(name: string, value: string): void;
    removeProperty(name: string): unknown;
  };
  readonly children: Iterable<Element>;
  append(...nodes: readonly (Element | string)[]): void;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  removeAttribute(name: string): void;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  remove(): void;
  addEventListener(type: string, listener: (event: PointerLike) => void): void;
  getBoundingClientRect(): { readonly left: number; readonly width: number };
}

/** The part of a browser's pointer event that figures read. */
export interface PointerLike {
  readonly clientX: number;
}

/** Returns the page's own document; undefined outside browsers. */
export function pageDocument(): FigureDocument | undefined {
  const { document } = globalThis as { readonly document?: FigureDocument };
  return document;
}

/** Builds elements of one document. */
export class Builder {
  readonly document: FigureDocument;

  constructor(document: FigureDocument) {
    this.document = document;
  }

  /** Creates an HTML element with attributes, styles and children. Strings become text nodes. */
  html(
    name: string,
    parts: {
      readonly attributes?: Readonly<Record<string, string>>;
      readonly style?: Readonly<Record<string, string>>;
      readonly children?: readonly (Element | string)[];
    } = {},
  ): Element {
    // Every document's elements have these methods.
    const element = this.document.createElement(name) as Element;
    for (const [key, value] of Object.entries(parts.attributes ?? {})) {
      element.setAttribute(key, value);
    }
    setStyle(element, parts.style ?? {});
    element.append(...parts.children ?? []);
    return element;
  }

  /** Creates an SVG element with attributes. */
  svg(name: string, attributes: Readonly<Record<string, string>>): Element {
    const element = this.document.createElementNS("http://www.w3.org/2000/svg", name) as Element;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
}

/** Sets styles one by one, which a content security policy without inline styles allows. */
export function setStyle(element: Element, style: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
}
