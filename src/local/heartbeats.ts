/**
 * Holders of runs with their heartbeats. Each is an entity whose parent is the run's component. A run
 * whose process died has no recent heartbeat.
 *
 * @module
 */
import type {
  GoneHolders,
  Heartbeats,
  HolderBeat,
  Leaving,
  Left,
  RunEnd,
  RunHolder,
  RunStart,
} from "../ports/run_holders.ts";
import type { LastWrite } from "../ports/store_notes.ts";
import { type Body, type Entity, type EntityTables, EVERYTHING } from "./store/entities.ts";
import type { LocalStore, Tables, TablesNow } from "./store/store.ts";

/** The holder of heartbeats without a handle. */
const NOBODY: RunHolder = {
  id: "",
  isGuest: false,
  host: undefined,
  processId: undefined,
  processStart: undefined,
  isWorker: false,
  hasLock: false,
};

/** Returns the heartbeats of a store. */
export function localHeartbeats(store: LocalStore, now: () => number): Heartbeats {
  return {
    enter: (name, holder, gone, start) =>
      store.write(async ({ entities }) => {
        const component = await entities.get("component", keyOf(name));
        const others = component ? await othersOf(entities, name, holder.id) : [];
        if (!gone && others.length > 0) {
          return { isEntered: false, isGuest: holder.isGuest, others };
        }
        const isGuest = holder.isGuest ||
          others.some((one) => !one.isGuest && isHolding(one, gone));
        const entered = { isEntered: true, isGuest, others };
        if (!component) return entered;
        if (!isGuest) await removeGone(entities, name, others, gone);
        await beat(entities, name, { ...holder, isGuest }, now());
        if (start) await open(entities, component, start, now());
        return entered;
      }),
    record: (name, holder = NOBODY) =>
      store.write(async ({ entities }) => {
        if (!await entities.get("component", keyOf(name))) return [];
        await beat(entities, name, holder, now());
        return await othersOf(entities, name, holder.id);
      }),
    holders: (name) => store.read(({ entities }) => othersOf(entities, name, undefined)),
    leave: (name, holder, leaving) =>
      store.write(({ entities }) => leave(entities, name, holder, leaving, now())),
    async last(name) {
      const found = await store.read(({ entities }) => entitiesOf(entities, name));
      if (found.length === 0) return undefined;
      return new Date(Math.max(...found.map(({ modified }) => modified)) * 1000);
    },
    forget: (name) => store.write(({ entities }) => removeHeartbeats(entities, keyOf(name))),
  };
}

/** Removes all heartbeats of a component. */
export async function removeHeartbeats(
  entities: Tables["entities"],
  component: string,
): Promise<void> {
  for (const { key } of await entitiesOf(entities, component)) {
    await entities.remove("heartbeat", key);
  }
}

/** The heartbeats of a run, and its component; undefined if that does not exist. */
export interface HeldRun {
  readonly component: Entity | undefined;
  readonly beats: readonly Entity[];
}

/** The changes at the departure of a handle. */
export interface Departure {
  readonly left: Left;
  /** Keys of heartbeats to remove. */
  readonly removed: readonly string[];
  /** Its own heartbeat, which states the end that the last one out records. */
  readonly beat?: Entity;
  /** The component with its end. */
  readonly component?: Entity;
}

async function leave(
  entities: EntityTables,
  name: string,
  holder: RunHolder,
  leaving: Leaving,
  time: number,
): Promise<Left> {
  const component = await entities.get("component", keyOf(name));
  const beats = await entitiesOf(entities, name);
  const departure = departureOf(name, holder, { ...leaving, component, beats }, time);
  for (const key of departure.removed) await entities.remove("heartbeat", key);
  if (departure.beat) await entities.put("heartbeat", departure.beat);
  if (departure.component) await entities.put("component", departure.component);
  return departure.left;
}

/**
 * Leaves a run in a transaction that ends before its call returns.
 *
 * @param component Component of the run
 * @param leaving Facts of the departure; `findGone` receives the other holders
 */
export function leaveNow(
  { entities }: TablesNow,
  component: Entity,
  { holder = NOBODY, findGone, end }: LeavingNow,
  time: number,
): void {
  const { key: name } = component;
  const listed = entities.list("heartbeat", { ...EVERYTHING, parent: keyOf(name) });
  const beats = withEarlier(listed, entities.get("heartbeat", keyOf(name)));
  const others = beats.map(toBeat).filter(({ id }) => id !== holder.id);
  const gone = findGone?.(others) ?? new Map();
  const run = { component, beats, gone, end, orphaned: undefined };
  const departure = departureOf(name, holder, run, time);
  for (const key of departure.removed) entities.remove("heartbeat", key);
  if (departure.beat) entities.put("heartbeat", departure.beat);
  if (departure.component) entities.put("component", departure.component);
}

