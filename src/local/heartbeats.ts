/**
 * Heartbeats of recording processes. A run whose process died has no recent heartbeat.
 *
 * @module
 */
import type { Heartbeats } from "../ports/store_notes.ts";
import type { LocalStore } from "./store/store.ts";

/** Returns the heartbeats of a store. Each is an entity with the key of its component. */
export function localHeartbeats(store: LocalStore, now: () => number): Heartbeats {
  return {
    record: (name) =>
      store.write(async ({ entities }) => {
        const key = name.toLowerCase();
        if (!await entities.get("component", key)) return;
        const time = now();
        await entities.put("heartbeat", {
          key,
          parent: null,
          created: time,
          modified: time,
          body: {},
        });
      }),
    async last(name) {
      const found = await store.read(({ entities }) =>
        entities.get("heartbeat", name.toLowerCase())
      );
      return found && new Date(found.modified * 1000);
    },
    forget: (name) =>
      store.write(async ({ entities }) => await entities.remove("heartbeat", name.toLowerCase())),
  };
}
