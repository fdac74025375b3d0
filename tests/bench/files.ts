/**
 * Files into a local store, in Deno, Node and Bun, and over latency. Prints CPU time and ratios, and
 * exits with 1 if one misses its limit:
 *
 * - `logFile` of 256 MiB takes at most 4 times the CPU of `copyFile`, with its CRC-32.
 * - `logDirectory` of 2,000 files of 10 kB takes at most 1.5 times the CPU of MLflow's
 *   `log_artifacts` into a store in a folder, and of 10,000 files at most 5 s.
 * - `logDirectory` of 500 files to a server with 50 ms of latency takes at most 2.5 s: its trips, and
 *   the CPU between them.
 *
 * In a round, each takes its turn once, in a process of its own that has done the same before, so that a
 * busy machine slows all alike. Nothing that was written in many files is removed before the end:
 * some file systems create files more slowly for minutes after others were removed.
 *
 *     deno run -A tests/bench/files.ts [--short] [deno|bun|node]
 *
 * `--short` takes 64 MiB, 1,000 files for 10,000, and fewer rounds, of which one has latency.
 *
 * @module
 */
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { median, range } from "../support/numbers.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { holdAgainst } from "./bars.ts";
import { type FarFolder, measureFar } from "./files_far.ts";

const isShort = Deno.args.includes("--short");
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const named = RUNTIMES.filter((name) => Deno.args.includes(name));
const runtimes = named.length > 0 ? named : RUNTIMES;
const [MEBIBYTES, MANY, ROUNDS] = isShort ? [64, 1_000, 3] : [256, 10_000, 5];
const FILES = 2_000;
const FAR_FILES = 500;
const LATENCY_MS = 50;
const BARS = { copyRatio: 4, mlflowRatio: 1.5, manySeconds: 5 * MANY / 10_000, farSeconds: 2.5 };

const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);
const SCRIPT = new URL("./files_mlflow.py", import.meta.url);

/** CPU seconds of one round. */
interface Round {
  readonly copy: number;
  readonly logFile: number;
  readonly small: number;
  readonly many: number;
}

async function makeSources(folder: string): Promise<void> {
  using file = await Deno.open(`${folder}/large.bin`, { write: true, create: true });
  const block = bytesOf(1024 * 1024);
  for (let index = 0; index < MEBIBYTES; index++) {
    block[0] = index;
    await file.write(block);
  }
  for (const [name, count] of [["small", FILES], ["many", MANY], ["far", FAR_FILES]] as const) {
    await Deno.mkdir(`${folder}/${name}`);
    for (const index of range(count)) {
      await Deno.writeFile(`${folder}/${name}/${index}.txt`, block.subarray(index, index + 10_000));
    }
  }
}

async function measure(runtime: ScriptRuntime, sources: string, store: string): Promise<Round> {
  const child = await startScript(runtime, "tests/bench/files_child.ts", [sources, store]);
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout).trim().split("\n").at(-1) ?? "");
}

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1_000)} ms`;

const python = await pythonTool("mlflow", REQUIREMENTS);
await inFolder(async (folder) => {
  await makeSources(folder);
  const mlflow: number[] = [];
  const rounds = new Map<ScriptRuntime, Round[]>(runtimes.map((runtime) => [runtime, []]));
  const far: FarFolder[] = [];
  for (const round of range(ROUNDS)) {
    const store = `${folder}/mlflow-${round}`;
    const { seconds } = await runPython<{ readonly seconds: number }>(python, SCRIPT, {
      folder: `${folder}/small`,
      store,
    });
    mlflow.push(seconds);
    for (const [runtime, own] of rounds) {
      own.push(await measure(runtime, folder, `${folder}/${runtime}-${round}`));
    }
    if (isShort && round > 0) continue;
    far.push(await measureFar(`${folder}/far`, `${folder}/far-${round}`, LATENCY_MS));
  }
  for (const [runtime, own] of rounds) {
    const middle = (of: (round: Round, index: number) => number): number => median(own.map(of));
    holdAgainst({
      what: `${runtime}: logFile of ${MEBIBYTES} MiB`,
      value: middle(({ copy, logFile }) => logFile / copy),
      unit: "times the CPU of a copy",
      bar: { atMost: BARS.copyRatio },
      anchor: `${milliseconds(middle(({ logFile }) => logFile))}, a copy ${
        milliseconds(middle(({ copy }) => copy))
      }`,
    });
    holdAgainst({
      what: `${runtime}: logDirectory of ${FILES} files of 10 kB`,
      value: middle(({ small }, index) => small / (mlflow[index] ?? NaN)),
      unit: "times the CPU of mlflow's log_artifacts",
      bar: { atMost: BARS.mlflowRatio },
      anchor: `${milliseconds(middle(({ small }) => small))}, mlflow ${
        milliseconds(median(mlflow))
      }`,
    });
    holdAgainst({
      what: `${runtime}: logDirectory of ${MANY} files of 10 kB`,
      value: middle(({ many }) => many),
      unit: "s of CPU",
      bar: { atMost: BARS.manySeconds },
    });
  }
  const middle = (of: (folder: FarFolder) => number): number => median(far.map(of));
  holdAgainst({
    what: `logDirectory of ${FAR_FILES} files at ${LATENCY_MS} ms of latency`,
    value: middle(({ trips, cpuSeconds }) => trips * LATENCY_MS / 1_000 + cpuSeconds),
    unit: "s of waiting and CPU",
    bar: { atMost: BARS.farSeconds },
    anchor: `${middle(({ trips }) => trips)} trips, ${
      milliseconds(middle(({ cpuSeconds }) => cpuSeconds))
    } of CPU, ${middle(({ seconds }) => seconds).toFixed(1)} s by the clock`,
  });
});
