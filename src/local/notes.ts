/**
 * The notes that the service keeps besides runs: crashes, heartbeats and sync cursors.
 *
 * @module
 */
import type { StoreNotes } from "../ports/store_notes.ts";
import { localCursors } from "./cursors.ts";
import { localHeartbeats } from "./heartbeats.ts";
import type { LocalStore } from "./store/store.ts";

/** Returns the notes of a store. */
export function localNotes(store: LocalStore, now: () => number): StoreNotes {
  return {
    location: store.location,
    checkPresence: () => store.checkPresence?.(),
    recordCrash: (name, message) => markFailed(store, name, message, now()),
    heartbeats: localHeartbeats(store, now),
    cursors: localCursors(store, now),
  };
}

/** Marks a trial component as failed. A missing one is ignored, and a recorded end time is kept. */
function markFailed(store: LocalStore, name: string, message: string, now: number): void {
  store.changeNow?.("component", name.toLowerCase(), (entity) => {
    const Status = { PrimaryStatus: "Failed", Message: message };
    return { ...entity, modified: now, body: { EndTime: now, ...entity.body, Status } };
  });
}
