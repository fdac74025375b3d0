import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { linkArtifact } from "../../src/artifacts/lineage.ts";
import { serviceSession } from "../../src/local.ts";
import { LineageQuotaError, startRun } from "../../mod.ts";
import { temporaryService } from "../support/services.ts";

const artifact = { name: "roc-1", type: "ROCCurve", uri: "s3://bucket/roc.json" };

Deno.test("an artifact that is there is found by the state of its object, not by the address alone", async () => {
  await using session = await serviceSession(await temporaryService());
  await using run = await startRun({ experimentName: "demo", session });
  const link = (etag: string | undefined): Promise<string> =>
    linkArtifact(session, run.arn, { ...artifact, etag }, "output", {});
  const first = await link('"1"');
  const second = await link('"2"');
  const without = await link(undefined);
  assertEquals(new Set([first, second, without]).size, 3);
  assertEquals(await link('"1"'), first);
  assertEquals(await link('"2"'), second);
  assertEquals(await link(undefined), without);
});

Deno.test("an artifact is found behind the first page of its like", async () => {
  await using session = await serviceSession(await temporaryService());
  await using run = await startRun({ experimentName: "demo", session });
  const link = (etag: string): Promise<string> =>
    linkArtifact(session, run.arn, { ...artifact, etag }, "output", {});
  const arns: string[] = [];
  for (let state = 0; state < 25; state++) arns.push(await link(`"${state}"`));
  for (const state of [0, 12, 24]) assertEquals(await link(`"${state}"`), arns[state]);
});

Deno.test("where names are unique, a new state of an object keeps the artifact of its name", async () => {
  const service = await temporaryService({ undocumentedBehavior: { uniqueArtifactNames: true } });
  await using session = await serviceSession(service);
  await using run = await startRun({ experimentName: "demo", session });
  const link = (etag: string, name: string): Promise<string> =>
    linkArtifact(session, run.arn, { ...artifact, name, etag }, "output", {});
  const first = await link('"1"', "roc-1");
  assertNotEquals(await link('"1b"', "roc-2"), first);
  assertEquals(await link('"2"', "roc-1"), first);
});

Deno.test("a used-up quota of artifacts or associations is named, with what frees it", async () => {
  for (const resource of ["artifacts", "associations"] as const) {
    const service = await temporaryService({ quotas: { [resource]: 1 } });
    await using session = await serviceSession(service);
    await using run = await startRun({ experimentName: "demo", session });
    const link = (title: string): Promise<unknown> => run.logRocCurve([0, 1], [0, 1], { title });
    await link("first");
    const error = await assertRejects(() => link("second"), LineageQuotaError);
    assertEquals(error.resource, resource);
    assertMatch(
      error.message,
      new RegExp(
        `^Cannot link graph ".*" with its run: the account has used up its quota of lineage ` +
          `${resource} in this region \\(6,000 by default\\)\\. Delete runs with deleteLineage`,
      ),
    );
  }
});
