import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { checkSqliteStore, openSqliteStore } from "../../../src/local/store.ts";
import { everyRow, type Row, type Rows, slicesOf } from "../../../src/local/store/sqlite/row.ts";
import fc from "../../support/fast_check.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import { seriesOf } from "../../support/points.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore, testService } from "../test_service.ts";

/** Most rows that the check holds in memory. */
const SLICE = 5_000;

Deno.test("checkStore() of 200,000 points holds few rows at a time, lets the loop turn, and finds each damage", () =>
  inFolder(async (folder) => {
    const [series, length] = [8, 25_000];
    const store = openStore(folder);
    for (let index = 0; index < series; index++) {
      const values = Array.from({ length }, (_, at) => at);
      await store.write(({ points }) => points.put(seriesOf(`run-${index}`, "loss", values), 1));
    }
    await store.write(async ({ entities }) => {
      for (let index = 0; index < 1_000; index++) {
        const entity = { key: `run-${index}`, parent: null, created: 1, modified: 1, body: {} };
        await entities.put("component", entity);
      }
    });
    await store.close();
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec(`UPDATE points SET value = 0.5 WHERE series = 3 AND seq IN (7, 20000);
      UPDATE entities SET body = '{"a":1}' WHERE key = 'run-900';
      DELETE FROM series WHERE id = 8`);
    database.close();
    using counting = countingSqlite(sqlite);
    const report = await checkSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    assertEquals(report.damage, [
      "the component run-900",
      `2 of ${length} points of metric "loss" of run-2`,
      `${length} points belong to no metric`,
    ]);
    assertEquals([report.points, report.entities], [series * length - 2, 1_000]);
    const { transactions } = counting;
    assertLess(Math.max(...transactions.map(({ longestRead }) => longestRead)), SLICE + 1);
    // Few transactions, because the rows are those of one moment, but many turns.
    assertGreater((transactions.at(-1)?.turn ?? 0) - (transactions[0]?.turn ?? 0), 5);
  }));

Deno.test("checkStore() finds no damage in a store that another process records into", () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    const put = (count: number): Promise<unknown> => {
      const values = Array.from({ length: count }, (_, at) => at);
      return store.write(({ points }) => points.put(seriesOf("run", "loss", values), 1));
    };
    await put(60_000);
    let isChecked = false;
    const checked = checkSqliteStore({ folder, sqlite, fs, crypto })
      .finally(() => isChecked = true);
    let puts = 0;
    while (!isChecked) {
      await put(10);
      await new Promise((resolve) => setTimeout(resolve));
      puts++;
    }
    assertEquals((await checked).damage, []);
    assertGreater(puts, 2);
    await store.close();
  }));

/** Keys as people and damage write them. */
const key = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("a", "a\0b", "a\0c", "\u0001", "\u0001\u0001", "ü", "\ufffd", "日本", "z"),
);

Deno.test("slices have every row once, in order, whatever the keys are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { minLength: 1, maxLength: 60, size: "max" }),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      (keys, damaged) =>
        inFolder(async (folder) => {
          const store = openSqliteStore({ folder, sqlite, fs, crypto });
          await store.close();
          const database = new DatabaseSync(`${folder}/runlog.db`);
          const insert = database.prepare(
            "INSERT OR IGNORE INTO entities VALUES ('component', CAST(? AS TEXT), NULL, 1, 1, '', 1)",
          );
          database.exec("BEGIN");
          for (let index = 0; index < 450; index++) {
            insert.run(`${"az日"[index % 3]}${index}`);
          }
          // The first slice ends among keys that are all read as "0".
          for (let index = 0; index < 190; index++) insert.run(`/${index}`);
          for (let index = 0; index < 90; index++) {
            insert.run(new TextEncoder().encode(`0\0${index}`));
          }
          for (const one of keys) insert.run(new TextEncoder().encode(one));
          for (const one of damaged) insert.run(one);
          database.exec("COMMIT");
          // Columns are text, numbers and nulls.
          const rows: Rows = {
            all: (sql, ...values) =>
              database.prepare(sql).all(...values) as unknown as readonly Row[],
            run: () => 0,
          };
          const expected = database.prepare("SELECT key FROM entities ORDER BY kind, key").all();
          const found: Row[] = [];
          for (const row of everyRow(rows, "entities")) {
            found.push(row);
            if (found.length > expected.length) break;
          }
          assertEquals(found.map(({ key }) => key), expected.map(({ key }) => key));
          const longest = [...slicesOf(rows, "entities")].map(({ length }) => length);
          assertLess(Math.max(...longest), 401);
          database.close();
        }),
    ),
    { numRuns: 25 },
  );
});

Deno.test("checkStore() finds a file that lost a byte, gained one or changed one", async () => {
  const changes: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => bytes.subarray(1),
    (bytes) => Uint8Array.of(...bytes, 0),
    (bytes) => bytes.with(0, 0),
  ];
  for (const [index, change] of changes.entries()) {
    await using aws = await testService();
    await aws.s3.createBucket({ Bucket: "demo-bucket" });
    await aws.s3.putObject({ Bucket: "demo-bucket", Key: "k", Body: "0123456789" });
    const check = () => checkSqliteStore({ folder: aws.folder, sqlite, fs, crypto });
    assertEquals((await check()).damage, []);
    const [name = ""] = fs.readdirSync(`${aws.folder}/objects`);
    const path = `${aws.folder}/objects/${name}`;
    fs.writeFileSync(path, change(fs.readFileSync(path)));
    assertEquals((await check()).damage, [
      "s3://demo-bucket/k differs from the stored length or checksum",
    ], `change ${index}`);
  }
});
