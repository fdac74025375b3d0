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
    const Status = { PrimaryStatus: "Failed", Message: statusMessage(message) };
    return { ...entity, modified: now, body: { EndTime: now, ...entity.body, Status } };
  });
}

/** Most characters of a status message. */
const LONGEST_MESSAGE = 1_024;

/** Returns a message that AWS accepts: a crash is recorded in any case. */
function statusMessage(message: string): string {
  return message.replace(/[\n\r\u0085\u2028\u2029]+/g, " ").slice(0, LONGEST_MESSAGE)
    .toWellFormed();
}
