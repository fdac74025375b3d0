import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import zlib from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { StoreError } from "../../src/local/store/errors.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { FileObject, SmallFile } from "../../src/ports/file_store.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openStore, type TestService, testService } from "./test_service.ts";

const bucket = "demo-bucket";

function objectOf(key: string): FileObject {
  return { bucket, key, bucketOwner: undefined, mediaType: "text/plain" };
}

/** A service over a store with the modules that small files take, and a bucket. */
async function withBucket(
  folder: string,
  change: (store: LocalStore) => LocalStore = (store) => store,
  fileSystem = fs,
): Promise<TestService> {
  const store = openSqliteStore({ folder, sqlite, fs: fileSystem, crypto, zlib });
  const aws = await testService({ store: change(store) });
  await aws.s3.createBucket({ Bucket: bucket });
  return aws;
}

function putSmall(
  { service }: TestService,
  files: readonly SmallFile[],
  signal?: AbortSignal,
): Promise<boolean> {
  const { putSmall } = service.files;
  assert(putSmall);
  return putSmall(files, { signal });
}

function filesIn(folder: string): readonly string[] {
  return fs.readdirSync(`${folder}/objects`);
}

async function keysOf({ s3 }: TestService): Promise<readonly string[]> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket });
  return Contents.map(({ Key = "" }) => Key);
}

Deno.test("small files that are stored together are stored exactly as one by one", () =>
  inFolder(async (folder) => {
    await using aws = await withBucket(folder);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 70_000 }), { maxLength: 20 }), async (sizes) => {
        const files = sizes.map((size, index) => ({
          bytes: bytesOf(size + index).subarray(index),
          object: objectOf(`together/${index}`),
        }));
        assertEquals(await putSmall(aws, files), true);
        for (const [index, { bytes }] of files.entries()) {
          await aws.service.files.put({ body: new Blob([bytes]) }, objectOf(`single/${index}`));
          const [one, other] = await Promise.all(
            ["together", "single"].map(async (name) => {
              const { Body, LastModified: _, $metadata: __, ...rest } = await aws.s3.getObject({
                Bucket: bucket,
                Key: `${name}/${index}`,
                ChecksumMode: "ENABLED",
              });
              return { ...rest, bytes: await Body?.transformToByteArray() };
            }),
          );
          assertEquals(one, other);
          assertEquals([one?.bytes, one?.ChecksumType], [bytes, "FULL_OBJECT"]);
        }
      }),
      { numRuns: 8 },
    );
    // The files of replaced objects are gone.
    assertEquals(filesIn(folder).length, (await keysOf(aws)).length);
    for (const file of filesIn(folder)) {
      const { mode } = fs.statSync(`${folder}/objects/${file}`);
      if (Deno.build.os !== "windows") assertEquals(mode & 0o777, 0o600);
    }
  }));

Deno.test("small files that are stored together take one transaction", () =>
  inFolder(async (folder) => {
    let writes = 0;
    await using aws = await withBucket(
      folder,
      (inner) => ({ ...inner, write: (work) => (writes++, inner.write(work)) }),
    );
    writes = 0;
    const files = range(200).map((index) => ({ bytes: bytesOf(9), object: objectOf(`${index}`) }));
    await putSmall(aws, files);
    assertEquals([writes, filesIn(folder).length], [1, 200]);
  }));

Deno.test("of small files of which S3 would reject one, none is stored", () =>
  inFolder(async (folder) => {
    await using aws = await withBucket(folder);
    const rejected: readonly FileObject[] = [
      { ...objectOf("a"), bucket: "absent-bucket" },
      { ...objectOf("a"), bucketOwner: "111122223333" },
      objectOf("x".repeat(1_025)),
      objectOf("a/../b"),
      objectOf(""),
    ];
    for (const object of rejected) {
      const files = [objectOf("first"), object, objectOf("last")]
        .map((object) => ({ bytes: bytesOf(9), object }));
      assertEquals(await putSmall(aws, files), false);
    }
    assertEquals([await keysOf(aws), filesIn(folder)], [[], []]);
  }));

Deno.test("small files that a store cannot write fail with its error, and none of them stays", () =>
  inFolder(async (folder) => {
    let left = Infinity;
    const full = (): never => {
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    };
    const limited = {
      ...fs,
      writeSync: ((...given: Parameters<typeof fs.writeSync>) => {
        if (left === 0) full();
        // A disk that is nearly full takes a part.
        const [file, bytes, start, length] = given as unknown as [
          number,
          Uint8Array,
          number,
          number,
        ];
        const taken = fs.writeSync(file, bytes, start, Math.min(left, length));
        left -= taken;
        return taken;
      }) as typeof fs.writeSync,
    };
    await using aws = await withBucket(folder, undefined, limited);
    const files = range(5).map((index) => ({ bytes: bytesOf(100), object: objectOf(`${index}`) }));
    await putSmall(aws, files);
    const before = filesIn(folder);
    for (const room of [0, 99, 100, 250, 499]) {
      left = room;
      const error = await assertRejects(() => putSmall(aws, files), StoreError);
      assertEquals(error.folder, folder);
      assertEquals(filesIn(folder).toSorted(), before.toSorted());
    }
    left = Infinity;
    assertEquals(await putSmall(aws, files), true);
  }));

Deno.test("small files whose storing is given up or whose bucket is gone leave nothing", () =>
  inFolder(async (folder) => {
    let fail: (() => void) | undefined;
    await using aws = await withBucket(folder, (inner) => ({
      ...inner,
      write: (work) => inner.write((tables) => (fail?.(), work(tables))),
    }));
    const files = [{ bytes: bytesOf(9), object: objectOf("a") }];
    const reason = new Error("enough");
    await assertRejects(() => putSmall(aws, files, AbortSignal.abort(reason)), Error, "enough");
    fail = () => {
      throw new Error("the transaction failed");
    };
    await assertRejects(() => putSmall(aws, files), Error, "the transaction failed");
    fail = undefined;
    assertEquals([await keysOf(aws), filesIn(folder)], [[], []]);
  }));

Deno.test("a store without the modules for it has no port for small files", async () => {
  await inFolder(async (folder) => {
    const store = openStore(folder);
    await using aws = await testService({ store });
    assertEquals(aws.service.files.putSmall, undefined);
  });
});
