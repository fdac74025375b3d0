/**
 * Files through three S3 servers: the local service over loopback, moto and s3rver. s3rver knows no
 * checksums, so that the MD5 that an ETag is stands in.
 */
import { createHash } from "node:crypto";
import { assertEquals, assertRejects } from "@std/assert";
import { awsSession, type Encryption, type Session } from "../../../mod.ts";
import { describeObject, listObjects, readObject } from "../../../src/artifacts/download.ts";
import { openSource } from "../../../src/artifacts/source.ts";
import { upload } from "../../../src/artifacts/upload.ts";
import { serveLocal } from "../../../src/local.ts";
import { startMoto } from "../../support/moto.ts";
import type { Reachable } from "../../support/reach.ts";
import { startS3rver } from "../../support/s3rver.ts";
import { temporaryService } from "../../support/services.ts";

const MIB = 1024 * 1024;
const BUCKET = "round-trips";

type Server = Reachable & AsyncDisposable;

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  "the local service": async () => {
    const service = await temporaryService();
    const served = await serveLocal(service, { port: 0 });
    return {
      url: served.url,
      token: served.token,
      async [Symbol.asyncDispose]() {
        await served[Symbol.asyncDispose]();
        await service.close();
      },
    };
  },
  moto: startMoto,
  s3rver: startS3rver,
};

/** A stream of bytes that never holds more than one of its pieces, and their SHA-256 at its end. */
function streamOf(size: number): {
  readonly stream: ReadableStream<Uint8Array>;
  readonly digest: () => string;
} {
  const hash = createHash("sha256");
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === size) return controller.close();
      const piece = new Uint8Array(Math.min(MIB, size - sent));
      new DataView(piece.buffer).setUint8(0, sent / MIB & 255);
      sent += piece.length;
      hash.update(piece);
      controller.enqueue(piece);
    },
  }, { highWaterMark: 0 });
  return { stream, digest: () => hash.digest("hex") };
}

async function digestOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of stream) hash.update(piece);
  return hash.digest("hex");
}

async function sessionTo({ url, token }: Server): Promise<Session> {
  const session = await awsSession({
    region: "us-east-1",
    endpoint: url,
    // The one account that s3rver knows.
    credentials: { accessKeyId: token ?? "S3RVER", secretAccessKey: "S3RVER" },
  });
  await session.s3.call("CreateBucket", { Bucket: BUCKET });
  return session;
}

function target(key: string, encryption?: Encryption): Parameters<typeof upload>[2] {
  return { bucket: BUCKET, key, bucketOwner: undefined, mediaType: "text/csv", encryption };
}

for (const [name, start] of Object.entries(SERVERS)) {
  Deno.test(`files of every size come back whole from ${name}`, async () => {
    await using server = await start();
    await using session = await sessionTo(server);
    const client = await session.s3.client();
    for (const size of [0, 1, 5 * MIB - 1, 5 * MIB, 200 * MIB]) {
      const { stream, digest } = streamOf(size);
      const file = { name: "x", body: stream, size, mediaType: undefined };
      const etag = await upload(client, file, target(`sizes/${size} b.csv`));
      const address = { bucket: BUCKET, key: `sizes/${size} b.csv` };
      const facts = await describeObject(session, address, {});
      assertEquals([facts?.size, facts?.mediaType, facts?.etag], [size, "text/csv", etag]);
      assertEquals(await digestOf(await readObject(session, address, etag, {})), digest());
    }
    const keys = [];
    for await (const { key } of listObjects(session, { bucket: BUCKET, key: "sizes/" }, {})) {
      keys.push(key);
    }
    assertEquals(keys.length, 5);
  });

  Deno.test(`streams of unknown length come back whole from ${name}`, async () => {
    await using server = await start();
    await using session = await sessionTo(server);
    const client = await session.s3.client();
    for (const size of [0, 1, 5 * MIB, 17 * MIB + 1]) {
      const { stream, digest } = streamOf(size);
      const etag = await upload(client, await openSource(stream), target("stream"));
      const address = { bucket: BUCKET, key: "stream" };
      assertEquals(await digestOf(await readObject(session, address, etag, {})), digest());
    }
  });

  Deno.test(`an upload that is aborted at half leaves no object and no parts at ${name}`, async () => {
    await using server = await start();
    await using session = await sessionTo(server);
    const stop = new AbortController();
    const { stream } = streamOf(40 * MIB);
    const uploads = new Set<string>();
    const client = await session.s3.client();
    const watched = {
      config: client.config,
      async send(command: { readonly input: { readonly UploadId?: string } }, options?: object) {
        if (command.input.UploadId !== undefined) uploads.add(command.input.UploadId);
        return await client.send(command as never, options);
      },
    };
    await assertRejects(
      async () =>
        await upload(watched, await openSource(stream), target("half"), {
          signal: stop.signal,
          onProgress: ({ loaded }) => {
            if (loaded >= 20 * MIB) stop.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    const address = { bucket: BUCKET, key: "half" };
    assertEquals(await describeObject(session, address, {}), undefined);
    assertEquals(uploads.size, 1);
    const { ListPartsCommand } = await import("@aws-sdk/client-s3");
    for (const UploadId of uploads) {
      const ask = new ListPartsCommand({ Bucket: BUCKET, Key: "half", UploadId });
      await assertRejects(() => client.send(ask as never));
    }
  });
}

Deno.test("moto keeps an upload's encryption and key", async () => {
  await using server = await startMoto();
  await using session = await sessionTo(server);
  const client = await session.s3.client();
  const cases: readonly (readonly [Encryption, readonly unknown[]])[] = [
    [{ kind: "s3" }, ["AES256", undefined]],
    [{ kind: "kms" }, ["aws:kms", undefined]],
    [{ kind: "kms", keyId: "alias/runs" }, ["aws:kms", "alias/runs"]],
  ];
  for (const [encryption, told] of cases) {
    for (const size of [10, 6 * MIB]) {
      const { stream } = streamOf(size);
      await upload(client, await openSource(stream), target("secret", encryption));
      const found = await session.s3.call("HeadObject", { Bucket: BUCKET, Key: "secret" });
      assertEquals([found.ServerSideEncryption, found.SSEKMSKeyId], told);
    }
  }
});
