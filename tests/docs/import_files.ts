/** The files that the page about imports works on, under the names that it gives them. */
import { copyFolder } from "../support/copy_folder.ts";

const SAMPLES = new URL("../import/samples/", import.meta.url).pathname;

/** Lays out the samples of other tools in a folder. */
export async function layOutImports(folder: string): Promise<void> {
  for (
    const [sample, name] of [
      ["tensorboard", "runs"],
      ["wandb", "wandb"],
      ["mlflow_files/mlruns", "mlruns"],
      ["trackio", "trackio"],
      ["neptune", "neptune"],
      ["dvclive", "dvclive"],
      ["transformers", "out"],
      ["keras", "keras"],
      ["keras", "lightning_logs/version_0"],
    ] as const
  ) {
    await copyFolder(SAMPLES + sample, `${folder}/${name}`);
  }
  await unpack("trackio/interop.db.gz", `${folder}/trackio/interop.db`);
  await unpack("mlflow_sqlite/mlflow.db.gz", `${folder}/mlflow.db`);
}

async function unpack(sample: string, path: string): Promise<void> {
  const packed = await Deno.open(SAMPLES + sample);
  await Deno.writeFile(path, packed.readable.pipeThrough(new DecompressionStream("gzip")));
}
