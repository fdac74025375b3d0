/**
 * What listings and searches of runs have in common. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { SessionLike } from "../session/session.ts";
import type { RunRecord } from "./record.ts";

/** Options of every listing of runs. */
export interface RunListingOptions {
  /**
   * Direction of the order.
   * @default "Descending"
   */
  readonly sortOrder?: "Ascending" | "Descending" | undefined;
  /**
   * Whether archived runs are given as well: see `archiveRun`.
   * @default false
   */
  readonly includeArchived?: boolean | undefined;
  /**
   * Most runs to give, in all.
   * @default every run
   */
  readonly maxResults?: number | undefined;
  /**
   * Where to go on: a page's `nextToken`.
   * @default the beginning
   */
  readonly nextToken?: string | undefined;
  /**
   * Where to read.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** Some of the runs, and where to go on. */
export interface RunPage {
  /** The runs. */
  readonly runs: readonly RunRecord[];
  /** Where to go on; undefined when there are no more. */
  readonly nextToken: string | undefined;
}

/** Runs, one by one or by the page. */
export interface RunListing extends AsyncIterable<RunRecord> {
  /** The same by the page: one request each. */
  pages(): AsyncIterable<RunPage>;
}

/** AWS's largest page. */
export const PAGE_SIZE = 100;

/** Holds `maxResults` to be a number of runs. */
export function checkMaxResults(action: string, { maxResults }: RunListingOptions): void {
  if (maxResults === undefined || (Number.isSafeInteger(maxResults) && maxResults >= 1)) return;
  const rule = "be a whole number from 1";
  throw new ArgumentError(action, { argument: "maxResults", value: maxResults, rule });
}

/** Pages as a listing. */
export function toListing(pages: () => AsyncIterable<RunPage>): RunListing {
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { runs } of pages()) yield* runs;
    },
  };
}
