import { assertEquals } from "@std/assert";
import { serveLocal } from "../../../src/server/serve_local.ts";
import { testService } from "../../local/test_service.ts";
import { countFiles } from "../../local/s3/raw_request.ts";
import { pythonTool, runPython } from "../../support/python.ts";

Deno.test("boto3's transfers, waiters, paginators, conditions and presigned URLs work with a served store", async () => {
  const python = await pythonTool("boto3", new URL("./requirements.txt", import.meta.url));
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const script = new URL("./boto3_s3_client.py", import.meta.url);
  const seen = await runPython<Readonly<Record<string, unknown>>>(python, script, {
    url: server.url,
    token: server.token,
  });
  assertEquals(seen, {
    copied: [true, { from: "here" }, "text/csv"],
    parts: true,
    attributes: [true, 3],
    conditions: [["PreconditionFailed", 412], ["PreconditionFailed", 412], null, [
      "NoSuchKey",
      404,
    ]],
    uploads: ["u0", "u1", "u2"],
    listedParts: [1, 2, 3],
    presigned: [200, ["s3v4", "text/x"], 200, ["s3", "text/x"]],
    tags: [{ Key: "b&c", Value: "<2>" }],
    acl: [["CanonicalUser", "FULL_CONTROL"]],
    versioning: null,
    refused: [
      ["NotImplemented", 501],
      ["NotImplemented", 501],
      ["InvalidArgument", 400],
      ["InvalidURI", 400],
      ["InvalidURI", 400],
    ],
    odd: true,
    full: ["BucketNotEmpty", 409],
    left: [],
  });
  assertEquals(await countFiles(aws), 0);
});
