import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { assertEquals, assertThrows } from "@std/assert";
import { getRun, metricHistory } from "../../../mod.ts";
import { checkStore, localSession, openSqliteStore, StoreError } from "../../../src/local/mod.ts";
import { MIGRATIONS } from "../../../src/local/store/sqlite/schema.ts";

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
  database.exec("COMMIT; PRAGMA user_version = 2");
  database.close();
}

Deno.test("a store of version 2 is brought along: all of it is there, and damage is told from then on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-old-" });
  try {
    const points = 25_000;
    writeOldStore(folder, points);
    {
      await using session = await localSession({ path: folder });
      const run = await getRun({ experimentName: "demo", runName: "old", session });
      assertEquals([run.parameters["lr"], run.metrics["loss"]?.count], [0.5, points]);
      const { values } = await metricHistory(run, "loss", { session });
      assertEquals(values, Float64Array.from({ length: points }, (_, index) => index));
    }
    const options = { folder, sqlite, fs, crypto };
    const whole = await checkStore(options);
    assertEquals([whole.damage, whole.points, whole.entities], [[], points, 3]);
    const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
    database.exec("UPDATE points SET value = 0.5 WHERE series = 7 AND seq = 11");
    database.close();
    assertEquals((await checkStore(options)).damage, [
      `1 of ${points} points of metric "loss" of demo-old`,
    ]);
    const store = openSqliteStore(options);
    await store.read(({ points }) => {
      const read = () => points.read({ componentName: "demo-old", metricName: "loss" });
      const { folder: named } = assertThrows(read, StoreError, 'point 11 of metric "loss"');
      assertEquals(named, folder);
    });
    await store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
