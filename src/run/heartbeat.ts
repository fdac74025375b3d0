/**
 * Signs of life of an open run, so that one whose process died can be told from one that goes on.
 * Browser-safe.
 *
 * @module
 */
import { unrefTimer } from "../runtime.ts";
import type { Heartbeats } from "../ports/store_notes.ts";

/** How often an open run gives a sign of life, in milliseconds. */
const EVERY_MS = 15_000;

/**
 * Gives signs of life until the run has closed. One that cannot be kept is not worth a word: whatever
 * else is recorded there fails as well, and says so.
 *
 * @returns A function that ends and forgets them
 */
export function keepAlive(
  heartbeats: Heartbeats | undefined,
  trialComponentName: string,
): () => void {
  if (!heartbeats) return () => {};
  const beat = (): void => void heartbeats.record(trialComponentName).catch(() => {});
  beat();
  const timer = setInterval(beat, EVERY_MS);
  unrefTimer(timer);
  return () => {
    clearInterval(timer);
    void heartbeats.forget(trialComponentName).catch(() => {});
  };
}
