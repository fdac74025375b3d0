import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import { assertEquals, assertRejects } from "@std/assert";
import type { SageMaker } from "@aws-sdk/client-sagemaker";
import { checkSqliteStore, compactSqliteStore } from "../../../src/local/store.ts";
import { MIGRATIONS } from "../../../src/local/store/sqlite/schema.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore, testService } from "../test_service.ts";

const PREFIX = "arn:aws:sagemaker:local:000000000000:";
const [ACTION, CONTEXT] = [`${PREFIX}action/deploy`, `${PREFIX}context/endpoint`];

/** An action that is associated with a context. */
async function addLineage(sagemaker: SageMaker): Promise<void> {
  const Source = { SourceUri: "u" };
  await sagemaker.createAction({ ActionName: "deploy", ActionType: "ModelDeployment", Source });
  await sagemaker.createContext({ ContextName: "endpoint", ContextType: "Endpoint", Source });
  await sagemaker.addAssociation({ SourceArn: ACTION, DestinationArn: CONTEXT });
}

function change(folder: string, sql: string): void {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  database.exec(sql);
  database.close();
}

Deno.test("checkStore() counts actions and contexts and names damaged ones, and compaction keeps them", () =>
  inFolder(async (folder) => {
    const options = { folder, sqlite, fs, crypto };
    {
      await using aws = await testService({ store: openStore(folder) });
      await addLineage(aws.sagemaker);
    }
    const { damage, entities } = await checkSqliteStore(options);
    assertEquals([damage, entities], [[], 3]);
    await compactSqliteStore(options);
    {
      await using aws = await testService({ store: openStore(folder) });
      const { Vertices } = await aws.sagemaker.queryLineage({ StartArns: [CONTEXT] });
      assertEquals(Vertices, [{ Arn: ACTION, Type: "ModelDeployment", LineageType: "Action" }]);
    }
    change(folder, "UPDATE entities SET modified = 1 WHERE kind IN ('action', 'context')");
    assertEquals((await checkSqliteStore(options)).damage, [
      "the action deploy",
      "the context endpoint",
    ]);
  }));

Deno.test("a damaged action is named where it is read, stays a vertex, and can be deleted", () =>
  inFolder(async (folder) => {
    {
      await using aws = await testService({ store: openStore(folder) });
      await addLineage(aws.sagemaker);
    }
    change(folder, "UPDATE entities SET body = '{' WHERE kind = 'action'");
    await using aws = await testService({ store: openStore(folder) });
    const { sagemaker } = aws;
    const name = { ActionName: "deploy" };
    await assertRejects(
      () => sagemaker.describeAction(name),
      Error,
      "the action deploy is damaged",
    );
    const StartArns = [CONTEXT];
    const { Vertices } = await sagemaker.queryLineage({ StartArns });
    assertEquals(Vertices, [{ Arn: ACTION, LineageType: "Action" }]);
    const Filters = { CreatedAfter: new Date(0) };
    assertEquals((await sagemaker.queryLineage({ StartArns, Filters })).Vertices, []);
    await sagemaker.deleteAssociation({ SourceArn: ACTION, DestinationArn: CONTEXT });
    await sagemaker.deleteAction(name);
    assertEquals((await sagemaker.queryLineage({ StartArns })).Vertices, []);
    const Source = { SourceUri: "u" };
    await sagemaker.createAction({ ...name, ActionType: "again", Source });
    assertEquals((await sagemaker.describeAction(name)).ActionType, "again");
  }));

Deno.test("a migration keeps entities of every kind, even of one that this version does not know", () =>
  inFolder(async (folder) => {
    const database = new DatabaseSync(`${folder}/runlog.db`);
    for (const sql of MIGRATIONS.slice(0, 2)) database.exec(sql);
    for (const kind of ["action", "context", "unknown"]) {
      const body = JSON.stringify({ ActionName: "Deploy", ContextName: "Deploy" });
      database.prepare("INSERT INTO entities VALUES (?, 'deploy', 'u', 1, 1, ?)").run(kind, body);
    }
    database.exec("PRAGMA user_version = 2");
    database.close();
    {
      await using aws = await testService({ store: openStore(folder) });
      const { sagemaker } = aws;
      assertEquals((await sagemaker.describeAction({ ActionName: "deploy" })).ActionName, "Deploy");
      const { ContextName } = await sagemaker.describeContext({ ContextName: "deploy" });
      assertEquals(ContextName, "Deploy");
    }
    const { damage, entities } = await checkSqliteStore({ folder, sqlite, fs, crypto });
    assertEquals([damage, entities], [[], 3]);
  }));
