/**
 * Defines an entity as a query of lineage names it. Types only.
 *
 * @module
 */

/** An entity as a query names it. */
export interface Vertex {
  readonly arn: string;
  readonly type: string | undefined;
  /** Kind of the entity, in AWS's words. */
  readonly lineageType: string | undefined;
}
