/**
 * Files into a local store, beside a copy by the system: a large one, and a folder of files of 10 kB
 * beside a loop that reads and writes each. All in one process, one after the other, so that a busy
 * machine slows them alike. Prints CPU time and ratios, and exits with 1 if a ratio misses its limit:
 *
 * - `logFile` of 256 MiB takes at most 4 times the CPU of `copyFile`, with its CRC-32.
 * - `logDirectory` of 2,000 files takes at most 3 times the CPU of the loop, which makes no room for
 *   names, checksums and a database, and at most 0.5 ms of CPU a file where the loop itself takes
 *   less than 0.1.
 *
 *     deno run -A tests/bench/files.ts [--short] [--runtime deno|bun|node]
 *
 * `--short` takes 64 MiB and 500 files.
 *
 * @module
 */
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { median } from "../support/numbers.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { holdAgainst } from "./bars.ts";

const isShort = Deno.args.includes("--short");
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const runtime = RUNTIMES.find((name) => Deno.args.includes(name)) ?? "deno";
const [MEBIBYTES, FILES, ROUNDS] = isShort ? [64, 500, 5] : [256, 2_000, 5];
const LARGEST_COPY_RATIO = 4;
const LARGEST_LOOP_RATIO = 3;
const CPU_A_FILE = 0.0005;

/** CPU seconds of one round. */
interface Round {
  readonly copy: number;
  readonly logFile: number;
  readonly loop: number;
  readonly logDirectory: number;
}

const rounds = await inFolder(async (folder): Promise<readonly Round[]> => {
  const args = [folder, String(MEBIBYTES), String(FILES), String(ROUNDS)];
  const child = await startScript(runtime, "tests/bench/files_child.ts", args);
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout).trim().split("\n").at(-1) ?? "[]");
});

const middle = (of: (round: Round) => number): number => median(rounds.map(of));
const milliseconds = (seconds: number): string => `${Math.round(seconds * 1_000)} ms`;
const copyRatio = middle(({ copy, logFile }) => logFile / copy);
const loopRatio = middle(({ loop, logDirectory }) => logDirectory / loop);
const aFile = middle(({ logDirectory }) => logDirectory / FILES);

holdAgainst({
  what: `${runtime}: logFile of ${MEBIBYTES} MiB`,
  value: copyRatio,
  unit: "times a copy",
  bar: { atMost: LARGEST_COPY_RATIO },
  anchor: `${milliseconds(middle(({ logFile }) => logFile))} of CPU, a copy ${
    milliseconds(middle(({ copy }) => copy))
  }`,
});
// Where the loop itself takes next to nothing, its ratio says nothing.
const isLoopFast = loopRatio > LARGEST_LOOP_RATIO && aFile <= CPU_A_FILE;
holdAgainst({
  what: `${runtime}: logDirectory of ${FILES} files of 10 kB`,
  value: isLoopFast ? aFile * 1_000 : loopRatio,
  unit: isLoopFast ? "ms of CPU a file" : "times a loop",
  bar: { atMost: isLoopFast ? CPU_A_FILE * 1_000 : LARGEST_LOOP_RATIO },
  anchor: `${milliseconds(middle(({ logDirectory }) => logDirectory))} of CPU, ${
    (aFile * 1_000).toFixed(2)
  } ms a file, a bare loop ${milliseconds(middle(({ loop }) => loop))}`,
});
