import { assertEquals } from "@std/assert";
import { keptHeaders } from "../../../src/local/s3/stored_headers.ts";

Deno.test("keptHeaders() keeps the coding of an object, and not that of its chunks", () => {
  const kept = (coding: string) =>
    keptHeaders(new Headers({ "content-encoding": coding }))["content-encoding"];
  assertEquals(
    ["aws-chunked", "aws-chunked,gzip", "gzip, aws-chunked", "gzip", "gzip,br", ""].map(kept),
    [undefined, "gzip", "gzip", "gzip", "gzip,br", undefined],
  );
});

Deno.test("keptHeaders() keeps what describes an object and its own metadata, and no credentials", () => {
  const headers = new Headers({
    "content-type": "text/csv",
    "x-amz-meta-team": "vision",
    authorization: "AWS4-HMAC-SHA256",
    "x-amz-security-token": "secret",
    "content-length": "3",
  });
  assertEquals(keptHeaders(headers), { "content-type": "text/csv", "x-amz-meta-team": "vision" });
});
