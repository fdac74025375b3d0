/// <reference lib="dom" />
/**
 * Shows the lineage of a run once it comes into sight: its requests wait until then.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RunFacts } from "../wire.ts";
import { Lineage } from "./lineage/lineage.tsx";

/** Distance from the window, in pixels, at which the lineage counts as in sight. */
const NEAR = 400;

/** The lineage of a run; nothing if it has none. */
export function RunLineage({ run }: { readonly run: RunFacts }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
    }, { rootMargin: `${NEAR}px` });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={place} class="lineage-place">{isNear && <Lineage run={run} />}</div>;
}
