/// <reference lib="dom" />
/**
 * Shows figures in the page.
 *
 * @module
 */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "./failure.tsx";

/** Unit that widths are rounded to, so that resizing the window redraws figures less often. */
const STEP = 40;

/**
 * A figure that fills the width of its container.
 *
 * @param props.draw Called to draw the figure
 * @param props.version Content of the figure; a change redraws it
 */
export function Figure(
  { draw, version }: {
    readonly draw: (width: number) => Element;
    readonly version: unknown;
  },
): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [error, setError] = useState<unknown>();
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = (): void => setWidth(Math.floor(element.clientWidth / STEP) * STEP);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!place.current || width === 0) return;
    try {
      place.current.replaceChildren(draw(Math.max(width, 240)));
      setError(undefined);
    } catch (error) {
      setError(error);
    }
  }, [width, version]);
  return (
    <>
      <div class="figure" ref={place} />
      {error !== undefined && <p class="failure">{messageOf(error)}</p>}
    </>
  );
}
