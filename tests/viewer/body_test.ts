import { assertEquals, assertRejects } from "@std/assert";
import { Refusal } from "../../src/viewer/server/answers.ts";
import { readObject } from "../../src/viewer/server/body.ts";

/** A request whose body comes in pieces, without its length in advance. */
function inPieces(text: string): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const bytes = new TextEncoder().encode(text);
      for (let start = 0; start < bytes.length; start += 1_000) {
        controller.enqueue(bytes.subarray(start, start + 1_000));
      }
      controller.close();
    },
  });
  return new Request("http://localhost/", { method: "POST", body });
}

const ofSize = (size: number): string => `{"a":"${"x".repeat(size - 8)}"}`;

Deno.test("readObject() reads at most 64 KiB, whether or not a request tells its length", async () => {
  const fits = ofSize(65_536);
  for (
    const request of [inPieces(fits), new Request("http://a/", { method: "POST", body: fits })]
  ) {
    assertEquals(JSON.stringify(await readObject(request)), fits);
  }
  const long = ofSize(65_537);
  const headers = { "content-length": "65537" };
  const sent = new Request("http://a/", { method: "POST", body: long, headers });
  for (const request of [inPieces(long), sent]) {
    const error = await assertRejects(() => readObject(request), Refusal, "at most 65536 bytes");
    assertEquals(error.status, 413);
  }
});
