/**
 * Sync cursors, stored next to each trial component, and the name by which other services identify
 * this store.
 *
 * @module
 */
import type { SyncCursors } from "../ports/store_notes.ts";
import type { Body } from "./store/entities.ts";
import { EVERYTHING } from "./store/entities.ts";
import type { LocalStore, Tables } from "./store/store.ts";

const IDENTITY = "identity";

/** Returns the cursors of a store. Each is an entity, one per component and other service. */
export function localCursors(store: LocalStore, now: () => number): SyncCursors {
  return {
    async identity() {
      const known = await store.read(({ entities }) => entities.get("cursor", IDENTITY));
      return String((known ?? await store.write((tables) => identify(tables, now())))?.body["id"]);
    },
    read: (name, other) =>
      store.read(async ({ entities }) => (await entities.get("cursor", keyOf(name, other)))?.body),
    write: (name, other, body) =>
      store.write(async ({ entities }) => {
        const key = keyOf(name, other);
        const known = await entities.get("cursor", key);
        if (Number(known?.body["version"] ?? 0) !== Number(body["version"]) - 1) return false;
        const time = now();
        const parent = name.toLowerCase();
        await entities.put("cursor", { key, parent, created: time, modified: time, body });
        return true;
      }),
  };
}

/** Deletes the cursors of a component. */
export async function removeCursors({ entities }: Tables, component: string): Promise<void> {
  for (const { key } of await entities.list("cursor", { ...EVERYTHING, parent: component })) {
    await entities.remove("cursor", key);
  }
}

async function identify({ entities }: Tables, time: number): Promise<{ readonly body: Body }> {
  const known = await entities.get("cursor", IDENTITY);
  if (known) return known;
  const made = {
    key: IDENTITY,
    parent: null,
    created: time,
    modified: time,
    body: { id: crypto.randomUUID() },
  };
  await entities.put("cursor", made);
  return made;
}

/** Returns the key of a cursor. The separator is a space, which no name contains. */
function keyOf(name: string, other: string): string {
  return `${name.toLowerCase()} ${other}`;
}
