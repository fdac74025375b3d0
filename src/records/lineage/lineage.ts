/**
 * Defines the lineage of a run or another entity, as it is read.
 *
 * @module
 */
import type { OptionKinds } from "../../options.ts";
import { oneOf, wholeFrom } from "../../kinds.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { LISTING_OPTIONS } from "../listing.ts";

/**
 * Kind of a lineage entity. A trial component is a run, also that of a job. A kind that AWS adds is
 * `other`.
 */
export type LineageKind = "run" | "artifact" | "action" | "context" | "other";

/** A direction of lineage: the entities that one was made of, or those that were made of it. */
export type LineageDirection = "ascendants" | "descendants";

/** The names of a run in a lineage graph. */
export interface LineageRun {
  /** First experiment that contains the run. */
  readonly experimentName: string;
  /** The run's name within the experiment. */
  readonly runName: string;
}

/** An entity of a lineage graph. */
export interface LineageEntity {
  /** ARN. */
  readonly arn: string;
  /** Kind of the entity. */
  readonly kind: LineageKind;
  /** Type, such as `DataSet`, `ModelDeployment` or `TrainingJob`. */
  readonly type: string | undefined;
  /** Name; of a run, its display name. An entity without one has the end of its address or ARN. */
  readonly name: string;
  /** Names of the run; undefined for other kinds, and for a component outside of experiments. */
  readonly run: LineageRun | undefined;
  /** Address of the thing that the entity stands for, such as an `s3://` URL. */
  readonly uri: string | undefined;
  /** Status of an action or a run. */
  readonly status: string | undefined;
  /** Description of an action, a context or a run. */
  readonly description: string | undefined;
  /** Properties of an artifact, an action or a context. */
  readonly properties: Readonly<Record<string, string>>;
  /** When it was created. */
  readonly creationTime: Date | undefined;
  /** When it last changed. */
  readonly lastModifiedTime: Date | undefined;
  /**
   * Whether its details were read. They are missing if the entity was deleted meanwhile, or the
   * credentials may not read it.
   */
  readonly isDescribed: boolean;
}

/** An association of a lineage graph. */
export interface LineageAssociation {
  /** ARN of the earlier entity, such as the data of a run. */
  readonly sourceArn: string;
  /** ARN of the later entity, such as the run. */
  readonly destinationArn: string;
  /** Type, such as `ContributedTo`, `Produced` or `DerivedFrom`. */
  readonly type: string | undefined;
}

/** Entities of one direction. */
export interface LineageSide {
  /** Entities, the nearest first. */
  readonly entities: readonly LineageEntity[];
  /** Token of the next entities; undefined if there are no more within the depth. */
  readonly nextToken: string | undefined;
}

/** The lineage of an entity: the entities that it was made of, and those that were made of it. */
export interface Lineage {
  /** ARN of the entity. */
  readonly arn: string;
  /** Entities that it was made of. */
  readonly ascendants: LineageSide;
  /** Entities that were made of it. */
  readonly descendants: LineageSide;
  /**
   * Associations between the entity and those of a side, and among these. One with an end that is on
   * neither side leads further than the depth, or to an entity of another page.
   */
  readonly associations: readonly LineageAssociation[];
}

/** Options of `getLineage`. */
export interface LineageOptions extends RequestOptions {
  /**
   * The only direction to read.
   * @default both
   */
  readonly direction?: LineageDirection | undefined;
  /**
   * Largest number of associations from the entity, 1 to 9.
   * @default 3
   */
  readonly depth?: number | undefined;
  /**
   * Largest number of entities in each direction, 1 to 49.
   * @default 16
   */
  readonly maxEntities?: number | undefined;
  /**
   * Starting point: the `nextToken` of a side. Needs its `direction`, and the same depth.
   * @default the nearest entities
   */
  readonly nextToken?: string | undefined;
}

/** The names of {@linkcode LineageOptions}. */
export const LINEAGE_OPTIONS: OptionKinds<LineageOptions> = {
  ...REQUEST_OPTIONS,
  direction: oneOf("ascendants", "descendants"),
  // One less than AWS's limit: the associations beyond show whether there is more.
  depth: wholeFrom(1, 9),
  // One less than AWS's largest page, which contains the start.
  maxEntities: wholeFrom(1, 49),
  nextToken: LISTING_OPTIONS.nextToken,
};
