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

/**
 * Prints what a bench measured beside its anchor and its bar. Makes the process fail at its end where
 * less than 80 % of the bar was reached.
 */
export function holdAgainst({ what, value, unit, bar, anchor }: Measured): void {
  const [word, limit, reached] = "atMost" in bar
    ? ["at most", bar.atMost, bar.atMost / value]
    : ["at least", bar.atLeast, value / bar.atLeast];
  const verdict = reached >= 1 ? "holds" : reached >= ENOUGH ? "MISSED" : "FAILED";
  const beside = anchor === undefined ? "" : ` (${anchor})`;
  console.log(`${verdict}  ${what}: ${shortOf(value)} ${unit}, ${word} ${limit}${beside}`);
  // A value that is no number reaches nothing.
  if (!(reached >= ENOUGH)) Deno.exitCode = 1;
}

/** CPU time of this process that a piece of work takes, in milliseconds, all of its threads'. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function shortOf(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
