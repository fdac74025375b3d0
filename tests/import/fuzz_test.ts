/**
 * Damaged files of every format: an import says what it could not read, and never hangs, crashes or
 * makes a number up. `RUNLOG_FUZZ` is the number of files a format.
 */
import { assert } from "@std/assert";
import {
  csvLog,
  type ImportInput,
  jsonLines,
  mlflowDatabase,
  mlruns,
  neptuneExport,
  type RunSource,
  tensorboard,
  trackio,
  trainerState,
  wandbOffline,
} from "../../src/import.ts";
import { dice, SEED } from "../support/dice.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { pointsOf, readAll, SAMPLES } from "./importing.ts";

const FILES = Number(Deno.env.get("RUNLOG_FUZZ") ?? 300);

/** A format, a sample of it, and whether checksums tell a changed number. */
interface Format {
  readonly name: string;
  readonly sample: string;
  readonly open: (input: ImportInput) => RunSource;
  readonly isChecked?: boolean;
  /** Whether it is read from a path only. */
  readonly isOnDisk?: boolean;
}

const FORMATS: readonly Format[] = [
  {
    name: "TensorBoard",
    sample: "tensorboard/old_style/events.out.tfevents.1796027530.vm",
    open: tensorboard,
    isChecked: true,
  },
  {
    name: "W&B",
    sample: "wandb/offline-run-20261130_091651-abc12345/run-abc12345.wandb",
    open: wandbOffline,
    isChecked: true,
  },
  { name: "Neptune", sample: "neptune/ws_proj_0123/RUN-1_part_0.parquet", open: neptuneExport },
  { name: "CSV", sample: "keras/log.csv", open: csvLog },
  { name: "JSON lines", sample: "transformers/trainer_state.json", open: jsonLines },
  { name: "a Trainer", sample: "transformers/trainer_state.json", open: trainerState },
  {
    name: "MLflow's descriptions",
    sample: "mlflow_files/mlruns/688873592959617318/meta.yaml",
    open: mlruns,
  },
  {
    name: "MLflow's database",
    sample: "mlflow_sqlite/mlflow.db.gz",
    open: mlflowDatabase,
    isOnDisk: true,
  },
  { name: "Trackio", sample: "trackio/interop.db.gz", open: trackio, isOnDisk: true },
];

type Bytes = Uint8Array<ArrayBuffer>;

/** Changes bytes, cuts some out, doubles some or ends early. */
function mutate(bytes: Bytes, random: () => number): Bytes {
  const at = (): number => Math.floor(random() * bytes.length);
  const [from, to] = [at(), at()].toSorted((a, b) => a - b) as [number, number];
  const end = Math.min(to, from + 64);
  switch (Math.floor(random() * 5)) {
    case 0:
      return bytes.slice(0, from);
    case 1:
      return joined(bytes.subarray(0, from), bytes.subarray(end));
    case 2:
      return joined(bytes.subarray(0, end), bytes.subarray(from));
    case 3: {
      const noise = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
      return joined(bytes.subarray(0, from), noise, bytes.subarray(from));
    }
    default: {
      const copy = bytes.slice();
      for (let count = Math.ceil(random() * 8); count > 0; count--) {
        const place = at();
        copy[place] = (copy[place] ?? 0) ^ 1 << Math.floor(random() * 8);
      }
      return copy;
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

async function sampleOf({ sample }: Format): Promise<Bytes> {
  const bytes = await Deno.readFile(SAMPLES + sample);
  if (!sample.endsWith(".gz")) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/** Points as texts. Those of texts and media are not points. */
async function rowsOf(source: RunSource): Promise<readonly string[]> {
  const { runs } = await readAll(source);
  return runs.flatMap((run) =>
    Object.entries(pointsOf(run)).flatMap(([name, rows]) => rows.map((row) => `${name} ${row}`))
  );
}

for (const [position, format] of FORMATS.entries()) {
  // A database is written to disk each time.
  const count = format.isOnDisk ? Math.ceil(FILES / 10) : FILES;
  Deno.test(`${count} damaged files of ${format.name} yield what is whole in them, and end`, () =>
    inFolder(async (folder) => {
      const bytes = await sampleOf(format);
      const name = format.sample.replace(/^.*\/|\.gz$/g, "");
      const inputOf = async (content: Bytes): Promise<ImportInput> => {
        if (!format.isOnDisk) return new File([content], name, { lastModified: 1_700_000_000_000 });
        const path = `${folder}/${name}`;
        await Deno.writeFile(path, content);
        return path;
      };
      const whole = new Set(await rowsOf(format.open(await inputOf(bytes))));
      const random = dice(SEED + position);
      for (let index = 0; index < count; index++) {
        const rows = await rowsOf(format.open(await inputOf(mutate(bytes, random))));
        if (!format.isChecked) continue;
        const made = rows.find((row) => !whole.has(row));
        assert(made === undefined, `file ${index}: ${made}`);
      }
    }));
}
