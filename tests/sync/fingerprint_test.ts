import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { RunRecord } from "../../mod.ts";
import { fingerprintOf, nearFingerprint } from "../../src/sync/fingerprint.ts";
import { recordOf, summaryOf } from "../support/run_records.ts";

Deno.test("a fingerprint is 32 hexadecimal digits, and the order of keys does not change it", async () => {
  const one = await fingerprintOf({ a: 1, b: { c: [1, 2], d: "x" } });
  assertMatch(one, /^[0-9a-f]{32}$/);
  assertEquals(await fingerprintOf({ b: { d: "x", c: [1, 2] }, a: 1 }), one);
});

Deno.test("the order of a list, a value and a name each change a fingerprint", async () => {
  const states = [{ a: [1, 2] }, { a: [2, 1] }, { a: [1, 3] }, { b: [1, 2] }, { a: ["1", 2] }, {}];
  const prints = await Promise.all(states.map(fingerprintOf));
  assertEquals(new Set(prints).size, states.length);
});

Deno.test("times count in whole seconds, since SageMaker and stores round them differently", async () => {
  const at = (time: string) => fingerprintOf({ StartTime: new Date(time) });
  const one = await at("2026-05-01T10:00:00.000Z");
  assertEquals(await at("2026-05-01T10:00:00.999Z"), one);
  assertNotEquals(await at("2026-05-01T10:00:01.000Z"), one);
});

Deno.test("every part of a run that a sync copies changes the run's fingerprint", async () => {
  const before = await nearFingerprint(recordOf());
  const changes: readonly Partial<RunRecord>[] = [
    { displayName: "One" },
    { status: "Completed" },
    { statusMessage: "done" },
    { endTime: new Date("2026-05-01T11:00:00Z") },
    { parameters: { rate: 1 } },
    { metrics: { loss: summaryOf(1, 0.5) } },
    { inputArtifacts: { data: { value: "s3://b/k", mediaType: undefined } } },
    { outputArtifacts: { data: { value: "s3://b/k", mediaType: undefined } } },
    { description: "a run" },
    { notes: "a note" },
    { isArchived: true },
    { tags: { team: "vision" } },
    { runGroupNames: ["group", "other"] },
    // As a graph that is logged changes it.
    { lastModifiedTime: new Date("2026-05-01T10:00:00Z") },
  ];
  for (const change of changes) {
    // A message is part of a status.
    const base = "statusMessage" in change ? { status: "Failed" as const } : {};
    const changed = await nearFingerprint(recordOf({ ...base, ...change }));
    assertNotEquals(changed, before, JSON.stringify(change));
    if ("statusMessage" in change) {
      assertNotEquals(changed, await nearFingerprint(recordOf(base)));
    }
  }
});

Deno.test("a metric's later points change the run's fingerprint by their count", async () => {
  const one = await nearFingerprint(recordOf({ metrics: { loss: summaryOf(1, 0.5) } }));
  const two = await nearFingerprint(recordOf({ metrics: { loss: summaryOf(2, 0.5) } }));
  assertNotEquals(one, two);
});
