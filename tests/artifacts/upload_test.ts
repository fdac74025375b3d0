import { S3Client } from "@aws-sdk/client-s3";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../src/artifacts/source.ts";
import { upload, type UploadProgress } from "../../src/artifacts/upload.ts";
import type { AwsClient } from "../../src/session/caller.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { assertRefused, type TestService, testService } from "../local/test_service.ts";
import { startScript } from "../support/children.ts";
import { bytesOf } from "../support/sample_bytes.ts";

const MIB = 1024 * 1024;
/**
 * What an upload may take beside the program, in MiB. JavaScriptCore collects later than V8, and V8
 * later on a busy machine: 160 to 330 MiB were seen.
 */
const MOST_MEMORY = { deno: 384, bun: 400, node: 384 } as const;
const bucket = "demo-bucket";
const target = {
  bucket,
  key: "weights.bin",
  bucketOwner: undefined,
  mediaType: undefined,
  encryption: undefined,
};

async function withBucket(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket: bucket });
  return aws;
}

/** How many files the store holds: objects, parts, and what was left half-written. */
async function filesIn({ folder }: TestService): Promise<number> {
  let count = 0;
  for await (const _ of Deno.readDir(`${folder}/objects`)) count++;
  return count;
}

/** The service may still be at a part whose request was cut off, and then refuses it. */
async function untilNoFiles(aws: TestService): Promise<void> {
  for (let turn = 0; turn < 2_000 && await filesIn(aws) > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assertEquals(await filesIn(aws), 0);
}

interface CommandInput {
  readonly PartNumber?: number;
  readonly Body?: Uint8Array;
  readonly UploadId?: string;
}

/** The client, with something done before a request is sent. */
function before(
  { s3 }: TestService,
  act: (input: CommandInput) => void,
): AwsClient {
  return {
    config: s3.config,
    async send(command: { readonly input: CommandInput }, options?: object) {
      act(command.input);
      return await s3.send(command as never, options as never);
    },
  } as AwsClient;
}

Deno.test("upload() keeps a CRC-32 of the whole, in one request and in parts", async () => {
  await using aws = await withBucket();
  for (const size of [0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 11 * MIB]) {
    for (const source of [new Blob([bytesOf(size)]), new Blob([bytesOf(size)]).stream()]) {
      await upload(aws.s3, await openSource(source), target);
      const found = await aws.s3.getObject({
        Bucket: bucket,
        Key: target.key,
        ChecksumMode: "ENABLED",
      });
      assertEquals(typeof found.ChecksumCRC32, "string");
      // The SDK holds the bytes against the checksum while it reads.
      assertEquals(await found.Body?.transformToByteArray(), bytesOf(size));
    }
  }
});

Deno.test("upload() tells how far it is, and the length where it is known", async () => {
  await using aws = await withBucket();
  const heard: UploadProgress[] = [];
  const onProgress = (progress: UploadProgress): void => void heard.push(progress);
  await upload(aws.s3, await openSource(bytesOf(11 * MIB)), target, { onProgress });
  assertEquals(heard.length, 3);
  assertEquals(heard.at(-1), { loaded: 11 * MIB, total: 11 * MIB });
  assert(heard.every(({ total }) => total === 11 * MIB));
});

Deno.test("upload() that is aborted at half has removed every part when it rejects", async () => {
  await using aws = await withBucket();
  for (const isStream of [false, true]) {
    const stop = new AbortController();
    const blob = new Blob([bytesOf(60 * MIB)]);
    const uploads = new Set<string>();
    const client = before(aws, ({ PartNumber, UploadId }) => {
      if (UploadId !== undefined) uploads.add(UploadId);
      if (PartNumber === 6) stop.abort(new Error("enough"));
    });
    const file = await openSource(isStream ? blob.stream() : blob);
    const error = await assertRejects(() => upload(client, file, target, { signal: stop.signal }));
    assertEquals((error as Error).message, "enough");
    assertEquals(uploads.size, 1);
    for (const UploadId of uploads) {
      const parts = { Bucket: bucket, Key: target.key, UploadId };
      await assertRefused(() => aws.s3.listParts(parts), "NoSuchUpload");
    }
    await untilNoFiles(aws);
    assertEquals((await aws.s3.listObjectsV2({ Bucket: bucket })).KeyCount, 0);
  }
});

Deno.test("upload() of a stream that never goes on ends with the signal, and cancels the stream", async () => {
  await using aws = await withBucket();
  const stop = new AbortController();
  let reason: unknown;
  const stalled = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf(6 * MIB)),
    pull: () => {
      stop.abort(new Error("stalled"));
      return new Promise(() => {});
    },
    cancel: (why) => void (reason = why),
  });
  const file = await openSource(stalled);
  const error = await assertRejects(() => upload(aws.s3, file, target, { signal: stop.signal }));
  assertEquals([(error as Error).message, (reason as Error).message], ["stalled", "stalled"]);
  await untilNoFiles(aws);
});

