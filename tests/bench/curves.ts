/**
 * Curves of 10³ to 10⁷ scores: ours in Deno and in Bun against scikit-learn, in turns, so that all meet
 * the same machine. Prints median times, how many times sooner ours are done, and peak memory beyond
 * the inputs; fails if a target is missed:
 *
 * - at 10⁶ random scores, in both runtimes: 4 times sooner for a precision-recall curve and its average
 *   precision, which takes the curve, and 3 times for a ROC curve and its area
 * - never later than scikit-learn, in any shape
 * - time grows no faster than n log n from 10⁴ to the largest size, of which it may take half more,
 *   since what fits the processor's caches at 10⁴ does not at 10⁷. The whole way is judged: over 10³
 *   times the scores that half is n^1.06, while one step of 10 goes up and down with the machine
 * - the same numbers, to 10⁻¹²
 *
 *     deno run -A tests/bench/curves.ts [sizes, all five by default; --short: random scores, 10⁶]
 *
 * @module
 */
import { type Contender, type Measurement, Worker } from "./curves_processes.ts";
import { median } from "../support/numbers.ts";

const isShort = Deno.args.includes("--short");
const CHOSEN = Deno.args.filter((arg) => !arg.startsWith("--")).map(Number);
const SIZES = CHOSEN.length > 0 ? CHOSEN : isShort ? [1e6] : [1e3, 1e4, 1e5, 1e6, 1e7];
const SHAPES = isShort ? ["random"] : ["random", "tied", "sorted", "reversed", "weighted"];
/** How many times sooner at 10⁶ random scores. */
const LEAST = { pr: 4, roc: 3 } as const;
const TASKS = { pr: "PR, AP", roc: "ROC, area" } as const;
const CONTENDERS = ["scikit-learn", "Deno", "Bun"] as const;
/** Turns of every contender, and calls a turn: more where a call is short. */
const TURNS = new Map([
  [1e3, { turns: 6, calls: 100 }],
  [1e4, { turns: 6, calls: 20 }],
  [1e5, { turns: 6, calls: 4 }],
  [1e6, { turns: 6, calls: 2 }],
  [1e7, { turns: 3, calls: 1 }],
]);

interface Row {
  readonly size: number;
  readonly shape: string;
  readonly task: keyof typeof TASKS;
  readonly times: Readonly<Record<Contender, number>>;
  readonly difference: number;
}

/** Inputs as files of raw numbers, in the order of this machine. */
async function writeInputs(folder: string, size: number): Promise<void> {
  const random = Float64Array.from({ length: size }, () => Math.random());
  const sorted = random.toSorted();
  const columns = {
    labels: Int32Array.from({ length: size }, () => Number(Math.random() < 0.3)),
    random,
    tied: random.map((value) => Math.round(value * 100) / 100),
    sorted,
    reversed: sorted.toReversed(),
    weighted: random,
    weights: Float64Array.from({ length: size }, () => Math.random()),
  };
  for (const [name, column] of Object.entries(columns)) {
    await Deno.writeFile(`${folder}/${size}-${name}`, new Uint8Array(column.buffer));
  }
}

async function measureSize(folder: string, size: number): Promise<Row[]> {
  await writeInputs(folder, size);
  await using processes = new AsyncDisposableStack();
  const workers: Record<Contender, Worker> = {
    "scikit-learn": processes.use(await Worker.start("scikit-learn", folder)),
    Deno: processes.use(await Worker.start("Deno", folder)),
    Bun: processes.use(await Worker.start("Bun", folder)),
  };
  const peaks = { "scikit-learn": 0, Deno: 0, Bun: 0 };
  const rows: Row[] = [];
  for (const shape of SHAPES) {
    for (const task of ["pr", "roc"] as const) {
      const measured = await measureInTurns(workers, size, shape, task);
      for (const name of CONTENDERS) peaks[name] = Math.max(peaks[name], measured[name].memory);
      const row = { size, shape, task, ...compare(measured) };
      rows.push(row);
      printRow(row);
    }
  }
  const megabytes = CONTENDERS.map((name) => `${name} ${Math.round(peaks[name] / 1024)} MB`);
  console.log(`${size.toExponential()} peak memory beyond the inputs: ${megabytes.join(", ")}`);
  return rows;
}

