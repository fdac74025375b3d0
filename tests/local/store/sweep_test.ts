import nodeCrypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { assertEquals } from "@std/assert";
import { openSqliteStore } from "../../../src/local/store.ts";
import { openStore, testService } from "../test_service.ts";

const Bucket = "demo-bucket";
const DAY_MS = 24 * 3600 * 1000;

function namesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

/** Makes every file of a folder look as old as that. */
async function age(folder: string, days: number): Promise<void> {
  const time = new Date(Date.now() - days * DAY_MS);
  for (const name of namesIn(folder)) await Deno.utime(`${folder}/${name}`, time, time);
}

Deno.test("opening a store removes old files that no row knows, and nothing else", async () => {
  await using aws = await testService();
  const objects = `${aws.folder}/objects`;
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putObject({ Bucket, Key: "kept", Body: "kept" });
  const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key: "parts" });
  await aws.s3.uploadPart({ Bucket, Key: "parts", UploadId, PartNumber: 1, Body: "part" });
  const known = namesIn(objects);
  const old = [crypto.randomUUID(), `${crypto.randomUUID()}.part`];
  for (const name of old) await Deno.writeTextFile(`${objects}/${name}`, "left over");
  await age(objects, 8);
  const young = [crypto.randomUUID(), `${crypto.randomUUID()}.part`];
  for (const name of young) await Deno.writeTextFile(`${objects}/${name}`, "on its way");
  const store = openStore(aws.folder);
  for (let turn = 0; turn < 2_000 && namesIn(objects).length > 4; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await store.close();
  assertEquals(known.length, 2);
  assertEquals(namesIn(objects), [...known, ...young].toSorted());
  const found = await aws.s3.getObject({ Bucket, Key: "kept" });
  assertEquals(await found.Body?.transformToString(), "kept");
});

Deno.test("opening a store asks the age of no file that a row knows", async () => {
  await using aws = await testService();
  await aws.s3.createBucket({ Bucket });
  for (let index = 0; index < 20; index++) {
    await aws.s3.putObject({ Bucket, Key: `k${index}`, Body: "kept" });
  }
  const left = crypto.randomUUID();
  await Deno.writeTextFile(`${aws.folder}/objects/${left}`, "left over");
  await age(`${aws.folder}/objects`, 8);
  const asked: string[] = [];
  const promises = {
    ...fs.promises,
    stat(path: string) {
      asked.push(path);
      return fs.promises.stat(path);
    },
  };
  const counted = { ...fs, promises };
  const store = openSqliteStore({ folder: aws.folder, sqlite, fs: counted, crypto: nodeCrypto });
  for (let turn = 0; turn < 2_000 && namesIn(`${aws.folder}/objects`).length > 20; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await store.close();
  assertEquals(asked, [`${aws.folder}/objects/${left}`]);
});
