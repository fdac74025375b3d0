import { assertEquals, assertThrows } from "@std/assert";
import { checkBucket } from "../../src/rules/bucket.ts";
import { ArgumentError } from "../../src/errors.ts";

Deno.test("checkBucket() takes names, aliases and access points of one region", () => {
  for (
    const bucket of [
      undefined,
      "runs",
      "runs.example.com",
      "Old_Bucket",
      "runs-a1b2c3-s3alias",
      "arn:aws:s3:eu-west-1:123456789012:accesspoint/runs",
      "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:runs",
    ]
  ) checkBucket("Cannot start run", bucket);
});

Deno.test("checkBucket() refuses by name what could be written to and not be read back", () => {
  for (
    const bucket of [
      "",
      "s3://runs",
      "runs/prefix",
      "arn:aws:s3:::runs",
      "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
      "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/runs",
    ]
  ) {
    const error = assertThrows(() => checkBucket("Cannot start run", bucket), ArgumentError);
    assertEquals([error.argument, error.value], ["artifactBucket", bucket]);
  }
});
