/**
 * Records heartbeats of an open run. A run whose process died is detected by their absence.
 *
 * @module
 */
import { unrefTimer } from "../runtime.ts";
import type { Heartbeats } from "../ports/store_notes.ts";

/** Interval between heartbeats, in milliseconds. */
const EVERY_MS = 15_000;

/**
 * Records heartbeats until the run has closed. A heartbeat that fails is not reported: every other
 * write to the same store fails too, and those failures are reported.
 *
 * @returns The function that stops the heartbeats and removes them
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
