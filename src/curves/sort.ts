/**
 * Sorting doubles without a comparator. Browser-safe.
 *
 * @module
 */

/**
 * Sorts in place, ascending. The values are finite, and none is -0.
 *
 * Read as 64-bit integers, doubles from 0 up sort as themselves, and negative ones backwards and
 * below them; engines sort integers several times faster than doubles.
 */
export function sortDoubles(values: Float64Array): void {
  new BigInt64Array(values.buffer, values.byteOffset, values.length).sort();
  let negatives = 0;
  for (let end = values.length; negatives < end;) {
    const middle = (negatives + end) >>> 1;
    if ((values[middle] ?? 0) < 0) negatives = middle + 1;
    else end = middle;
  }
  values.subarray(0, negatives).reverse();
}

const DIGIT_BITS = 11;
const DIGIT_MASK = (1 << DIGIT_BITS) - 1;

/**
 * The indices of finite values from the largest value to the smallest, equal ones in their order.
 * Scratch memory: 12 bytes a value beside the result.
 */
export function orderDescending(values: Float64Array): Uint32Array {
  return orderOfSorted(values) ?? radixSort(values);
}

/** The order of values that only fall or only rise, in one look at each; undefined for others. */
function orderOfSorted(values: Float64Array): Uint32Array | undefined {
  const { length } = values;
  let index = 1;
  while (index < length && (values[index] ?? NaN) <= (values[index - 1] ?? NaN)) index++;
  const falls = index >= length;
  if (!falls) index = 1;
  while (index < length && (values[index] ?? NaN) >= (values[index - 1] ?? NaN)) index++;
  if (index < length) return undefined;
  const order = new Uint32Array(length);
  for (let end = length; end > 0;) {
    let start = falls ? 0 : end - 1;
    while (start > 0 && values[start - 1] === values[start]) start--;
    for (let offset = start; offset < end; offset++) order[length - end + offset - start] = offset;
    end = start;
  }
  return order;
}

/** By the digits of the values' bits, the least significant first. */
function radixSort(values: Float64Array): Uint32Array {
  const { low, high } = descendingKeys(values);
  let order: Uint32Array = new Uint32Array(values.length);
  let spare: Uint32Array = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) order[index] = index;
  for (const word of [low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (sortByDigit(word, shift, order, spare)) [order, spare] = [spare, order];
    }
  }
  return order;
}

/** The two halves of unsigned 64-bit keys that sort against their values; -0 has the key of 0. */
function descendingKeys(values: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const bits = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < values.length; index++) {
    bits.setFloat64(0, (values[index] ?? 0) + 0);
    const top = bits.getInt32(0);
    const flip = ~(top >> 31); // positive doubles ascend with their bits, negative ones descend
    low[index] = bits.getUint32(4) ^ flip;
    high[index] = top ^ (flip & 0x7fffffff);
  }
  return { low, high };
}

/** Moves the indices into `sorted` by one digit of their keys; false if all have the same one. */
function sortByDigit(
  word: Uint32Array,
  shift: number,
  order: Uint32Array,
  sorted: Uint32Array,
): boolean {
  const slots = new Uint32Array(DIGIT_MASK + 1);
  for (let index = 0; index < word.length; index++) {
    const digit = ((word[index] ?? 0) >>> shift) & DIGIT_MASK;
    slots[digit] = (slots[digit] ?? 0) + 1;
  }
  let start = 0;
  for (let digit = 0; digit <= DIGIT_MASK; digit++) {
    const size = slots[digit] ?? 0;
    if (size === word.length) return false;
    slots[digit] = start;
    start += size;
  }
  for (let position = 0; position < order.length; position++) {
    const index = order[position] ?? 0;
    const digit = ((word[index] ?? 0) >>> shift) & DIGIT_MASK;
    const slot = slots[digit] ?? 0;
    slots[digit] = slot + 1;
    sorted[slot] = index;
  }
  return true;
}