/** Facts about the departure of a handle whose process ends. */
export type LeavingNow =
  & Pick<LastWrite, "holder" | "findGone">
  & Pick<Leaving, "end">;

/** Decides on the departure of a handle. The last holder ends it, with the owner's end if it stated one. */
function departureOf(
  name: string,
  holder: RunHolder,
  { gone, end, orphaned, component, beats }: Leaving & HeldRun,
  time: number,
): Departure {
  const own = keyOf(name, holder.id);
  const others = beats.map(toBeat).filter(({ id }) => id !== holder.id);
  if (!gone && others.length > 0) return { left: "contested", removed: [] };
  if (others.some((one) => isHolding(one, gone))) {
    // The owner's end stays until the last guest has left.
    if (holder.isGuest || !end) return { left: "held", removed: [own] };
    return { left: "held", removed: [], beat: toEntity(name, holder, time, end) };
  }
  const foreign = holder.isGuest ? others.find((one) => one.end)?.end ?? orphaned : undefined;
  const last = foreign ?? end;
  if (!last) return { left: "open", removed: [own] };
  const removed = beats.map(({ key }) => key);
  // A guest does not replace a status that was recorded when the owner crashed.
  if (!component || (holder.isGuest && !isInProgress(component))) {
    return { left: "another", removed };
  }
  return {
    left: foreign ? "another" : "own",
    removed,
    component: { ...component, modified: time, body: ended(component, last) },
  };
}

function isHolding(
  { id, beatMs, end }: HolderBeat,
  gone: GoneHolders | undefined,
): boolean {
  return !end && gone?.get(id) !== beatMs;
}

/** Removes the holders that a new owner replaces: those that are gone, and an owner that left. */
async function removeGone(
  entities: EntityTables,
  name: string,
  others: readonly HolderBeat[],
  gone: GoneHolders | undefined,
): Promise<void> {
  for (const one of others) {
    if (!isHolding(one, gone)) await entities.remove("heartbeat", keyOf(name, one.id));
  }
}

async function beat(
  entities: EntityTables,
  name: string,
  holder: RunHolder,
  time: number,
): Promise<void> {
  await entities.put("heartbeat", toEntity(name, holder, time));
}

function toEntity(name: string, { id, ...facts }: RunHolder, time: number, end?: RunEnd): Entity {
  const body = { id, ...facts, ...(end ? { end: { ...end, endTime: +end.endTime } } : {}) };
  return { key: keyOf(name, id), parent: keyOf(name), created: time, modified: time, body };
}

async function open(
  entities: EntityTables,
  component: Entity,
  { message, startTime }: RunStart,
  time: number,
): Promise<void> {
  if (isInProgress(component) && component.body["StartTime"] !== undefined) return;
  const { EndTime: _, ...body } = component.body;
  const Status = { PrimaryStatus: "InProgress", Message: message };
  const opened = { StartTime: +startTime / 1000, ...body, Status };
  await entities.put("component", { ...component, modified: time, body: opened });
}

function ended({ body }: Entity, { status, message, endTime }: RunEnd): Body {
  const Status = { PrimaryStatus: status, ...(message === undefined ? {} : { Message: message }) };
  return { ...body, Status, EndTime: +endTime / 1000 };
}

function isInProgress({ body }: Entity): boolean {
  // Validated against AWS's model when it was received.
  const status = body["Status"] as { readonly PrimaryStatus?: string } | undefined;
  return status?.PrimaryStatus === "InProgress";
}

async function othersOf(
  entities: EntityTables,
  name: string,
  id: string | undefined,
): Promise<readonly HolderBeat[]> {
  return (await entitiesOf(entities, name)).map(toBeat).filter((one) => one.id !== id);
}

function toBeat({ body, modified }: Entity): HolderBeat {
  // Written by `beat`; a heartbeat of an earlier version has no members.
  const { end, ...holder } = { ...NOBODY, ...body } as RunHolder & {
    readonly end?: Omit<RunEnd, "endTime"> & { readonly endTime: number };
  };
  return {
    ...holder,
    beatMs: modified * 1000,
    end: end && { ...end, endTime: new Date(end.endTime) },
  };
}

/** Returns the heartbeats of a component, and one of an earlier version, which had no parent. */
async function entitiesOf(entities: EntityTables, name: string): Promise<readonly Entity[]> {
  const parent = keyOf(name);
  const found = await entities.list("heartbeat", { ...EVERYTHING, parent });
  return withEarlier(found, await entities.get("heartbeat", parent));
}

function withEarlier(found: readonly Entity[], earlier: Entity | undefined): readonly Entity[] {
  return earlier && !found.some(({ key }) => key === earlier.key) ? [...found, earlier] : found;
}

/** Returns the key of a heartbeat. The separator is a space, which no name contains. */
function keyOf(name: string, id = ""): string {
  return id === "" ? name.toLowerCase() : `${name.toLowerCase()} ${id}`;
}
