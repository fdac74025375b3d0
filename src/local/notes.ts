/**
 * What the service notes beside runs: crashes, heartbeats, and how far runs were copied.
 *
 * @module
 */
import type { StoreNotes } from "../ports/store_notes.ts";
import { localCursors } from "./cursors.ts";
import { localHeartbeats } from "./heartbeats.ts";
import type { LocalStore } from "./store/store.ts";

/** The notes that a store keeps. */
export function localNotes(store: LocalStore, now: () => number): StoreNotes {
  return {
    location: store.location,
    recordCrash: (name, message) => markFailed(store, name, message, now()),
    heartbeats: localHeartbeats(store, now),
    cursors: localCursors(store, now),
  };
}

/** A trial component that is not there is left alone; an end that was recorded stays. */
function markFailed(store: LocalStore, name: string, message: string, now: number): void {
  store.changeNow?.("component", name.toLowerCase(), (entity) => {
    const Status = { PrimaryStatus: "Failed", Message: message };
    return { ...entity, modified: now, body: { EndTime: now, ...entity.body, Status } };
  });
}
