/**
 * Where copies of components to other services stand: notes beside each component, and the name by
 * which others keep theirs of this store.
 *
 * @module
 */
import type { SyncCursors } from "../ports/store_notes.ts";
import type { Body } from "./store/entities.ts";
import { EVERYTHING } from "./store/entities.ts";
import type { LocalStore, Tables } from "./store/store.ts";

const IDENTITY = "identity";

/** The notes that a store keeps: an entity for each component and other side. */
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

/** Forgets how far a component was copied. */
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

/** Names hold no space. */
function keyOf(name: string, other: string): string {
  return `${name.toLowerCase()} ${other}`;
}
