/**
 * What a run is opened with, every default filled in.
 *
 * @module
 */
import type { Tag } from "@aws-sdk/client-sagemaker";
import type { Origin } from "./environment.ts";
import type { RunNames } from "../rules/names.ts";

/** What a run is opened with. */
export interface OpenRequest {
  /** The names of its resources. */
  readonly names: RunNames;
  /** The run group asked for; undefined chooses the experiment's own. */
  readonly runGroupName: string | undefined;
  /** Display name of the experiment, if it is new. */
  readonly experimentDisplayName: string | undefined;
  /** Display name of the run, if it is new. */
  readonly runDisplayName: string | undefined;
  /** Tags of every resource that is new. */
  readonly tags: readonly Tag[];
  /** Parameters and metadata of a new run, as its environment tells. */
  readonly origin: Origin;
  /** When the run started. */
  readonly startTime: Date;
}
