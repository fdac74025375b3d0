import { assert, assertEquals } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { SAMPLES } from "./importing.ts";

async function unpack(sample: string, path: string): Promise<void> {
  const packed = await Deno.open(SAMPLES + sample);
  await Deno.writeFile(path, packed.readable.pipeThrough(new DecompressionStream("gzip")));
}

Deno.test("databases and folders are read alike in Deno, Bun and Node", () =>
  inFolder(async (folder) => {
    for (const name of ["mlflow", "trackio"]) await Deno.mkdir(`${folder}/${name}`);
    await unpack("mlflow_sqlite/mlflow.db.gz", `${folder}/mlflow/mlflow.db`);
    await unpack("trackio/interop.db.gz", `${folder}/trackio/interop.db`);
    await copyFolder(`${SAMPLES}mlflow_files/mlruns`, `${folder}/mlruns`);
    await copyFolder(`${SAMPLES}wandb`, `${folder}/wandb`);
    const read = async (runtime: ScriptRuntime): Promise<Readonly<Record<string, number>>> => {
      const child = await startScript(runtime, "tests/import/databases_child.ts", [folder]);
      const { success, stdout, stderr } = await child.output();
      assert(success, new TextDecoder().decode(stderr));
      return JSON.parse(new TextDecoder().decode(stdout));
    };
    const deno = await read("deno");
    assertEquals(
      [deno["mlflow train/loss"], deno["trackio acc"], deno["mlruns m"], deno["wandb loss"]],
      [40, 40, 4, 211],
    );
    assertEquals(await read("bun"), deno);
    assertEquals(await read("node"), deno);
  }));
