/** Bytes that differ from place to place, so that lost, swapped and repeated ones are noticed. */
export function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let index = 0; index < words.length; index++) {
    words[index] = Math.imul(index + 1, 2654435761);
  }
  return new Uint8Array(words.buffer, 0, size);
}
