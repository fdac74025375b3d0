/** Chance that repeats: the same seed, the same throws. */

/** The seed of this test run: `RUNLOG_SEED` where there are variables, else one that stays the same. */
export const SEED: number = Number(
  ("Deno" in globalThis ? Deno.env.get("RUNLOG_SEED") : undefined) ?? 20261123,
);

/** Numbers from 0 to 1, told by a seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
