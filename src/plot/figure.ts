/**
 * Builds the frame around a chart: its title, legend, notes and table.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../errors.ts";
import {
  Builder,
  type Element,
  type FigureDocument,
  type FigureElement,
  pageDocument,
  setStyle,
} from "./dom.ts";
import { type AnyKinds, checkOptions, type OptionKinds } from "../options.ts";
import { FLAG, FUNCTION, oneOf, recordOf, TEXT } from "../kinds.ts";

/**
 * Options of every figure.
 *
 * @example A wide figure that follows the reader's light or dark preference
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { confusionMatrixPlot, type FigureOptions } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const options: FigureOptions = { title: "Penguins", width: 800, theme: "auto", document };
 * const figure = confusionMatrixPlot({ labels: ["a", "b"], matrix: [[3, 1], [0, 4]] }, options);
 * console.log(figure.textContent?.includes("Penguins")); // true
 * ```
 */
export interface FigureOptions {
  /** Title above the figure, which is also its accessible name. It is never parsed as HTML. */
  readonly title?: string | undefined;
  /**
   * Description of the chart for screen readers.
   *
   * @default derived from the data
   */
  readonly description?: string | undefined;
  /**
   * Width in pixels, at least 120. A figure shrinks on a narrower page.
   *
   * @default 640
   */
  readonly width?: number | undefined;
  /** Height of the chart in pixels, at least 60. The default depends on the kind of figure. */
  readonly height?: number | undefined;
  /**
   * Colors of text and background. `inherit` uses those of the surrounding page. `auto` follows the
   * reader's preference (`prefers-color-scheme`). `light` and `dark` are fixed. Colors of series
   * suit both.
   *
   * @default "inherit"
   */
  readonly theme?: "inherit" | "auto" | "light" | "dark" | undefined;
  /**
   * Document that creates the elements. Outside browsers, pass one from linkedom or jsdom.
   *
   * @default the page's own document
   */
  readonly document?: FigureDocument | undefined;
  /**
   * Whether to add controls: legend entries that toggle their series, and a slider that reads
   * values. Without them, the figure is complete as static HTML.
   *
   * @default true with the page's own document, false with any other
   */
  readonly interactive?: boolean | undefined;
}

/** Checked options with their defaults. */
export interface Frame {
  readonly builder: Builder;
  readonly width: number;
  readonly height: number;
  readonly isInteractive: boolean;
}

/** The parts of a figure, from top to bottom. */
export interface FigureParts {
  /** Accessible name of a figure without a title. */
  readonly name: string;
  readonly legend?: Element | undefined;
  readonly charts: Element;
  readonly controls?: readonly Element[];
  readonly notes?: readonly string[];
  readonly table?: Table | undefined;
}

