/**
 * Signs of life of the processes that record: what a run whose process died has no more of.
 *
 * @module
 */
import type { LocalStore } from "./store/store.ts";

/** Signs of life, by the trial component that is recorded into. */
export interface LocalHeartbeats {
  /**
   * Notes one, now.
   *
   * @param componentName The trial component; nothing is noted of one that is not there
   */
  record(componentName: string): Promise<void>;
  /**
   * When the last one was noted, in seconds since 1970; undefined of a component that ended in order,
   * or was never recorded into by a process that gives them.
   *
   * @param componentName The trial component
   */
  last(componentName: string): Promise<number | undefined>;
  /**
   * Forgets them: the component has ended in order.
   *
   * @param componentName The trial component
   */
  forget(componentName: string): Promise<void>;
}

/** The signs of life that a store keeps: an entity beside the component's, of the same key. */
export function localHeartbeats(store: LocalStore, now: () => number): LocalHeartbeats {
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
    last: (name) =>
      store.read(async ({ entities }) =>
        (await entities.get("heartbeat", name.toLowerCase()))?.modified
      ),
    forget: (name) =>
      store.write(async ({ entities }) => await entities.remove("heartbeat", name.toLowerCase())),
  };
}
