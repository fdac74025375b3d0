/**
 * Collects the points of metrics in columns that grow.
 *
 * @module
 */
import type { SeriesPoints } from "../ports/metrics_client.ts";

const FIRST_LENGTH = 64;

/** Greatest step that a number holds exactly. */
const LARGEST_STEP = Number.MAX_SAFE_INTEGER;

class Columns {
  #values = new Float64Array(FIRST_LENGTH);
  #timestamps = new Float64Array(FIRST_LENGTH);
  #steps = new Float64Array(FIRST_LENGTH);
  #length = 0;

  append(value: number, timestamp: number, step: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#timestamps[this.#length] = timestamp;
    this.#steps[this.#length] = step;
    this.#length++;
  }

  points(): SeriesPoints {
    return {
      values: this.#values.slice(0, this.#length),
      timestamps: this.#timestamps.slice(0, this.#length),
      steps: this.#steps.slice(0, this.#length),
    };
  }

  #grow(): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(column.length * 2);
      next.set(column);
      return next;
    };
    this.#values = grown(this.#values);
    this.#timestamps = grown(this.#timestamps);
    this.#steps = grown(this.#steps);
  }
}

/** Points of one run that are being read. */
export class SeriesBuilder {
  readonly #series = new Map<string, Columns>();
  #first = Infinity;
  #last = -Infinity;

  /** Earliest time of a point in milliseconds; undefined without points. */
  get firstTime(): number | undefined {
    return this.#first === Infinity ? undefined : this.#first;
  }

  /** Latest time of a point in milliseconds; undefined without points. */
  get lastTime(): number | undefined {
    return this.#last === -Infinity ? undefined : this.#last;
  }

  /**
   * Adds one point.
   *
   * @param timestamp Milliseconds since 1970
   * @param step Any number; only whole ones from 0 are kept as steps
   */
  append(name: string, value: number, timestamp: number, step: number): void {
    let columns = this.#series.get(name);
    if (!columns) this.#series.set(name, columns = new Columns());
    columns.append(value, timestamp, isStep(step) ? step : NaN);
    if (timestamp < this.#first) this.#first = timestamp;
    if (timestamp > this.#last) this.#last = timestamp;
  }

  /** Returns the points by metric name, in order of first use. */
  build(): ReadonlyMap<string, SeriesPoints> {
    return new Map([...this.#series].map(([name, columns]) => [name, columns.points()]));
  }
}

/** Whether a number can be the step of a point: whole, from 0, and exact. */
export function isStep(step: number): boolean {
  return Number.isInteger(step) && step >= 0 && step <= LARGEST_STEP;
}
