/// <reference lib="dom" />
/**
 * Draws curves along the associations between the cards of a lineage.
 *
 * @module
 */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Column } from "./graph.ts";

/** Space between the words and the curve, in pixels. */
const GAP = 4;

interface Curve {
  readonly path: string;
  /** ARNs of both ends. */
  readonly ends: readonly [string, string];
}

/**
 * The curves. The cards say in words what they show.
 *
 * @param props.lit ARN of the card whose curves stand out
 */
export function Curves(
  { columns, lit }: { readonly columns: readonly Column[]; readonly lit: string | undefined },
): JSX.Element {
  const place = useRef<SVGSVGElement>(null);
  const [curves, setCurves] = useState<readonly Curve[]>([]);
  useLayoutEffect(() => {
    const graph = place.current?.parentElement;
    if (!graph) return;
    const draw = (): void =>
      setCurves((known) => {
        const drawn = curvesIn(graph);
        return JSON.stringify(drawn) === JSON.stringify(known) ? known : drawn;
      });
    draw();
    // Cards grow when they are opened, and columns with the window.
    const observer = new ResizeObserver(draw);
    for (const element of [graph, ...graph.querySelectorAll(".card")]) observer.observe(element);
    return () => observer.disconnect();
  }, [columns]);
  return (
    <svg class="curves" aria-hidden="true" ref={place}>
      {curves.map(({ path, ends }) => (
        <path
          key={ends.join(" ")}
          d={path}
          class={lit !== undefined && ends.includes(lit) ? "lit" : ""}
        />
      ))}
    </svg>
  );
}

/** Returns a curve from each association's words to the side of the other card. */
function curvesIn(graph: Element): readonly Curve[] {
  const cards = new Map<string, Element>();
  for (const card of graph.querySelectorAll<HTMLElement>("[data-arn]")) {
    cards.set(card.dataset["arn"] ?? "", card);
  }
  const origin = graph.getBoundingClientRect();
  const curves: Curve[] = [];
  for (const words of graph.querySelectorAll<HTMLElement>("[data-other]")) {
    const arn = words.closest<HTMLElement>("[data-arn]")?.dataset["arn"] ?? "";
    const other = words.dataset["other"] ?? "";
    // Another column may show its first cards only.
    const card = cards.get(other)?.querySelector(".body") ?? cards.get(other);
    if (!card) continue;
    const [from, to] = [words.getBoundingClientRect(), card.getBoundingClientRect()];
    const isBefore = from.left < to.left;
    const start = {
      x: isBefore ? from.right + GAP : from.left - GAP,
      y: from.top + from.height / 2,
    };
    const end = { x: isBefore ? to.left : to.right, y: to.top + Math.min(to.height / 2, 28) };
    const [x1, y1, x2, y2] = [
      start.x - origin.left,
      start.y - origin.top,
      end.x - origin.left,
      end.y - origin.top,
    ]
      .map(Math.round);
    const middle = Math.round(((x1 ?? 0) + (x2 ?? 0)) / 2);
    curves.push({
      path: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`,
      ends: [arn, other],
    });
  }
  return curves;
}