Deno.test("upload() of a stream that breaks off leaves nothing", async () => {
  await using aws = await withBucket();
  let pulls = 0;
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (++pulls > 12) throw new Error("the disk is gone");
      controller.enqueue(bytesOf(MIB));
    },
  });
  const file = await openSource(broken);
  await assertRejects(() => upload(aws.s3, file, target), Error, "the disk is gone");
  await untilNoFiles(aws);
});

Deno.test("upload() whose part is corrupted on its way is refused, and leaves nothing", async () => {
  await using aws = await withBucket();
  const client = new S3Client({
    region: aws.service.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: "http://runlog.local",
    forcePathStyle: true,
    requestHandler: fetchTransport(async (request) => {
      if (new URL(request.url).searchParams.get("partNumber") === "2") {
        const body = new Uint8Array(await request.arrayBuffer());
        body[1000] = (body[1000] ?? 0) ^ 1;
        const { method, headers } = request;
        return await aws.service.fetch(new Request(request.url, { method, headers, body }));
      }
      return await aws.service.fetch(request);
    }),
  });
  const file = await openSource(bytesOf(20 * MIB));
  await assertRefused(() => upload(client, file, target), "BadDigest");
  await untilNoFiles(aws);
});

// The longer trial takes all runtimes and larger files: memory does not grow with them.
const trials = Number(Deno.env.get("RUNLOG_TRIALS") ?? 1);
const runtimes = trials > 1 ? ["deno", "bun", "node"] as const : ["deno"] as const;
for (const runtime of runtimes) {
  const size = 480 * Math.min(trials, 2);
  Deno.test(`logFile() of ${size} MiB takes less than ${MOST_MEMORY[runtime]} MiB of memory in ${runtime}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const entry = "tests/artifacts/upload_child.ts";
      const child = await startScript(runtime, entry, [folder, String(size)]);
      const { code, stdout, stderr } = await child.output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const taken = Number(new TextDecoder().decode(stdout));
      console.log(`${runtime}: ${taken} MiB of memory for a file of ${size} MiB`);
      assert(taken < MOST_MEMORY[runtime]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("upload() sends a part of 5 MiB, or a ten-thousandth of a larger file", async () => {
  const GIB = 1024 * MIB;
  for (
    const [size, expected] of [
      [48 * GIB, 5 * MIB],
      [48.828125 * GIB, 5 * MIB],
      [60 * GIB, Math.ceil(60 * GIB / 10_000)],
      [100 * GIB, Math.ceil(100 * GIB / 10_000)],
    ] as const
  ) {
    await using aws = await withBucket();
    let first: number | undefined;
    const client = before(aws, ({ PartNumber, Body }) => {
      if (PartNumber !== 1) return;
      first = Body?.length;
      throw new Error("seen");
    });
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(MIB)),
    }, { highWaterMark: 0 });
    const file = { ...await openSource(endless), size };
    await assertRejects(() => upload(client, file, target), Error, "seen");
    assertEquals(first, expected, `${size / GIB} GiB`);
  }
});

Deno.test("upload() aborts the other parts once one has failed, and rejects with its error", async () => {
  await using aws = await withBucket();
  const signals: AbortSignal[] = [];
  const client = {
    config: aws.s3.config,
    async send(
      command: { readonly input: CommandInput },
      options: { readonly abortSignal?: AbortSignal } = {},
    ) {
      const { PartNumber } = command.input;
      if (PartNumber === undefined) return await aws.s3.send(command as never, options as never);
      if (PartNumber === 3) throw new Error("part 3 is refused");
      const { abortSignal } = options;
      if (!abortSignal) throw new Error("a part has no signal");
      signals.push(abortSignal);
      // No other part is ever answered.
      return await new Promise((_, reject) =>
        abortSignal.addEventListener("abort", () => reject(abortSignal.reason))
      );
    },
  } as AwsClient;
  const sending = upload(client, await openSource(bytesOf(30 * MIB)), target);
  await assertRejects(() => sending, Error, "part 3 is refused");
  assert(signals.length >= 2 && signals.every(({ aborted }) => aborted), `${signals.length} parts`);
});
