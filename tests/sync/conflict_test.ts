import { assertEquals } from "@std/assert";
import type { RunRecord } from "../../mod.ts";
import { farStateOf, isOurCopy, type RunVersion } from "../../src/sync/conflict.ts";
import { newCursor, type RunCursor } from "../../src/sync/cursor.ts";
import { recordOf, summaryOf } from "../support/run_records.ts";

const CREATED = new Date("2026-06-01T00:00:00Z");
const never = newCursor(recordOf());
const copied: RunCursor = { ...never, seen: ["sent"], far: CREATED.getTime() };

function version(fingerprint: string, own: Partial<RunRecord> = {}): RunVersion {
  return { fingerprint, record: recordOf({ creationTime: CREATED, ...own }) };
}

function withLoss(count: number, value: number): Partial<RunRecord> {
  return { metrics: { loss: summaryOf(count, value) } };
}

Deno.test("a run that the far side does not have is absent, whatever was copied before", () => {
  assertEquals(farStateOf(version("now"), undefined, never), "absent");
  assertEquals(farStateOf(version("now"), undefined, copied), "absent");
});

Deno.test("a far run that looks as the last sync left it is known, and so is what was about to be sent", () => {
  assertEquals(farStateOf(version("now"), version("sent"), copied), "known");
  const halfway = { ...copied, seen: ["before", "sent"] };
  assertEquals(farStateOf(version("now"), version("before"), halfway), "known");
  assertEquals(farStateOf(version("now"), version("sent"), halfway), "known");
});

Deno.test("a far run of ours that already is as it would be sent is known", () => {
  assertEquals(farStateOf(version("now"), version("now"), copied), "known");
});

Deno.test("a far run of ours that looks any other way was changed there: a conflict", () => {
  assertEquals(farStateOf(version("now"), version("changed"), copied), "conflict");
});

Deno.test("a far run that was created at another time is not ours, even if it looks as we left it", () => {
  const later = { creationTime: new Date(CREATED.getTime() + 1_000) };
  assertEquals(isOurCopy(version("sent", later), copied), false);
  assertEquals(farStateOf(version("now"), version("sent", later), copied), "conflict");
});

Deno.test("a far run is ours before it is known when it was created, and never before something was sent", () => {
  assertEquals(isOurCopy(version("any"), { ...copied, far: undefined }), true);
  assertEquals(isOurCopy(version("any"), { ...never, far: CREATED.getTime() }), false);
});

Deno.test("a far run that something else copied is equal if members and points are the same", () => {
  const same = version("now", withLoss(3, 0.5));
  assertEquals(farStateOf(same, same, never), "equal");
});

Deno.test("a far run that something else copied may lack points, or have metrics of its own", () => {
  const near = version("now", withLoss(3, 0.5));
  assertEquals(farStateOf(near, version("now"), never), "equal");
  assertEquals(farStateOf(near, version("now", withLoss(0, NaN)), never), "equal");
  const more = { metrics: { loss: summaryOf(3, 0.5), accuracy: summaryOf(1, 1) } };
  assertEquals(farStateOf(near, version("now", more), never), "equal");
});

Deno.test("a far run of another origin conflicts if a metric has other points: count, least, most or last", () => {
  const near = version("now", withLoss(3, 0.5));
  const { metrics: { loss } } = near.record;
  for (const difference of [{ count: 2 }, { min: 0 }, { max: 1 }, { last: 1 }]) {
    const metrics = { loss: { ...summaryOf(3, 0.5), ...loss, ...difference } };
    assertEquals(farStateOf(near, version("now", { metrics }), never), "conflict");
  }
});

Deno.test("a far run of another origin conflicts if its members differ", () => {
  assertEquals(farStateOf(version("now"), version("other"), never), "conflict");
});