async function measureInTurns(
  workers: Readonly<Record<Contender, Worker>>,
  size: number,
  shape: string,
  task: string,
): Promise<Record<Contender, Measurement>> {
  const { turns, calls } = TURNS.get(size) ?? { turns: 1, calls: 1 };
  const measure = async (name: Contender) => {
    const { times, ...rest } = await workers[name].measure(size, shape, task, calls);
    all[name] = { ...rest, times: [...all[name].times, ...times] };
  };
  const none = { times: [], value: NaN, memory: 0 };
  let all: Record<Contender, Measurement> = { "scikit-learn": none, Deno: none, Bun: none };
  // One turn to warm up, unless a call is long enough to do so itself.
  if (size < 1e7) { for (const name of CONTENDERS) await measure(name); }
  all = { "scikit-learn": none, Deno: none, Bun: none };
  for (let turn = 0; turn < turns; turn++) for (const name of CONTENDERS) await measure(name);
  return all;
}

function compare(measured: Readonly<Record<Contender, Measurement>>) {
  const reference = measured["scikit-learn"];
  return {
    times: {
      "scikit-learn": median(reference.times),
      Deno: median(measured.Deno.times),
      Bun: median(measured.Bun.times),
    },
    difference: Math.max(
      Math.abs(measured.Deno.value - reference.value),
      Math.abs(measured.Bun.value - reference.value),
    ),
  };
}

function printRow({ size, shape, task, times }: Row): void {
  const ratio = (name: Contender) => `${(times["scikit-learn"] / times[name]).toFixed(1)}x`;
  console.log(
    [
      size.toExponential().padEnd(5),
      shape.padEnd(9),
      TASKS[task].padEnd(10),
      ...CONTENDERS.map((name) => `${name} ${times[name].toFixed(3)} ms`.padEnd(24)),
      `Deno ${ratio("Deno")}`.padEnd(12),
      `Bun ${ratio("Bun")}`,
    ].join(" "),
  );
}

/** What was promised and not held. */
function missedTargets(rows: readonly Row[]): string[] {
  return rows.flatMap(({ size, shape, task, times, difference }) => {
    const name = `${size.toExponential()} ${shape} ${TASKS[task]}`;
    const missed = difference <= 1e-12 ? [] : [`${name}: the numbers differ by ${difference}`];
    for (const runtime of ["Deno", "Bun"] as const) {
      const ratio = times["scikit-learn"] / times[runtime];
      const least = size === 1e6 && shape === "random" ? LEAST[task] : 1;
      // As every bench, a short one fails below 80 % of its bar.
      if (ratio < (isShort ? 0.8 * least : least)) {
        missed.push(`${name}: ${ratio.toFixed(2)}x in ${runtime}, not ${least}x`);
      }
    }
    return missed;
  });
}

/** Prints how time grows beside n log n, and answers where it grows faster. */
function checkGrowth(rows: readonly Row[]): string[] {
  const large = rows.filter(({ size }) => size >= 1e4);
  const series = Map.groupBy(large, ({ shape, task }) => `${shape.padEnd(9)} ${TASKS[task]}`);
  return [...series].flatMap(([name, rows]) =>
    (["Deno", "Bun"] as const).flatMap((runtime) => {
      const costs = rows.map(({ size, times }) => times[runtime] / (size * Math.log(size)));
      const [first = NaN, last = NaN] = [costs[0], costs.at(-1)];
      const along = costs.map((cost) => `${(cost / first).toFixed(2)}x`).join(" ");
      console.log(`growth beside n log n: ${name.padEnd(20)} ${runtime.padEnd(4)} ${along}`);
      const growth = last / first;
      return growth > 1.5 ? [`${name}: grows to ${growth.toFixed(2)}x n log n in ${runtime}`] : [];
    })
  );
}

const folder = await Deno.makeTempDir({ prefix: "runlog-bench-" });
try {
  const rows: Row[] = [];
  for (const size of SIZES) rows.push(...await measureSize(folder, size));
  const missed = [...missedTargets(rows), ...checkGrowth(rows)];
  console.log(missed.length === 0 ? "Every target is met" : `MISSED\n${missed.join("\n")}`);
  if (missed.length > 0) Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
