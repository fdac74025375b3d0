/**
 * The shape of an operation of S3.
 *
 * @module
 */
import type { S3Request } from "./exchange.ts";

/** An operation of S3. */
export interface S3Operation {
  /** AWS's name of it. */
  readonly name: string;
  /** HTTP method. */
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Resource that its path names. */
  readonly on: "service" | "bucket" | "object";
  /** Query parameter that selects it among those of the same method and path. */
  readonly parameter?: string;
  /** Header field that selects it likewise. */
  readonly field?: string;
  /** Other query parameters that it obeys. */
  readonly parameters?: readonly string[];
  /** Header fields that it obeys, of those that can change its meaning: see `understood.ts`. */
  readonly fields?: readonly string[];
  /** Answers it. */
  readonly run: (exchange: S3Request) => Promise<Response>;
}
