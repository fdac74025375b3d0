/** How busy the machine is, for limits that hold on a busy one. */
import process from "node:process";

/** Turns of a loop that takes some 50 ms of processor time. */
const TURNS = 20_000_000;

/**
 * How much longer work takes than its processor time: 1 on a machine with nothing else to do, about 5
 * on one that is five times as busy as it can be.
 */
export function slowness(): number {
  const started = performance.now();
  const before = process.cpuUsage();
  let sum = 0;
  for (let turn = 0; turn < TURNS; turn++) sum = (sum * 31 + turn) | 0;
  const { user, system } = process.cpuUsage(before);
  const usedMs = (user + system) / 1_000 + (sum === 0.5 ? 1 : 0);
  return Math.max(1, (performance.now() - started) / Math.max(1, usedMs));
}

/** A limit on this machine, now: what an idle one keeps, times how busy this one is; twice at least. */
export function limitOf(milliseconds: number): number {
  return milliseconds * Math.max(2, slowness());
}
