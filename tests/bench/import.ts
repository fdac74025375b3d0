/**
 * How fast event files of TensorBoard come in: `importRuns` into a local store, beside the load of
 * TensorBoard's own EventAccumulator, in points a second of processor time. Exits 1 below the bar.
 *
 *     deno run -A tests/bench/import.ts [points, a million by default] [--short, for 200,000]
 *
 * @module
 */
import { importRuns, tensorboard } from "../../src/import.ts";
import { EventFile } from "../../src/import/tensorboard/event_file.ts";
import { scalarEvent, versionEvent } from "../../src/import/tensorboard/write_events.ts";
import { localSession } from "../../src/local.ts";
import { builtin } from "../../src/runtime.ts";
import { pythonTool, runPython } from "../support/python.ts";
import { cpuOf, holdAgainst } from "./bars.ts";

const SHORT = 200_000;
const MILLION = 1_000_000;
const FIRST = 50_000;

const isShort = Deno.args.includes("--short");
const given = Deno.args.find((argument) => !argument.startsWith("-"));
const points = Number(given ?? (isShort ? SHORT : MILLION));

/** Writes four scalars a step, as a training does. */
async function fill(logdir: string, points: number): Promise<void> {
  const fs = builtin("node:fs");
  if (!fs) throw new Error("No file system");
  await Deno.mkdir(logdir);
  const file = await EventFile.create(fs, `${logdir}/events.out.tfevents.1700000000.bench`);
  await file.add(versionEvent(1.7e12));
  for (let step = 0; step < points / 4; step++) {
    for (const tag of ["train/loss", "train/acc", "val/loss", "val/acc"]) {
      const place = { time: 1.7e12 + step * 250, step };
      await file.add(scalarEvent(tag, 1 / (step + 1), place));
    }
  }
  await file.finish();
}

const folder = await Deno.makeTempDir({ prefix: "runlog-bench-import-" });
try {
  await fill(`${folder}/logdir`, points);
  await fill(`${folder}/first`, FIRST);
  const python = await pythonTool(
    "import",
    new URL("../conformance/import/requirements.txt", import.meta.url),
  );
  const theirs = await runPython<{ readonly points: number; readonly seconds: number }>(
    python,
    new URL("import.py", import.meta.url),
    { logdir: `${folder}/logdir` },
  );
  await using session = await localSession({ path: `${folder}/store` });
  // What a process does once, however many points there are.
  await importRuns({ from: tensorboard(`${folder}/first`), to: session });
  let imported = 0;
  const ms = await cpuOf(async () => {
    const summary = await importRuns({ from: tensorboard(`${folder}/logdir`), to: session });
    imported = summary.points;
  });
  if (imported !== points || theirs.points !== points) throw new Error("Not all points came in");
  const rate = points / ms * 1_000;
  const their = points / theirs.seconds;
  const shown = (one: number): string => `${Math.round(one).toLocaleString("en-US")} points/s`;
  holdAgainst({
    what: `importRuns of ${points.toLocaleString("en-US")} scalars: ${shown(rate)}`,
    value: rate / their,
    unit: "times EventAccumulator's load",
    bar: { atLeast: 5 },
    anchor: shown(their),
  });
} finally {
  await Deno.remove(folder, { recursive: true });
}
