import type { Command } from "./command.ts";

/** How often a sequence is played to shorten it. */
const MOST_TRIALS = 150;

/**
 * A shorter sequence that still deviates: halves, quarters and single commands are left out as long as
 * the rest deviates without them.
 *
 * @param deviates Whether a sequence deviates
 */
export async function shorten(
  commands: readonly Command[],
  deviates: (commands: readonly Command[]) => Promise<boolean>,
): Promise<readonly Command[]> {
  let left = commands;
  let trials = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = Math.max(0, left.length - size); trials < MOST_TRIALS;) {
      const fewer = [...left.slice(0, start), ...left.slice(start + size)];
      trials++;
      if (fewer.length > 0 && await deviates(fewer)) left = fewer;
      if (start === 0) break;
      start = Math.max(0, Math.min(start, left.length) - size);
    }
  }
  return left;
}
