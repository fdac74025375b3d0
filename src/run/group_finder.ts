/**
 * Defines how runs find a group of their experiment.
 *
 * @module
 */
import type { CallOptions } from "../session/caller.ts";
import type { OpenRequest } from "./open_request.ts";

/** Finds a group for the runs of an experiment. All of its openings share it. */
export interface GroupFinder {
  /** Looks up the group to try first. */
  look(): Promise<unknown>;
  /**
   * Adds the component to a group with room.
   *
   * @returns The group's name
   */
  add(component: string, tags: OpenRequest["tags"], options: CallOptions): Promise<string>;
  /** Discards what may no longer be true: the group was deleted. */
  forget(): void;
  /** Discards facts that may change until the next run opens, because no run is being opened. */
  rest(): void;
}
