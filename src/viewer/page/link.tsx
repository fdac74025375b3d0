/// <reference lib="dom" />
/**
 * Shows links between the page's views.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";
import { goTo, hrefOf, type Place } from "./address.ts";

/** A link to a view. A plain click stays within the page; other clicks act as on any link. */
export function Link(
  { to, class: className, children }: {
    readonly to: Place;
    readonly class?: string;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    goTo(to);
    scrollTo(0, 0);
  };
  return <a href={hrefOf(to)} class={className} onClick={onClick}>{children}</a>;
}
