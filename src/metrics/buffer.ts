/**
 * Buffers points that wait to be sent, as columns of numbers in blocks, at 28 bytes per point.
 *
 * @module
 */

const BLOCK_SIZE = 4096;

/** One point of a metric. */
export interface MetricPoint {
  /** Metric name. */
  readonly name: string;
  /** Logged value. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Whole number from 0, or NaN for a point without a step. */
  readonly step: number;
}

/** Points taken from the buffer, as columns of equal length. */
export interface PointColumns {
  /** Index of each point's name in {@linkcode PointBuffer.names}. */
  readonly series: Uint32Array;
  /** Logged values. */
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, or NaN for a point without a step. */
  readonly steps: Float64Array;
}

/** A first-in, first-out queue of points. */
export class PointBuffer {
  readonly #blocks: PointColumns[] = [];
  readonly #seriesByName = new Map<string, number>();
  readonly #names: string[] = [];
  #head = 0;
  #tail = BLOCK_SIZE;
  #size = 0;

  /** Number of points in the buffer. */
  get size(): number {
    return this.#size;
  }

  /** All metric names so far, in order of first use. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Adds one point. */
  append(name: string, value: number, timestamp: number, step: number): void {
    let series = this.#seriesByName.get(name);
    if (series === undefined) {
      series = this.#names.push(name) - 1;
      this.#seriesByName.set(name, series);
    }
    if (this.#tail === BLOCK_SIZE) {
      this.#blocks.push(emptyColumns(BLOCK_SIZE));
      this.#tail = 0;
    }
    const block = this.#blocks[this.#blocks.length - 1];
    if (!block) return;
    block.series[this.#tail] = series;
    block.values[this.#tail] = value;
    block.timestamps[this.#tail] = timestamp;
    block.steps[this.#tail] = step;
    this.#tail++;
    this.#size++;
  }

  /** Takes up to `count` points, oldest first. */
  take(count: number): PointColumns {
    const total = Math.min(count, this.#size);
    const taken = emptyColumns(total);
    for (let done = 0; done < total;) {
      const block = this.#blocks[0];
      if (!block) break;
      const end = this.#blocks.length === 1 ? this.#tail : BLOCK_SIZE;
      const length = Math.min(total - done, end - this.#head);
      copyColumns(block, this.#head, taken, done, length);
      done += length;
      this.#head += length;
      if (this.#head === end) this.#dropBlock();
    }
    this.#size -= total;
    return taken;
  }

  /** Takes all points, block by block. It copies none, so that no backlog is in memory twice. */
  *takeBlocks(): Generator<PointColumns> {
    for (let block = this.#blocks[0]; block && this.#size > 0; block = this.#blocks[0]) {
      const start = this.#head;
      const end = this.#blocks.length === 1 ? this.#tail : BLOCK_SIZE;
      this.#size -= end - start;
      this.#dropBlock();
      yield {
        series: block.series.subarray(start, end),
        values: block.values.subarray(start, end),
        timestamps: block.timestamps.subarray(start, end),
        steps: block.steps.subarray(start, end),
      };
    }
  }

  #dropBlock(): void {
    this.#blocks.shift();
    this.#head = 0;
    if (this.#blocks.length === 0) this.#tail = BLOCK_SIZE;
  }
}

/** Creates columns for `length` points. */
export function emptyColumns(length: number): PointColumns {
  return {
    series: new Uint32Array(length),
    values: new Float64Array(length),
    timestamps: new Float64Array(length),
    steps: new Float64Array(length),
  };
}

/** Returns the given rows of columns, in that order. */
export function selectRows(columns: PointColumns, rows: readonly number[]): PointColumns {
  const selected = emptyColumns(rows.length);
  rows.forEach((row, position) => copyColumns(columns, row, selected, position, 1));
  return selected;
}

function copyColumns(
  from: PointColumns,
  start: number,
  to: PointColumns,
  at: number,
  length: number,
): void {
  const end = start + length;
  to.series.set(from.series.subarray(start, end), at);
  to.values.set(from.values.subarray(start, end), at);
  to.timestamps.set(from.timestamps.subarray(start, end), at);
  to.steps.set(from.steps.subarray(start, end), at);
}
