import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { mlflowDatabase } from "../../../src/import.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { filesOf } from "../../support/folder_state.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { file, pointsOf, readAll, SAMPLES } from "../importing.ts";

/** Calls an action with a folder that has the sample's database and artifacts. */
async function inSample(action: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await copyFolder(`${SAMPLES}mlflow_sqlite`, folder);
    const packed = await Deno.open(`${folder}/mlflow.db.gz`);
    const unpacked = packed.readable.pipeThrough(new DecompressionStream("gzip"));
    await Deno.writeFile(`${folder}/mlflow.db`, unpacked);
    await Deno.remove(`${folder}/mlflow.db.gz`);
    await action(folder);
  });
}

Deno.test("runs of MLflow's database are read without a change to it", () =>
  inSample(async (folder) => {
    const before = await filesOf(folder);
    const { runs, unread } = await readAll(mlflowDatabase(folder));
    assertEquals(await filesOf(folder), before);
    assertEquals(unread.map(({ reason }) => reason), ["is deleted at the source"]);
    const parent = runs.find(({ displayName }) => displayName === "parent");
    const points = parent && pointsOf(parent);
    // The database cannot hold a point twice.
    assertEquals(points?.["m"], [[NaN, 0, 1], [Infinity, 1, 2], [0.1, 1, 2]]);
    assertEquals(points?.["train/loss"]?.length, 40);
    assertEquals(parent?.parameters.get("multi"), "a\nb");
    assertEquals(parent?.files.map(({ path }) => path), ["conf.json", "dir/note.txt"]);
    const failed = runs.find(({ displayName }) => displayName === "failed");
    assertEquals([failed?.status, failed?.endTime], ["Failed", 1_700_000_005_000]);
  }));

Deno.test("logged data sets become input artifacts with their address", () =>
  inSample(async (folder) => {
    const { runs: [run] } = await readAll(mlflowDatabase(folder));
    const database = new DatabaseSync(`${folder}/mlflow.db`);
    const source = JSON.stringify({ uri: "s3://data/train.csv" });
    database.exec(`
      INSERT INTO datasets VALUES ('d1', 1, 'train', 'abc', 's3', '${source}', '{}', '{}');
      INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
        VALUES ('i1', 'DATASET', 'd1', 'RUN', '${run?.name}')`);
    database.close();
    const { runs: [again] } = await readAll(mlflowDatabase(folder));
    assertEquals(again?.artifacts, [
      { name: "train", direction: "input", uri: "s3://data/train.csv" },
    ]);
  }));

Deno.test("where no path leads to a database, that is said", async () => {
  const database = file("mlflow.db", "SQLite format 3\u0000 and more");
  const { unread } = await readAll(mlflowDatabase(database));
  assertMatch(unread[0]?.reason ?? "", /is a SQLite database, which Deno, Bun and Node can read/);
});
