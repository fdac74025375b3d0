/**
 * The place of a run among the run groups of its experiment.
 *
 * @module
 */
import type { CallOptions } from "../session/caller.ts";
import type { OpenRequest } from "./open_request.ts";

/** Finds a group for the runs of an experiment. All of its openings share it. */
export interface GroupFinder {
  /** Looks up the group to try first; settles after that. */
  look(): Promise<unknown>;
  /**
   * Adds the component to a group with room.
   *
   * @returns The group's name
   */
  add(component: string, tags: OpenRequest["tags"], options: CallOptions): Promise<string>;
  /** Discards what may no longer be true: the group was deleted. */
  forget(): void;
  /** Discards what only a request can tell, because no run is being opened. */
  rest(): void;
}
