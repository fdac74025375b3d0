import { referenceMs } from "../support/turn_costs.ts";

/** What a bench measured, held against the bar that it has to reach. */
interface Measured {
  /** What was measured, with its size: "logFile of 256 MiB". */
  readonly what: string;
  readonly value: number;
  /** "ms of CPU", "requests", "times a raw copy". */
  readonly unit: string;
  /** The most that it may be, or the least. */
  readonly bar: { readonly atMost: number } | { readonly atLeast: number };
  /** What it is compared with, as it was measured beside it: "a raw copy: 120 ms". */
  readonly anchor?: string;
}

/** A bench fails below 80 % of its bar: machines differ, and a bar missed by less is looked at by people. */
const ENOUGH = 0.8;

/** Processor time of `referenceMs` on a machine for which the bars of milliseconds and seconds are meant. */
const REFERENCE_MS = 50;

/** Units whose values are as much the machine's as the code's. Ratios and counts are not. */
const OF_THE_MACHINE = ["ms of CPU", "s of CPU", "s of waiting and CPU"];

/**
 * Prints what a bench measured beside its anchor and its bar. Makes the process fail at its end where
 * less than 80 % of the bar was reached; a slower machine may take that much longer.
 */
export function holdAgainst({ what, value, unit, bar, anchor }: Measured): void {
  const [word, limit, reached] = "atMost" in bar
    ? ["at most", bar.atMost, bar.atMost / value]
    : ["at least", bar.atLeast, value / bar.atLeast];
  const enough = reached >= 1 ? 1 : ENOUGH / slowness(unit);
  const verdict = reached >= 1 ? "holds" : reached >= enough ? "MISSED" : "FAILED";
  const beside = anchor === undefined ? "" : ` (${anchor})`;
  console.log(`${verdict}  ${what}: ${shortOf(value)} ${unit}, ${word} ${limit}${beside}`);
  // A value that is no number reaches nothing.
  if (!(reached >= enough)) Deno.exitCode = 1;
}

/** CPU time of this process that a piece of work takes, in milliseconds, all of its threads'. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** How much slower than meant this machine computes now: 1 for all that is not of the machine. */
function slowness(unit: string): number {
  return OF_THE_MACHINE.includes(unit) ? Math.max(1, referenceMs() / REFERENCE_MS) : 1;
}

function shortOf(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
