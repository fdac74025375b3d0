import { assertEquals } from "@std/assert";
import { unchunk } from "../../../src/local/s3/chunked.ts";
import fc from "../../support/fast_check.ts";
import { type RawAnswer, type TestService, testService } from "../test_service.ts";

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function put(
  { service }: TestService,
  pieces: readonly Uint8Array[],
  headers: Record<string, string> = {},
): Promise<Pick<RawAnswer, "status"> & { readonly text: string }> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const answer = await service.fetch(
    new Request("http://runlog.local/demo-bucket/k", {
      method: "PUT",
      headers: { "content-encoding": "aws-chunked", ...headers },
      body,
    }),
  );
  return { status: answer.status, text: await answer.text() };
}

async function withBucket(): Promise<TestService> {
  const aws = await testService();
  await aws.s3.createBucket({ Bucket: "demo-bucket" });
  return aws;
}

async function content({ s3 }: TestService): Promise<string | undefined> {
  const { Body } = await s3.getObject({ Bucket: "demo-bucket", Key: "k" });
  return await Body?.transformToString();
}

Deno.test("A chunked body is kept without its chunk lines, however it arrives", async () => {
  await using aws = await withBucket();
  const chunks = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 9 }), async (chunks, pieceSize) => {
      const lines = chunks.map((chunk) =>
        `${encode(chunk).length.toString(16)};chunk-signature=x\r\n${chunk}\r\n`
      );
      const bytes = encode(`${lines.join("")}0\r\n\r\n`);
      const pieces = [];
      for (let at = 0; at < bytes.length; at += pieceSize) {
        pieces.push(bytes.subarray(at, at + pieceSize));
      }
      assertEquals((await put(aws, pieces)).status, 200);
      assertEquals(await content(aws), chunks.join(""));
    }),
    { numRuns: 40 },
  );
});

Deno.test("A trailing checksum is held against the bytes, and must have been announced", async () => {
  await using aws = await withBucket();
  const checksums = {
    crc32: "NSRBwg==",
    crc32c: "Nks/tw==",
    crc64nvme: "BeXKuz/B+us=",
    sha1: "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
    sha256: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
  };
  for (const [name, right] of Object.entries(checksums)) {
    const field = `x-amz-checksum-${name}`;
    const send = (checksum: string, announced = field): Promise<{ status: number; text: string }> =>
      put(aws, [encode(`3\r\nabc\r\n0\r\n${field}:${checksum}\r\n\r\n`)], {
        "x-amz-trailer": announced,
      });
    assertEquals((await send(right)).status, 200, name);
    const wrong = await send("AAAAAA==");
    assertEquals([wrong.status, wrong.text.includes("<Code>BadDigest</Code>")], [400, true]);
    const unannounced = await send(right, "x-amz-meta-other");
    assertEquals(unannounced.text.includes("<Code>MalformedTrailerError</Code>"), true);
  }
  assertEquals(await content(aws), "abc");
});

Deno.test("A length that differs from what was announced is refused", async () => {
  await using aws = await withBucket();
  const headers = { "x-amz-decoded-content-length": "4" };
  assertEquals((await put(aws, [encode("3\r\nabc\r\n0\r\n\r\n")], headers)).status, 400);
});

Deno.test("A chunked body that is cut short or malformed is refused, wherever it ends", async () => {
  await using aws = await withBucket();
  const whole = "3\r\nabc\r\n2\r\nde\r\n0\r\n";
  for (let end = 0; end < whole.length - 1; end++) {
    const { status, text } = await put(aws, [encode(whole.slice(0, end))]);
    assertEquals([status, text.includes("IncompleteBody")], [400, true], whole.slice(0, end));
  }
  for (
    const text of [
      "xyz\r\n",
      "-1\r\n",
      "3\r\nabcd\r\n0\r\n\r\n",
      "fffffffff\r\n",
      "a".repeat(40_000),
    ]
  ) {
    assertEquals((await put(aws, [encode(text)])).status, 400);
  }
});

Deno.test("A body of the smallest chunks becomes no more pieces than it arrives in", async () => {
  const [chunks, pieceSize] = [200_000, 64 * 1024];
  const bytes = encode(`${"1\r\nx\r\n".repeat(chunks)}0\r\n\r\n`);
  let arrived = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const at = arrived++ * pieceSize;
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + pieceSize));
    },
  });
  let [pieces, length] = [0, 0];
  for await (const piece of unchunk(body).content) {
    pieces++;
    length += piece.length;
  }
  assertEquals(length, chunks);
  assertEquals(pieces <= arrived, true, `${pieces} pieces of ${arrived}`);
});
