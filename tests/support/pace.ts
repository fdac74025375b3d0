/**
 * How busy the machine is, for limits that hold on a busy one. Runs in every runtime: bundled children
 * take the time they did not get off what they report.
 */

/** Turns of a loop that takes some 50 ms of processor time. */
const TURNS = 20_000_000;
/** How often a watch looks, in milliseconds. A timer of an idle machine is late by less than that. */
const EVERY_MS = 5;

/** Deno, Bun and Node have it; a page knows nothing of its processor time. */
const { process } = globalThis as {
  readonly process?: { cpuUsage?(): { readonly user: number; readonly system: number } };
};

/** What a watch reads, in milliseconds. */
export interface Clock {
  /** Time that has passed. */
  now(): number;
  /** Processor time of this process so far. */
  usedMs(): number;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  usedMs() {
    const { user = 0, system = 0 } = process?.cpuUsage?.() ?? {};
    return (user + system) / 1_000;
  },
};

/**
 * How much longer work takes than its processor time, now: 1 on a machine with nothing else to do,
 * about 5 on one that is five times as busy as it can be.
 */
export function slowness(): number {
  const [started, before] = [CLOCK.now(), CLOCK.usedMs()];
  let sum = 0;
  for (let turn = 0; turn < TURNS; turn++) sum = (sum * 31 + turn) | 0;
  const used = CLOCK.usedMs() - before + (sum === 0.5 ? 1 : 0);
  return Math.max(1, (CLOCK.now() - started) / Math.max(1, used));
}

/**
 * Patience for something that has to come to its own end in time: what suffices on an idle machine,
 * times how busy this one is. What is to be told is not told to a caller who gave up before it began.
 */
export function patienceOf(milliseconds: number): number {
  return Math.ceil(milliseconds * slowness());
}

/** A watch over this process, which counts while load comes and goes. */
export interface Pace extends Disposable {
  /** Time since the watch began, less what this process was due to run and did not get, in milliseconds. */
  ownMs(): number;
  /**
   * A limit for what was waited for since the watch began: what an idle machine keeps, times how busy
   * this one is, twice at least, and the time that this process did not get to do its part of it.
   */
  limitOf(milliseconds: number): number;
}

/**
 * Begins a watch. Its timer is late where other programs have the processor; a delay is no loss as far
 * as this process computed meanwhile, so that only work of its own counts against a limit. A page
 * cannot tell the two apart: there, all of a delay is lost. Waiting counts less where timers are late,
 * so that what limits an `ownMs` has to be far below what a fault would take.
 */
export function watchPace({ now: nowMs, usedMs } = CLOCK): Pace {
  const began = nowMs();
  let [lost, seen, used] = [0, began, usedMs()];
  const look = (): void => {
    const [now, usedNow] = [nowMs(), usedMs()];
    const gap = now - seen;
    if (gap > 2 * EVERY_MS) lost += Math.max(0, gap - Math.max(EVERY_MS, usedNow - used));
    [seen, used] = [now, usedNow];
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    ownMs() {
      look();
      return seen - began - lost;
    },
    limitOf(milliseconds) {
      look();
      return milliseconds * Math.max(2, slowness()) + lost;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
