/// <reference lib="dom" />
/**
 * The page's state, which is its address: whoever is sent it sees the same.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";

/** Values of an address; `undefined` and the empty text are left out. */
export type Place = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Tells this page's parts of a new address: the browser does so of "back" and "forward" only. */
const MOVED = "runlog-moved";

/** The address of a place. */
export function hrefOf(place: Place): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(place)) {
    for (const value of [values ?? []].flat()) if (value !== "") query.append(name, value);
  }
  return query.size === 0 ? "/" : `/?${query}`;
}

/** Goes to another place. */
export function goTo(place: Place): void {
  history.pushState(null, "", hrefOf(place));
  dispatchEvent(new Event(MOVED));
}

/** Changes some values of this place; it stays one step back from where the visitor came. */
export function change(changes: Place): void {
  const place: Record<string, readonly string[]> = {};
  const query = new URLSearchParams(location.search);
  for (const name of query.keys()) place[name] = query.getAll(name);
  history.replaceState(null, "", hrefOf({ ...place, ...changes }));
  dispatchEvent(new Event(MOVED));
}

/** The values of the address, now and whenever it changes. */
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
