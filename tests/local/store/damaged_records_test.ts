import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import { assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import { getRun, openArtifact, withRun } from "../../../mod.ts";
import { checkStore, createLocalService, serviceSession } from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const RUN = { experimentName: "demo", runName: "one" };

const SUMMARY = ["count", "min", "max", "last", "last_step", "last_time", "mean", "squares", "sum"];
const OBJECT = ["file", "size", "etag", "headers", "created", "sum"];

function openStore(folder: string, notices: string[]) {
  const onDamage = (notice: string): void => void notices.push(notice);
  return openSqliteStore({ folder, sqlite, fs, crypto, onDamage, skipCheck: true });
}

/** A run with two metrics and two files. */
async function fill(folder: string): Promise<void> {
  await using session = await serviceSession(createLocalService({ store: openStore(folder, []) }));
  await withRun({ ...RUN, session, captureEnvironment: false }, async (run) => {
    for (const step of [1, 2, 3]) run.logMetrics({ loss: step / 4, other: step }, { step });
    await run.logText("hurt", { name: "hurt.txt" });
    await run.logText("whole", { name: "whole.txt" });
  });
}

/** Puts another text in place of a text, and another number in place of a number. */
function damage(folder: string, where: string, column: string): void {
  const [table, row] = where.split(" WHERE ");
  const database = new DatabaseSync(`${folder}/runlog.db`);
  const { changes } = database.prepare(
    `UPDATE ${table} SET ${column} = CASE
       WHEN ${column} = '{}' THEN '{"a":"b"}'
       WHEN typeof(${column}) = 'text' THEN ${column} || '0'
       ELSE ${column} + 1 END
     WHERE ${row}`,
  ).run();
  database.close();
  assertGreater(Number(changes), 0, column);
}

/** Damages one column after another in copies of a store, and checks each. */
function damageEach(
  where: string,
  columns: readonly string[],
  check: (folder: string, column: string) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    await fill(`${folder}/whole`);
    for (const column of columns) {
      const copy = `${folder}/${column}`;
      await copyFolder(`${folder}/whole`, copy);
      damage(copy, where, column);
      await check(copy, column);
    }
  });
}

Deno.test("a summary with any one column damaged is reported, never shown as a number, and found by checkStore()", () =>
  damageEach("series WHERE name = 'loss'", SUMMARY, async (folder, column) => {
    const notices: string[] = [];
    {
      const service = createLocalService({ store: openStore(folder, notices) });
      await using session = await serviceSession(service);
      const { metrics } = await getRun(RUN, { session });
      assertEquals(Object.keys(metrics), ["other"], column);
      assertEquals(metrics["other"]?.last, 3);
    }
    assertStringIncludes(notices.join("\n"), '"loss"', column);
    const { damage } = await checkStore(folder);
    assertStringIncludes(damage.join("\n"), 'the summary of metric "loss"', column);
  }));

Deno.test("a file's record with any one column damaged is reported, neither read nor listed, and found by checkStore()", () =>
  damageEach("objects WHERE key LIKE '%hurt.txt'", OBJECT, async (folder, column) => {
    const notices: string[] = [];
    {
      const store = openStore(folder, notices);
      await using session = await serviceSession(createLocalService({ store }));
      await assertRejects(
        async () => await (await openArtifact(RUN, "hurt.txt", { session })).text(),
        Error,
        "hurt.txt is damaged",
      );
      const whole = await openArtifact(RUN, "whole.txt", { session });
      assertEquals(await whole.text(), "whole");
      const listed = await store.read(async ({ objects }) => {
        const [bucket] = await objects.buckets();
        return await objects.list(bucket?.name ?? "", "", "", 1_000);
      });
      const names = listed.map(({ key }) => key.slice(key.lastIndexOf("/") + 1));
      assertEquals(names, ["whole.txt"], column);
    }
    assertStringIncludes(notices.join("\n"), "hurt.txt", column);
    const { damage } = await checkStore(folder);
    assertStringIncludes(damage.join("\n"), "hurt.txt", column);
  }));
