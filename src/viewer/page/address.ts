/// <reference lib="dom" />
/**
 * Stores the page's state in its URL, so that a copied URL shows the same view.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";

/** Query values of a URL; `undefined` and empty text are omitted. */
export type Place = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Notifies the page of a new URL. The browser does so for "back" and "forward" only. */
const MOVED = "runlog-moved";

/** Returns the URL of a view. */
export function hrefOf(place: Place): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(place)) {
    for (const value of [values ?? []].flat()) if (value !== "") query.append(name, value);
  }
  return query.size === 0 ? "/" : `/?${query}`;
}

/** Opens another view. */
export function goTo(place: Place): void {
  history.pushState(null, "", hrefOf(place));
  dispatchEvent(new Event(MOVED));
}

/** Changes some values of this view, without a new history entry. */
export function change(changes: Place): void {
  const place: Record<string, readonly string[]> = {};
  const query = new URLSearchParams(location.search);
  for (const name of query.keys()) place[name] = query.getAll(name);
  history.replaceState(null, "", hrefOf({ ...place, ...changes }));
  dispatchEvent(new Event(MOVED));
}

/** Returns the query of the URL, and renders again whenever it changes. */
export function useAddress(): URLSearchParams {
  const [query, setQuery] = useState(() => new URLSearchParams(location.search));
  useEffect(() => {
    const read = (): void => setQuery(new URLSearchParams(location.search));
    addEventListener("popstate", read);
    addEventListener(MOVED, read);
    return () => {
      removeEventListener("popstate", read);
      removeEventListener(MOVED, read);
    };
  }, []);
  return query;
}
