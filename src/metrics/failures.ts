/**
 * What could not be delivered, told point by point. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { MetricPoint, PointColumns } from "./buffer.ts";

/** Points of one metric that did not arrive, and why. Iterating gives the points themselves. */
export class UndeliveredPoints implements Iterable<MetricPoint> {
  /** What kind of thing was not delivered. */
  readonly kind = "metric";
  /** The metric's name. */
  readonly name: string;
  /** How many points. */
  readonly count: number;
  /** The service's code (`VALIDATION_ERROR`), an error's name, or `Timeout` for a close that ran out. */
  readonly reason: string;
  /** The error underneath, where there was one. */
  readonly cause: unknown;
  readonly #columns: PointColumns;
  readonly #rows: Uint32Array;

  /** Made by the delivery of metrics. */
  constructor(
    name: string,
    facts: { readonly reason: string; readonly cause: unknown },
    columns: PointColumns,
    rows: Uint32Array,
  ) {
    this.name = name;
    this.count = rows.length;
    this.reason = facts.reason;
    this.cause = facts.cause;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** The points, in the order they were logged. */
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

/** Something else of a run that did not arrive: its parameters, artifacts, status or lineage. */
export interface UndeliveredRecord {
  /** What kind of thing was not delivered. */
  readonly kind: "record";
  /** What it was: `status`, `parameters`, `artifacts`. */
  readonly name: string;
  /** How many of them. */
  readonly count: number;
  /** The error's name. */
  readonly reason: string;
  /** The error underneath. */
  readonly cause: unknown;
}

/** One thing that was recorded and did not arrive. */
export type Undelivered = UndeliveredPoints | UndeliveredRecord;

/**
 * Something recorded did not arrive. Every such thing is listed in `undelivered`; the rest of the
 * run did arrive. It does not cover bad arguments, which are refused when they are logged.
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
  /** Always `DeliveryError`. */
  override name = "DeliveryError";
  /** What did not arrive, and why. */
  readonly undelivered: readonly Undelivered[];

  /**
   * Made where it happens.
   *
   * @param runName The run it was recorded for
   * @param undelivered What did not arrive
   */
  constructor(runName: string, undelivered: readonly Undelivered[]) {
    super(`Cannot deliver all of run "${runName}": ${summaries(undelivered).join("; ")}`, {
      cause: undelivered.find(({ cause }) => cause !== undefined)?.cause,
    });
    this.undelivered = undelivered;
  }
}

/** One for each thing and reason: points are lost by the batch, and people count them by name. */
function summaries(undelivered: readonly Undelivered[]): readonly string[] {
  const alike = Map.groupBy(undelivered, (one) => `${one.kind} ${one.name}: ${reasonOf(one)}`);
  return [...alike.values()].flatMap((group) => {
    const count = group.reduce((sum, { count }) => sum + count, 0);
    return group.slice(0, 1).map((one) => {
      const points = `${count} ${count === 1 ? "point" : "points"} of "${one.name}"`;
      return `${one.kind === "metric" ? points : one.name}: ${reasonOf(one)}`;
    });
  });
}

function reasonOf({ reason, cause }: Undelivered): string {
  if (!(cause instanceof Error)) return reason;
  // Where the time ran out, the cause is what had gone wrong before.
  const name = cause.name === reason ? "" : `${cause.name}: `;
  return `${reason} (${name}${cause.message})`;
}
