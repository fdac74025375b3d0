import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { checkSqliteStore, openSqliteStore, type Sqlite } from "../../../src/local/store.ts";
import type { LocalStore } from "../../../src/local/store/store.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import { fillLineage, LINEAGE_CALLS, linked, PREFIX } from "../../support/fill_lineage.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore, testService } from "../test_service.ts";

const OTHERS = 10_000;
/** Rows that an operation may read. A sweep for old files may come between. */
const MOST = 20;

Deno.test("an operation on lineage reads few rows in a store with 10,000 other associations and artifacts", () =>
  inFolder(async (folder) => {
    const rowsOf = async (others: number): Promise<ReadonlyMap<string, number>> => {
      using counting = countingSqlite(sqlite);
      const options = { folder: `${folder}/${others}`, sqlite: counting.sqlite, fs, crypto };
      const undocumentedBehavior = { uniqueArtifactNames: true };
      const store = openSqliteStore(options);
      await using aws = await testService({ store, undocumentedBehavior });
      await fillLineage(store, others);
      await aws.call("ListAssociations", {});
      const rows = new Map<string, number>();
      for (const [operation, input, code] of LINEAGE_CALLS) {
        const before = counting.transactions.length;
        const { body } = await aws.call(operation, input);
        assertEquals(body["__type"], code, `${operation} ${JSON.stringify(body)}`);
        const read = counting.transactions.slice(before).reduce((sum, one) => sum + one.read, 0);
        rows.set(`${operation} ${JSON.stringify(input)}`, read);
      }
      return rows;
    };
    for (const [call, rows] of await rowsOf(OTHERS)) assertLessOrEqual(rows, MOST, call);
  }));

Deno.test("a lookup enters its index, also where a list goes on", () =>
  inFolder(async (folder) => {
    const statements = new Set<string>();
    class Recorded extends DatabaseSync {
      override prepare(sql: string): ReturnType<DatabaseSync["prepare"]> {
        statements.add(sql);
        return super.prepare(sql);
      }
    }
    const recorded = { DatabaseSync: Recorded };
    const store = openSqliteStore({ folder, sqlite: recorded, fs, crypto });
    await fillLineage(store, 10);
    statements.clear();
    await store.read(async ({ entities }) => {
      const query = { sortBy: "CreationTime", descending: true, limit: 5, lookup: "x" } as const;
      await entities.list("association", query);
      await entities.list("association", { ...query, after: { created: 1, key: "k" } });
    });
    await store.close();
    const database = new DatabaseSync(`${folder}/runlog.db`);
    const lists = [...statements].filter((sql) => sql.includes("lookups"));
    assertEquals(lists.length, 2);
    for (const sql of lists) {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
        .map(({ detail }) => String(detail));
      assert(plan.some((step) => step.includes("lookups_by_value (kind=? AND value=?")), sql);
      assert(plan.some((step) => step.includes("PRIMARY KEY (kind=? AND key=?)")), plan.join("\n"));
    }
    database.close();
  }));

/** Makes a store one of the version before lookups. */
function bringBack(folder: string): void {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  database.exec("DROP TABLE lookups; PRAGMA user_version = 6");
  database.close();
}

async function fillOne(folder: string, close: (store: LocalStore) => Promise<void>): Promise<void> {
  const store = openStore(folder);
  await fillLineage(store, 10);
  await close(store);
}

Deno.test("a store of the version before lookups is migrated: associations and names are found", () =>
  inFolder(async (folder) => {
    await fillOne(folder, (store) => store.close());
    // One that only damage can write.
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec(
      "INSERT INTO entities VALUES ('artifact', 'broken', 'u', 1, 1, '{\"ArtifactName\":', 1)",
    );
    database.close();
    bringBack(folder);
    const undocumentedBehavior = { uniqueArtifactNames: true };
    {
      await using aws = await testService({ store: openStore(folder), undocumentedBehavior });
      assertEquals(await linked(aws.call), ["artifact/of-run", "artifact/used"]);
      for (const [operation, input, code] of LINEAGE_CALLS) {
        const { body } = await aws.call(operation, input);
        assertEquals(body["__type"], code, `${operation} ${JSON.stringify(input)}`);
      }
    }
    const { damage } = await checkSqliteStore({ folder, sqlite, fs, crypto });
    assertEquals(damage, ["the artifact broken"]);
  }));

Deno.test("a store of the version before lookups that may only be read is read by them", () =>
  inFolder(async (folder) => {
    await fillOne(folder, (store) => store.close());
    bringBack(folder);
    class ReadOnly extends DatabaseSync {
      constructor(path: string, options?: { readonly readOnly: boolean }) {
        if (!options?.readOnly) throw new Error(`Requires write access to "${path}"`);
        super(path, options);
      }
    }
    const reading: Sqlite = { DatabaseSync: ReadOnly };
    const options = { folder, sqlite: reading, fs, crypto };
    await using aws = await testService({ store: openSqliteStore(options) });
    assertEquals(await linked(aws.call), ["artifact/of-run", "artifact/used"]);
    assertEquals((await checkSqliteStore(options)).damage, []);
  }));

Deno.test("checkStore() names an association or artifact that its lookup does not lead to", () =>
  inFolder(async (folder) => {
    await fillOne(folder, (store) => store.close());
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec("DELETE FROM lookups WHERE kind = 'artifact' AND value = 'other-3'");
    database.exec(
      "UPDATE lookups SET value = 'x' WHERE kind = 'association' AND key LIKE '%of-run%'",
    );
    database.close();
    const { damage } = await checkSqliteStore({ folder, sqlite, fs, crypto });
    assertEquals(damage, [
      "the value by which the artifact other3 is found",
      `the value by which the association ${PREFIX}artifact/of-run ` +
      `${PREFIX}experiment-trial-component/run is found`,
    ]);
  }));

Deno.test("an artifact keeps its name against every other with uniqueArtifactNames, and frees it", () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    // Two with one name, from before names were unique.
    await fillLineage(store, 3);
    await store.write(({ entities }) => {
      const body = { ArtifactName: "Used", ArtifactType: "Model", Source: { SourceUri: "again" } };
      const times = { created: 0, modified: 0 };
      return entities.put("artifact", { key: "again", parent: "again", ...times, body });
    });
    const undocumentedBehavior = { uniqueArtifactNames: true };
    await using aws = await testService({ store, undocumentedBehavior });
    const { sagemaker } = aws;
    const create = (SourceUri: string) =>
      sagemaker.createArtifact({
        ...{ ArtifactName: "USED", ArtifactType: "Model", Source: { SourceUri } },
      });
    await assertRejects(() => create("n1"), Error, "already exists");
    const again = { ArtifactArn: `${PREFIX}artifact/again` };
    await sagemaker.updateArtifact({ ...again, ArtifactName: "other" });
    await assertRejects(() => create("n1"), Error, "already exists");
    const used = { ArtifactArn: `${PREFIX}artifact/used` };
    await assertRejects(() => sagemaker.updateArtifact({ ...used, ArtifactName: "OTHER" }), Error);
    // Its own name in another case.
    await sagemaker.updateArtifact({ ...used, ArtifactName: "uSED" });
    await sagemaker.updateArtifact({ ...used, ArtifactName: "moved" });
    await create("n1");
  }));
