import { crc32 } from "node:zlib";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { StoreError } from "../../src/local/store/errors.ts";
import type { FileContent, FileObject } from "../../src/ports/file_store.ts";
import { startScript } from "../support/children.ts";
import fc from "../support/fast_check.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openStore, type TestService, testService } from "./test_service.ts";

const MIB = 1024 * 1024;
const bucket = "demo-bucket";
const target: FileObject = { bucket, key: "a/b.bin", bucketOwner: undefined, mediaType: undefined };

async function withBucket(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket: bucket });
  return aws;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(`${folder}/objects`)) names.push(name);
  return names;
}

/** The object as any S3 client has it, whose SDK holds the bytes against the checksum. */
async function readBack({ s3 }: TestService, key = target.key): Promise<Uint8Array> {
  const found = await s3.getObject({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" });
  assertEquals(typeof found.ChecksumCRC32, "string");
  return await found.Body?.transformToByteArray() ?? new Uint8Array();
}

/** CRC-32 in base64, as S3's headers have it. */
function crc32Of(bytes: Uint8Array): string {
  const sum = new DataView(new ArrayBuffer(4));
  sum.setUint32(0, crc32(bytes));
  return btoa(String.fromCharCode(...new Uint8Array(sum.buffer)));
}

/** A source on disk, and what the port may know of it. */
function onDisk(path: string, size: number, check = (_crc32: string) => Promise.resolve()) {
  let reads = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      reads++;
      controller.enqueue(await Deno.readFile(path));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const content: FileContent = { body, disk: { path, size, check } };
  return { content, reads: () => reads };
}

Deno.test("a file comes back as it was, from a disk, a stream or a Blob, with one ETag for one content", async () => {
  await using aws = await withBucket();
  await inFolder(async (folder) => {
    for (const size of [0, 1, 10_000, MIB - 1, MIB, 3 * MIB + 5, 12 * MIB]) {
      const bytes = bytesOf(size);
      const path = `${folder}/${size}.bin`;
      await Deno.writeFile(path, bytes, { mode: 0o444 });
      const etags = new Set<string | undefined>();
      const contents: FileContent[] = [
        { body: new Blob([bytes]) },
        { body: new Blob([bytes]).stream() },
        onDisk(path, size).content,
      ];
      for (const content of contents) {
        etags.add(await aws.service.files.put(content, target));
        assertEquals(await readBack(aws), bytes, `${size} bytes`);
      }
      const { ETag, ContentLength } = await aws.s3.headObject({ Bucket: bucket, Key: target.key });
      assertEquals([...etags], [ETag]);
      assert(/^"[0-9a-f]{32}-1"$/.test(ETag ?? ""), ETag);
      assertEquals(ContentLength, size);
    }
    // The file of each replaced object is gone, and permissions are not the source's.
    const [only, ...others] = await filesIn(aws.folder);
    assertEquals(others, []);
    const { mode } = await Deno.stat(`${aws.folder}/objects/${only}`);
    if (Deno.build.os !== "windows") assertEquals((mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("a file's ETag differs where its content differs by any byte or by its length", async () => {
  await using aws = await withBucket();
  const etagOf = (bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> =>
    aws.service.files.put({ body: new Blob([bytes]) }, target);
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (bytes, at, mask) => {
        const whole = new Uint8Array(bytes);
        const flipped = whole.slice();
        flipped[at % whole.length]! ^= mask;
        const etags = [whole, whole, flipped, whole.subarray(1)].map(etagOf);
        assertEquals(new Set(await Promise.all(etags)).size, 3);
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("a file that changed while it was copied fails with the error of its check, and the earlier object stays", async () => {
  await using aws = await withBucket();
  await inFolder(async (folder) => {
    for (const size of [10_000, 2 * MIB]) {
      const path = `${folder}/${size}.bin`;
      await Deno.writeFile(path, bytesOf(size));
      const sums: string[] = [];
      const whole = onDisk(path, size, (crc32) => Promise.resolve(void sums.push(crc32)));
      await aws.service.files.put(whole.content, target);
      const before = await readBack(aws);
      assertEquals([before, sums], [bytesOf(size), [crc32Of(bytesOf(size))]]);
      const reason = new Error("it was rewritten");
      const changed = onDisk(path, size, () => Promise.reject(reason));
      const error = await assertRejects(() => aws.service.files.put(changed.content, target));
      assertStrictEquals(error, reason);
      assertEquals([await readBack(aws), changed.reads()], [before, 0]);
      assertEquals((await filesIn(aws.folder)).length, 1);
      // A log that has grown since it was opened keeps the length it had.
      const grown = onDisk(path, size - 1);
      await aws.service.files.put(grown.content, target);
      assertEquals(await readBack(aws), bytesOf(size).subarray(0, size - 1));
    }
  });
});

Deno.test("a file whose stream breaks off, stalls or is given up leaves the earlier object and nothing else", async () => {
  await using aws = await withBucket();
  await aws.service.files.put({ body: new Blob(["before"]) }, target);
  const stop = new AbortController();
  const canceled: unknown[] = [];
  const bodyOf = (second: () => Promise<void> | void): ReadableStream<Uint8Array> => {
    let pulls = 0;
    return new ReadableStream({
      pull(controller) {
        if (pulls++ > 0) return second();
        controller.enqueue(bytesOf(2 * MIB));
      },
      cancel: (why) => void canceled.push(why),
    }, { highWaterMark: 0 });
  };
  const broken = bodyOf(() => {
    throw new Error("the disk is gone");
  });
  await assertRejects(
    () => aws.service.files.put({ body: broken }, target),
    Error,
    "the disk is gone",
  );
  const stalled = bodyOf(() => {
    stop.abort(new Error("enough"));
    return new Promise(() => {});
  });
  const { signal } = stop;
  await assertRejects(
    () => aws.service.files.put({ body: stalled }, target, { signal }),
    Error,
    "enough",
  );
  assertEquals(canceled.map(String), ["Error: enough"]);
  // Given up before it began, and between two chunks.
  const late = new AbortController();
  const onProgress = (): void => late.abort(new Error("late"));
  const chunks = new Blob([bytesOf(3 * MIB)]).stream();
  await assertRejects(
    () => aws.service.files.put({ body: chunks }, target, { signal: late.signal, onProgress }),
    Error,
    "late",
  );
  await assertRejects(
    () => aws.service.files.put({ body: new Blob(["x"]) }, target, { signal }),
    Error,
    "enough",
  );
  assertEquals(new TextDecoder().decode(await readBack(aws)), "before");
  assertEquals((await filesIn(aws.folder)).length, 1);
});

Deno.test("a stream is closed when the store cannot be written, and the error is the store's", async () => {
  await using aws = await withBucket();
  await aws.service.files.put({ body: new Blob(["x"]) }, target);
  await Deno.remove(`${aws.folder}/objects`, { recursive: true });
  let reason: unknown;
  const body = new ReadableStream<Uint8Array>({
    cancel: (why) => void (reason = why),
  }, { highWaterMark: 0 });
  const error = await assertRejects(() => aws.service.files.put({ body }, target), StoreError);
  assertStrictEquals(reason, error);
});

Deno.test("what S3 would reject is not read, and stays with the caller", async () => {
  await using aws = await withBucket();
  const objects: FileObject[] = [
    { ...target, bucket: "absent-bucket" },
    { ...target, bucketOwner: "111122223333" },
    { ...target, key: "x".repeat(1_025) },
    { ...target, key: "a/../b" },
    { ...target, key: "." },
    { ...target, key: "\ud800" },
    { ...target, key: "" },
  ];
  for (const object of objects) {
    const body = new Blob(["x"]).stream();
    assertEquals(await aws.service.files.put({ body }, object), undefined, JSON.stringify(object));
    assertEquals(body.locked, false);
    assertEquals(await new Response(body).text(), "x");
  }
  assertEquals(await filesIn(aws.folder), []);
});

Deno.test("files that arrive at once share transactions, and each keeps its own content", async () => {
  await inFolder(async (folder) => {
    const inner = openStore(folder);
    let writes = 0;
    await using aws = await testService({
      store: { ...inner, write: (work) => (writes++, inner.write(work)) },
    });
    await aws.s3.createBucket({ Bucket: bucket });
    writes = 0;
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key) =>
        aws.service.files.put({ body: new Blob([`content of ${key}`]) }, { ...target, key })
      ),
    );
    assert(writes < keys.length / 2, `${writes} transactions of ${keys.length} files`);
    for (const key of keys.filter((_, index) => index % 17 === 0)) {
      assertEquals(new TextDecoder().decode(await readBack(aws, key)), `content of ${key}`);
    }
    assertEquals((await filesIn(folder)).length, keys.length);
  });
});

Deno.test("a process that is killed while it stores files leaves whole objects, and what the sweep removes", async () => {
  await inFolder(async (folder) => {
    const sizes = [10_000, 3 * MIB];
    for (const size of sizes) await Deno.writeFile(`${folder}/${size}.bin`, bytesOf(size));
    const trials = Number(Deno.env.get("RUNLOG_TRIALS") ?? 4);
    for (let trial = 0; trial < trials; trial++) {
      const child = await startScript("deno", "tests/local/files_child.ts", [folder]);
      const reader = child.stdout.getReader();
      // It has begun. Each trial kills it at another moment.
      await reader.read();
      await new Promise((resolve) => setTimeout(resolve, 7 * trial));
      child.kill("SIGKILL");
      reader.releaseLock();
      await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.status]);
    }
    const path = `${folder}/store`;
    const old = new Date(Date.now() - 8 * 24 * 3600 * 1000);
    for (const name of await filesIn(path)) await Deno.utime(`${path}/objects/${name}`, old, old);
    await using aws = await testService({ store: openStore(path) });
    const { Contents = [] } = await aws.s3.listObjectsV2({ Bucket: bucket });
    assert(Contents.length > 0);
    for (const { Key = "" } of Contents) {
      const bytes = await readBack(aws, Key);
      assertEquals(bytes, bytesOf(bytes.length));
      assert(sizes.includes(bytes.length), `${Key} has ${bytes.length} bytes`);
    }
    // The sweep runs in the background, and closing the store would end it.
    for (let wait = 0; wait < 6_000; wait++) {
      if ((await filesIn(path)).length <= Contents.length) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals((await filesIn(path)).length, Contents.length);
  });
});
