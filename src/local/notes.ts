/**
 * The notes that the service keeps besides runs: last writes, heartbeats and sync cursors.
 *
 * @module
 */
import type { LastWrite, LastWriter, StoreNotes } from "../ports/store_notes.ts";
import type { UndocumentedBehavior } from "./account.ts";
import { localCursors } from "./cursors.ts";
import { localHeartbeats } from "./heartbeats.ts";
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
    heartbeats: localHeartbeats(store, now),
    cursors: localCursors(store, now),
  };
}

interface WriteContext {
  readonly now: number;
  readonly behavior: UndocumentedBehavior;
}

function write(
  { entities, points }: TablesNow,
  last: LastWrite,
  context: WriteContext,
): ReturnType<LastWriter> {
  const key = last.trialComponentName.toLowerCase();
  const entity = entities.get("component", key);
  if (!entity) return last.batches.map(() => []);
  const refusals = last.batches.map((batch) => points.put(batch, context.now));
  const body = ended(entity, last, context);
  entities.put("component", { ...entity, modified: context.now, body });
  if (last.status && body["EndTime"] !== undefined) entities.remove("heartbeat", key);
  return refusals;
}

/** Returns the values of a component after its last write. */
function ended({ body }: Entity, { changes, status }: LastWrite, context: WriteContext): Body {
  const { EndTime: before, ...changed } = updatedValues(context, body, { ...changes });
  if (status === undefined) return before === undefined ? changed : { ...changed, EndTime: before };
  if (status.PrimaryStatus === "InProgress") return { ...changed, Status: status };
  const EndTime = isOpen(body) ? context.now : before ?? context.now;
  return { ...changed, Status: status, EndTime };
}

/** Whether a run is in progress: an end time that it has then is that of an earlier time. */
function isOpen({ Status }: Body): boolean {
  // Validated against the model when it was received.
  const { PrimaryStatus } = (Status ?? {}) as { readonly PrimaryStatus?: string };
  return PrimaryStatus === "InProgress" || PrimaryStatus === "Stopping";
}
