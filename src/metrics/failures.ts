/**
 * Defines the error that lists undelivered points and records.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { MetricPoint, PointColumns } from "./buffer.ts";

/** Undelivered points of one metric, with the reason. Iterate over it to get the points. */
export class UndeliveredPoints implements Iterable<MetricPoint> {
  /** Kind of the undelivered item. */
  readonly kind = "metric";
  /** Name of the metric. */
  readonly name: string;
  /** Number of points. */
  readonly count: number;
  /**
   * Code of the service (`VALIDATION_ERROR`), name of an error, or `Timeout` if `close` timed out.
   */
  readonly reason: string;
  /** The underlying error, if there was one. After a timeout, the last failure. */
  readonly cause: unknown;
  /**
   * Attempts until a time limit passed: operation, endpoint, number of attempts, duration and
   * the reason of the last failure.
   */
  readonly detail: string | undefined;
  readonly #columns: PointColumns;
  readonly #rows: Uint32Array;

  /** @internal */
  constructor(
    name: string,
    facts: {
      readonly reason: string;
      readonly cause: unknown;
      readonly detail?: string | undefined;
    },
    columns: PointColumns,
    rows: Uint32Array,
  ) {
    this.name = name;
    this.count = rows.length;
    this.reason = facts.reason;
    this.cause = facts.cause;
    this.detail = facts.detail;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Iterates over the points in the order they were logged. */
  *[Symbol.iterator](): Iterator<MetricPoint> {
    const { values, timestamps, steps } = this.#columns;
    for (const row of this.#rows) {
      yield {
        name: this.name,
        value: values[row] ?? NaN,
        timestamp: timestamps[row] ?? NaN,
        step: steps[row] ?? NaN,
      };
    }
  }
}

/** Other undelivered data of a run: parameters, artifacts, status or lineage. */
export interface UndeliveredRecord {
  /** Kind of the undelivered item. */
  readonly kind: "record";
  /** Name of the data: `status`, `parameters`, `artifacts`. */
  readonly name: string;
  /** Number of items. */
  readonly count: number;
  /** Names of the parameters or artifacts; absent for other data. */
  readonly entries?: readonly string[];
  /** Name of the underlying error. */
  readonly reason: string;
  /** The underlying error. After a timeout, the last failure. */
  readonly cause: unknown;
  /** Attempts until a time limit passed, in words. */
  readonly detail?: string | undefined;
}

/** One item that was logged but not delivered. */
export type Undelivered = UndeliveredPoints | UndeliveredRecord;

/**
 * Some of a run's data was not delivered. `undelivered` lists every such item; everything else was
 * delivered. It does not cover invalid arguments, which are rejected when they are logged.
 *
 * @example
 * ```ts
 * import { DeliveryError, startRun } from "@runlog/sagemaker";
 *
 * const run = await startRun({ experimentName: "demo" });
 * run.logMetric("loss", 0.3, { step: 1 });
 * try {
 *   await run.close({ timeoutMs: 10_000 });
 * } catch (error) {
 *   if (!(error instanceof DeliveryError)) throw error;
 *   for (const { name, count, reason } of error.undelivered) console.error(name, count, reason);
 * }
 * ```
 */
export class DeliveryError extends RunlogError {
  /** The error's name. */
  override name = "DeliveryError";
  /** Undelivered items, each with its reason. */
  readonly undelivered: readonly Undelivered[];

  /**
   * @internal
   *
   * @param runName Name of the run that the data belongs to
   * @param undelivered Undelivered items
   */
  constructor(runName: string, undelivered: readonly Undelivered[]) {
    super(`Cannot deliver all of run "${runName}": ${summaries(undelivered).join("; ")}`, {
      cause: undelivered.find(({ cause }) => cause !== undefined)?.cause,
    });
    this.undelivered = undelivered;
  }
}

/** Summarizes by name and reason. Points are lost in batches, but users count them per metric. */
function summaries(undelivered: readonly Undelivered[]): readonly string[] {
  const alike = Map.groupBy(undelivered, (one) => `${one.kind} ${one.name}: ${reasonOf(one)}`);
  return [...alike.values()].flatMap((group) => {
    const count = group.reduce((sum, { count }) => sum + count, 0);
    return group.slice(0, 1).map((one) => {
      const points = `${count} ${count === 1 ? "point" : "points"} of "${one.name}"`;
      return `${one.kind === "metric" ? points : recordText(one)}: ${reasonOf(one)}`;
    });
  });
}

/** Maximum number of entries that a message names, and maximum length of their names. */
const MOST_NAMED = 5;
const LONGEST_NAME = 80;

function recordText({ name, entries = [] }: UndeliveredRecord): string {
  if (entries.length === 0) return name;
  const named = entries.slice(0, MOST_NAMED)
    .map((entry) => JSON.stringify(entry.slice(0, LONGEST_NAME)));
  const rest = entries.length - named.length;
  return `${name} ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function reasonOf({ reason, cause, detail }: Undelivered): string {
  if (detail !== undefined) return `${reason} (${detail})`;
  if (!(cause instanceof Error)) return reason;
  // After a timeout, the cause is the earlier error.
  const name = cause.name === reason ? "" : `${cause.name}: `;
  return `${reason} (${name}${cause.message})`;
}
