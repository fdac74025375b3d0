import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { getMetricHistory, getRun, openArtifact, withRun } from "../../../mod.ts";
import { checkStore, localSession, StoreError } from "../../../src/local.ts";
import { aggregateSeries } from "../../../src/local/aggregate_series.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import { MIGRATIONS } from "../../../src/local/store/sqlite/schema.ts";
import { wholeSeries } from "../../support/points.ts";

/** An object of a store, which has the bytes of "abc". */
const FILE = "00000000-0000-4000-8000-000000000000";
const MD5 = "900150983cd24fb0d6963f7d28e17f72";

/** A store as version 2 wrote it: a run with a metric of so many points. */
function writeOldStore(folder: string, points: number): void {
  const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
  for (const sql of MIGRATIONS.slice(0, 2)) database.exec(sql);
  const entities: readonly (readonly [string, string, string | null, object])[] = [
    ["experiment", "demo", null, { ExperimentName: "demo" }],
    ["trial", "group", "demo", { TrialName: "group", ExperimentName: "demo" }],
    ["component", "demo-old", null, {
      TrialComponentName: "demo-old",
      Parameters: { lr: { NumberValue: 0.5 } },
      Tags: [{ Key: "sagemaker:trial-component-source", Value: "run" }],
    }],
  ];
  for (const [kind, key, parent, body] of entities) {
    database.prepare("INSERT INTO entities VALUES (?, ?, ?, 1, 1, ?)")
      .run(kind, key, parent, JSON.stringify(body));
  }
  database.exec(`INSERT INTO members VALUES ('group', 'demo-old');
    INSERT INTO series VALUES (7, 'demo-old', 'loss', ${points}, 0, ${points - 1},
      ${points - 1}, ${points - 1}, 1, 1, 1)`);
  const insert = database.prepare("INSERT INTO points VALUES (7, ?, ?, ?, 1)");
  database.exec("BEGIN");
  for (let index = 0; index < points; index++) insert.run(index, index, index);
  database.exec(`INSERT INTO buckets VALUES ('old', 1);
    INSERT INTO objects VALUES ('old', 'a.txt', '${FILE}', 3, '"${MD5}"', '{}', 1)`);
  database.exec("COMMIT; PRAGMA user_version = 2");
  database.close();
  Deno.mkdirSync(`${folder}/objects`);
  Deno.writeTextFileSync(`${folder}/objects/${FILE}`, "abc");
}

Deno.test("a store of version 2 is migrated: all of it is there, and damage is reported from then on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-old-" });
  try {
    const points = 25_000;
    writeOldStore(folder, points);
    {
      await using session = await localSession({ path: folder });
      const run = await getRun({ experimentName: "demo", runName: "old" }, { session });
      assertEquals([run.parameters["lr"], run.metrics["loss"]?.count], [0.5, points]);
      const { values } = await getMetricHistory(run, "loss", { session });
      assertEquals(values, Float64Array.from({ length: points }, (_, index) => index));
    }
    const options = { folder, sqlite, fs, crypto };
    const whole = await checkStore(folder);
    assertEquals([whole.damage, whole.points, whole.entities, whole.files], [[], points, 3, 1]);
    const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
    database.exec("UPDATE points SET value = 0.5 WHERE series = 7 AND seq = 11");
    database.exec('UPDATE objects SET headers = \'{"content-type":"a/b"}\'');
    database.close();
    assertEquals((await checkStore(folder)).damage, [
      "the record of s3://old/a.txt",
      `1 of ${points} points of metric "loss" of demo-old`,
    ]);
    const notices: string[] = [];
    const onDamage = (notice: string): void => void notices.push(notice);
    const store = openSqliteStore({ ...options, onDamage });
    await store.read(({ points, objects }) => {
      const loss = wholeSeries("demo-old", "loss");
      const read = () => points.read(loss);
      const { folder: named } = assertThrows(read, StoreError, 'point 11 of metric "loss"');
      assertEquals(named, folder);
      assertThrows(() => objects.get("old", "a.txt"), StoreError, "s3://old/a.txt is damaged");
      // A list goes on without it, and says so once.
      for (let time = 0; time < 2; time++) assertEquals(objects.list("old", "", "", 10), []);
      assertEquals(notices.length, 1);
      assertStringIncludes(notices[0] ?? "", "s3://old/a.txt is omitted");
    });
    const mean = { statistic: "Avg", axis: "step", limit: 1, end: 5 } as const;
    await assertRejects(
      () => aggregateSeries(store, { ...wholeSeries("demo-old", "loss"), ...mean }),
      StoreError,
      'point 11 of metric "loss"',
    );
    const isGone = await store.write(async ({ objects }) => {
      await objects.remove("old", "a.txt");
      return await objects.get("old", "a.txt") === undefined;
    });
    assertEquals(isGone, true);
    await store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a store of version 3 is brought along, and damage that it has does not become right by it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-old-" });
  try {
    const names = { experimentName: "demo", runName: "old" };
    {
      await using session = await localSession({ path: folder });
      await withRun({ ...names, session }, async (run) => {
        run.logMetrics({ loss: 1, accuracy: 0.5 }, { step: 0 });
        await run.logText("abc", { name: "a.txt" });
      });
    }
    const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
    database.exec("ALTER TABLE objects DROP COLUMN sum; PRAGMA user_version = 3");
    database.exec("ALTER TABLE series DROP COLUMN non_finite");
    database.exec("UPDATE points SET value = 2 WHERE value = 1");
    database.close();
    await using session = await localSession({ path: folder });
    assertEquals(await (await openArtifact(names, "a.txt", { session })).text(), "abc");
    assertEquals(
      (await getMetricHistory(names, "accuracy", { session })).values,
      Float64Array.of(0.5),
    );
    await assertRejects(() => getMetricHistory(names, "loss", { session }), Error, "is damaged");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a store of a newer version is refused by name, and not touched", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-new-" });
  try {
    await openSqliteStore({ folder, sqlite, fs, crypto }).close();
    for (const version of [MIGRATIONS.length + 1, 1_000]) {
      const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
      const before = await Deno.readFile(`${folder}/runlog.db`);
      const open = () => openSqliteStore({ folder, sqlite, fs, crypto });
      const error = assertThrows(open, StoreError, "Use a newer runlog");
      assertEquals(error.folder, folder);
      assertEquals(await Deno.readFile(`${folder}/runlog.db`), before);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
