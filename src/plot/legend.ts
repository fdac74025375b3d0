/**
 * Draws legends.
 *
 * @module
 */
import type { Builder, Element } from "./dom.ts";
import { styleOf } from "./palette.ts";

/** A legend, and the values beside its labels. */
export interface Legend {
  readonly element: Element;
  /** Writes a value beside each label. */
  setValues(values: readonly string[]): void;
}

/** Builds a list of labels with their line styles. With `onToggle`, the labels are buttons. */
export function buildLegend(
  builder: Builder,
  labels: readonly string[],
  onToggle?: (position: number, isShown: boolean) => void,
): Legend {
  const room = onToggle === undefined ? {} : { "min-width": VALUE_WIDTH };
  const values = labels.map(() => builder.html("span", { style: { ...VALUE_STYLE, ...room } }));
  const items = labels.map((label, position) => {
    const parts = [swatch(builder, position), label];
    const entry = onToggle === undefined
      ? builder.html("span", { style: ENTRY_STYLE, children: parts })
      : toggle(builder, parts, (isShown) => onToggle(position, isShown));
    const value = values[position];
    return builder.html("li", {
      style: { display: "inline-flex", "align-items": "center", "margin-right": "14px" },
      children: value === undefined ? [entry] : [entry, value],
    });
  });
  const element = builder.html("ul", {
    attributes: { "aria-label": "Legend" },
    style: { "list-style": "none", margin: "0 0 4px", padding: "0" },
    children: items,
  });
  return {
    element,
    setValues(texts) {
      values.forEach((value, position) => value.textContent = texts[position] ?? "");
    },
  };
}

const ENTRY_STYLE = {
  display: "inline-flex",
  "align-items": "center",
  gap: "6px",
  "overflow-wrap": "anywhere",
} as const;

const BUTTON_STYLE = {
  ...ENTRY_STYLE,
  font: "inherit",
  color: "inherit",
  background: "none",
  border: "1px solid transparent",
  "border-radius": "4px",
  padding: "2px 4px",
  "min-height": "24px",
  cursor: "pointer",
} as const;

const VALUE_STYLE = { "font-variant-numeric": "tabular-nums", "margin-left": "6px" } as const;
/** Width reserved for a value that is not shown yet, so that nothing moves when it appears. */
const VALUE_WIDTH = "9ch";

function toggle(
  builder: Builder,
  children: readonly (Element | string)[],
  onToggle: (isShown: boolean) => void,
): Element {
  const button = builder.html("button", {
    attributes: { type: "button", "aria-pressed": "true" },
    style: BUTTON_STYLE,
    children,
  });
  button.addEventListener("click", () => {
    const isShown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isShown));
    if (isShown) button.style.removeProperty("text-decoration");
    else button.style.setProperty("text-decoration", "line-through");
    onToggle(isShown);
  });
  return button;
}

function swatch(builder: Builder, position: number): Element {
  const { stroke, strokeDasharray } = styleOf(position);
  const svg = builder.svg("svg", { width: "26", height: "12", "aria-hidden": "true" });
  svg.style.setProperty("flex", "none");
  const [y1, y2] = ["6", "6"];
  const style = { stroke, "stroke-dasharray": strokeDasharray, "stroke-width": "3" };
  svg.append(builder.svg("line", { x1: "0", x2: "26", y1, y2, ...style }));
  return svg;
}
