/**
 * Sorts doubles without a comparator.
 *
 * @module
 */

/**
 * Sorts in place, ascending. Values must be finite, and -0 is not allowed.
 *
 * Doubles from 0 up, read as 64-bit integers, sort as themselves. Negative ones sort below them and
 * in reverse. Engines sort integers several times faster than doubles.
 */
export function sortDoubles(values: Float64Array): void {
  if (falls(values)) {
    values.reverse(); // much faster than an engine's sort
    return;
  }
  new BigInt64Array(values.buffer, values.byteOffset, values.length).sort();
  let negatives = 0;
  for (let end = values.length; negatives < end;) {
    const middle = (negatives + end) >>> 1;
    if ((values[middle] ?? 0) < 0) negatives = middle + 1;
    else end = middle;
  }
  values.subarray(0, negatives).reverse();
}

/**
 * Checks whether no value is above the one before. For most other arrays a few values decide it.
 */
function falls(values: Float64Array): boolean {
  let index = 1;
  while (index < values.length && (values[index] ?? NaN) <= (values[index - 1] ?? NaN)) index++;
  return index >= values.length;
}

/**
 * Returns the indices of finite values from the largest value to the smallest; equal ones keep
 * their order.
 *
 * Each value and its index share one 64-bit integer, so that the engine sorts both at once. The
 * index replaces the value's lowest bits. Values that differ only in these bits come out in the
 * order of their indices; a second sort corrects them. Scratch memory: 8 bytes per value besides
 * the result.
 */
export function orderDescending(values: Float64Array): Uint32Array {
  const indexMask = 2 ** (32 - Math.clz32(values.length)) - 1;
  const keys = descendingKeys(values, indexMask);
  new BigInt64Array(keys.buffer).sort();
  const order = new Uint32Array(values.length);
  for (let position = 0; position < values.length; position++) {
    order[position] = (keys[2 * position + LOW_WORD] ?? 0) & indexMask;
  }
  for (let start = 0, end = 0; start < values.length; start = end) {
    end = endOfRun(keys, start, indexMask);
    if (end - start > 1) sortRun(order.subarray(start, end), values);
  }
  return order;
}

/** Index of the half of a 64-bit integer in memory that holds its low bits. */
const LOW_WORD = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1 ? 0 : 1;

/**
 * Returns signed 64-bit integers that sort in the reverse order of the values, in halves. Their
 * lowest bits are the index.
 */
function descendingKeys(values: Float64Array, indexMask: number): Int32Array {
  const keys = new Int32Array(values.map((value) => value + 0).buffer); // -0 becomes 0
  for (let index = 0; index < values.length; index++) {
    const low = 2 * index + LOW_WORD;
    const high = 2 * index + 1 - LOW_WORD;
    const top = keys[high] ?? 0;
    const flip = ~(top >> 31); // positive doubles ascend with their bits, negative ones descend
    keys[high] = top ^ (flip | 0x80000000);
    keys[low] = (((keys[low] ?? 0) ^ flip) & ~indexMask) | index;
  }
  return keys;
}

/** Returns the end of the sorted keys that differ only in the index. */
function endOfRun(keys: Int32Array, start: number, indexMask: number): number {
  const low = (keys[2 * start + LOW_WORD] ?? 0) & ~indexMask;
  const high = keys[2 * start + 1 - LOW_WORD];
  let end = start + 1;
  while (
    2 * end < keys.length && keys[2 * end + 1 - LOW_WORD] === high &&
    ((keys[2 * end + LOW_WORD] ?? 0) & ~indexMask) === low
  ) end++;
  return end;
}

/**
 * Sorts indices of values that differ only in the bits that held the index in the keys, at the end
 * of their low halves. Most runs contain equal values and are sorted. In others, those bits become
 * the keys' high halves.
 */
function sortRun(run: Uint32Array, values: Float64Array): void {
  const valueOf = (index: number | undefined) => (values[index ?? 0] ?? NaN) + 0;
  if (
    run.every((index, position) => position === 0 || valueOf(run[position - 1]) >= valueOf(index))
  ) {
    return;
  }
  const keys = new Int32Array(Float64Array.from(run, valueOf).buffer);
  for (let position = 0; position < run.length; position++) {
    const low = 2 * position + LOW_WORD;
    const high = 2 * position + 1 - LOW_WORD;
    const flip = ~((keys[high] ?? 0) >> 31);
    keys[high] = (keys[low] ?? 0) ^ flip;
    keys[low] = position;
  }
  new BigInt64Array(keys.buffer).sort();
  const unsorted = run.slice();
  for (let position = 0; position < run.length; position++) {
    run[position] = unsorted[keys[2 * position + LOW_WORD] ?? 0] ?? 0;
  }
}
