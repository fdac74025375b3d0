import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError } from "../../mod.ts";
import { detectSources } from "../../src/import/detect.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { file, SAMPLES } from "./importing.ts";

Deno.test("the content of files tells which tool wrote them", () =>
  inFolder(async (folder) => {
    for (
      const [sample, kind] of [
        ["tensorboard", "tensorboard"],
        ["wandb", "wandb"],
        ["mlflow_files", "mlflow"],
        ["dvclive", "dvclive"],
        ["transformers", "trainer-state"],
        ["keras", "csv"],
        ["neptune", "neptune"],
      ] as const
    ) {
      const sources = await detectSources(`${SAMPLES}${sample}`);
      assertEquals(sources.map((source) => source.kind), [kind], sample);
    }
    for (
      const [sample, name, kind] of [
        ["mlflow_sqlite", "mlflow.db", "mlflow"],
        ["trackio", "interop.db", "trackio"],
      ] as const
    ) {
      const packed = await Deno.open(`${SAMPLES}${sample}/${name}.gz`);
      const unpacked = packed.readable.pipeThrough(new DecompressionStream("gzip"));
      await Deno.writeFile(`${folder}/${name}`, unpacked);
      const sources = await detectSources(`${folder}/${name}`);
      assertEquals(sources.map((source) => source.kind), [kind], sample);
    }
    const [lines] = await detectSources(file("a.jsonl", "{}\n"));
    assertEquals(lines?.kind, "json-lines");
  }));

Deno.test("a folder may have files of several tools, and one of none is refused by name", () =>
  inFolder(async (folder) => {
    const error = await assertRejects(() => detectSources(folder), ArgumentError);
    assertEquals(error.argument, "from");
    await copyFolder(`${SAMPLES}keras`, `${folder}/keras`);
    await copyFolder(`${SAMPLES}tensorboard/scalar_pb`, `${folder}/tb`);
    const sources = await detectSources(folder);
    assertEquals(sources.map(({ kind }) => kind).toSorted(), ["csv", "tensorboard"]);
  }));
