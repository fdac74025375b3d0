/**
 * Holds Web Locks, which the browser releases when their page ends.
 *
 * @module
 */
import type { Locks } from "../ports/browser_storage.ts";

/** Holds a lock until the returned function is called or the page closes. */
export function holdLock(locks: Locks | undefined, name: string): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = locks?.request(name, {}, () => promise);
  return async () => {
    resolve();
    await held;
  };
}

/** Returns the names of all locks that pages hold. Without locks, as in an insecure page, none. */
export async function heldLocks(locks: Locks | undefined): Promise<ReadonlySet<string>> {
  const { held = [], pending = [] } = await locks?.query() ?? {};
  return new Set([...held, ...pending].map(({ name = "" }) => name));
}