/** The data of a figure as a table, for readers who need each value. */
export interface Table {
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const THEMES = {
  inherit: {},
  auto: { "color-scheme": "light dark", color: "CanvasText", background: "Canvas" },
  light: { "color-scheme": "light", color: "#181818", background: "#ffffff" },
  dark: { "color-scheme": "dark", color: "#ececec", background: "#181818" },
} as const;

/** Names of {@linkcode FigureOptions}. */
export const FIGURE_OPTIONS: OptionKinds<FigureOptions> = {
  title: TEXT,
  description: TEXT,
  width: true,
  height: true,
  theme: oneOf(...Object.keys(THEMES)),
  document: recordOf("be a document", { createElement: FUNCTION, createElementNS: FUNCTION }),
  interactive: FLAG,
};

/** Checks options and fills in defaults. */
export function readFrame(
  action: string,
  options: FigureOptions,
  height: number,
  names: AnyKinds = FIGURE_OPTIONS,
): Frame {
  checkOptions(action, options, names);
  const own = pageDocument();
  const document = options.document ?? own;
  if (document === undefined) {
    throw new ArgumentError(action, {
      argument: "document",
      value: undefined,
      rule: "be given outside a page (use a document from linkedom or jsdom)",
    });
  }
  return {
    builder: new Builder(document),
    width: readSize(action, "width", options.width ?? 640, 120),
    height: readSize(action, "height", options.height ?? height, 60),
    isInteractive: options.interactive ?? document === own,
  };
}

function readSize(action: string, argument: string, value: number, least: number): number {
  if (typeof value === "number" && value >= least && value <= 10_000) return Math.round(value);
  throw new ArgumentError(action, { argument, value, rule: `be from ${least} to 10,000` });
}

/** Draws one chart. Screen readers read only its description. */
export function drawChart(builder: Builder, description: string, options: object): Element {
  // Plot's types require a whole Document and return its elements. Plot uses and returns only
  // the members of FigureDocument.
  const svg = Plot.plot({
    className: "runlog-chart",
    document: builder.document,
    ...options,
  } as Plot.PlotOptions) as unknown as Element;
  // Content security policies forbid inline style sheets.
  for (const sheet of [...svg.querySelectorAll("style")]) sheet.remove();
  setStyle(svg, { display: "block", height: "auto", "max-width": "100%", overflow: "visible" });
  svg.setAttribute("font-size", "12");
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  return svg;
}

/** Assembles a figure. */
export function buildFigure(
  { builder, width }: Frame,
  options: FigureOptions,
  parts: FigureParts,
): FigureElement {
  const { title, theme = "inherit" } = options;
  const figure = builder.html("figure", {
    attributes: { class: "runlog-figure" },
    style: {
      margin: "8px 0 16px",
      padding: theme === "inherit" ? "0" : "12px",
      "box-sizing": "border-box",
      "max-width": `${width + (theme === "inherit" ? 0 : 24)}px`,
      "font-family": "system-ui, sans-serif",
      "font-size": "13px",
      "line-height": "1.4",
      ...THEMES[theme],
    },
  });
  if (title === undefined) figure.setAttribute("aria-label", parts.name);
  else {
    const style = { color: "inherit", font: "600 15px system-ui, sans-serif", margin: "0 0 6px" };
    figure.append(builder.html("figcaption", { style, children: [title] }));
  }
  if (parts.legend) figure.append(parts.legend);
  figure.append(parts.charts, ...parts.controls ?? []);
  for (const note of parts.notes ?? []) {
    figure.append(builder.html("p", { style: { margin: "4px 0 0" }, children: [note] }));
  }
  if (parts.table) figure.append(buildTable(builder, parts.table));
  // Notebooks of Deno and other kernels use this symbol to get a value's display form.
  Object.defineProperty(figure, Symbol.for("Jupyter.display"), {
    value: () => ({ "text/html": figure.outerHTML }),
  });
  // A document creates elements of the page's own type.
  return figure as FigureElement;
}

function buildTable(builder: Builder, { summary, columns, rows }: Table): Element {
  const cell = { padding: "2px 10px 2px 0", "text-align": "left", "font-weight": "400" };
  const head = columns.map((text) =>
    builder.html("th", {
      attributes: { scope: "col" },
      style: { ...cell, "font-weight": "600" },
      children: [text],
    })
  );
  const body = rows.map((row) =>
    builder.html("tr", {
      children: row.map((text, column) =>
        column === 0
          ? builder.html("th", { attributes: { scope: "row" }, style: cell, children: [text] })
          : builder.html("td", { style: cell, children: [text] })
      ),
    })
  );
  const table = builder.html("table", {
    style: { "border-collapse": "collapse", "font-variant-numeric": "tabular-nums" },
    children: [
      builder.html("thead", { children: [builder.html("tr", { children: head })] }),
      builder.html("tbody", { children: body }),
    ],
  });
  return builder.html("details", {
    style: { "margin-top": "6px" },
    children: [
      builder.html("summary", { style: { cursor: "pointer" }, children: [summary] }),
      builder.html("div", { style: { "overflow-x": "auto" }, children: [table] }),
    ],
  });
}
