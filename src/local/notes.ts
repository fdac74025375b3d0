/**
 * The notes that the service keeps besides runs: last writes, heartbeats and sync cursors.
 *
 * @module
 */
import type { RunEnd } from "../ports/run_holders.ts";
import type { LastWrite, LastWriter, StoreNotes } from "../ports/store_notes.ts";
import type { UndocumentedBehavior } from "./account.ts";
import { localCursors } from "./cursors.ts";
import { leaveNow, localHeartbeats } from "./heartbeats.ts";
import { updatedValues } from "./operations/component_values.ts";
import type { Body, Entity } from "./store/entities.ts";
import type { LocalStore, TablesNow } from "./store/store.ts";

/** Returns the notes of a store. */
export function localNotes(
  store: LocalStore,
  now: () => number,
  behavior: UndocumentedBehavior,
): StoreNotes {
  const { writeNow } = store;
  const writeLast: LastWriter | undefined = writeNow &&
    ((last) => writeNow((tables) => write(tables, last, { now: now(), behavior })));
  return {
    location: store.location,
    ...(writeLast ? { writeLast } : {}),
    checkPresence: () => store.checkPresence?.(),
    get readOnly() {
      return store.readOnly;
    },
    heartbeats: localHeartbeats(store, now),
    cursors: localCursors(store, now),
  };
}

interface WriteContext {
  readonly now: number;
  readonly behavior: UndocumentedBehavior;
}

function write(tables: TablesNow, last: LastWrite, context: WriteContext): ReturnType<LastWriter> {
  const { entities, points } = tables;
  const entity = entities.get("component", last.trialComponentName.toLowerCase());
  if (!entity) return last.batches.map(() => []);
  const refusals = last.batches.map((batch) => points.put(batch, context.now));
  const body = updatedValues(context, entity.body, { ...last.changes });
  const changed = { ...entity, modified: context.now, body };
  entities.put("component", changed);
  if (last.end || last.holder) {
    const end = last.end && toEnd(entity, last.end, context.now);
    leaveNow(tables, changed, { ...last, end }, context.now);
  }
  return refusals;
}

/** Returns the end of a run: now, unless it has ended already. */
function toEnd(
  { body }: Entity,
  { status, message }: NonNullable<LastWrite["end"]>,
  now: number,
): RunEnd {
  // Validated against the model when it was received: seconds since 1970.
  const before = body["EndTime"] as number | undefined;
  const seconds = isOpen(body) ? now : before ?? now;
  return {
    status,
    message: message === undefined ? undefined : statusMessage(message),
    endTime: new Date(Math.round(seconds * 1000)),
  };
}

/** Whether a run is in progress: an end time that it has then is that of an earlier time. */
function isOpen({ Status }: Body): boolean {
  // Validated against the model when it was received.
  const { PrimaryStatus } = (Status ?? {}) as { readonly PrimaryStatus?: string };
  return PrimaryStatus === "InProgress" || PrimaryStatus === "Stopping";
}

/** Most characters of a status message. */
const LONGEST_MESSAGE = 1_024;

/** Returns a message that AWS accepts: a crash is recorded in any case. */
function statusMessage(message: string): string {
  return message.replace(/[\n\r\u0085\u2028\u2029]+/g, " ").slice(0, LONGEST_MESSAGE)
    .toWellFormed();
}
