/**
 * Names of series whose component was deleted and whose points are still to go. Such a series keeps
 * its row under the name of no component: it is in no list and no search, its ID is not given to
 * another series, and any process can continue the removal.
 *
 * @module
 */

/** Begins the name; the series' ID follows. No component's name has a space. */
const MARK = " ";

/** Texts between which every such name is, and no component's. */
export const REMOVED_NAMES = { after: MARK, before: "!" } as const;

/** Returns the name of the component that a removed series belongs to. */
export function removedName(id: number): string {
  return MARK + id;
}

/** Returns whether a component's name is that of a removed series. */
export function isRemovedName(component: unknown): boolean {
  return String(component).startsWith(MARK);
}
