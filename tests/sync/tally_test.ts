import { assertEquals } from "@std/assert";
import type { SyncProgress } from "../../mod.ts";
import { resultOf, SyncTally } from "../../src/sync/tally.ts";
import { recordOf } from "../support/run_records.ts";

Deno.test("progress counts what has arrived of finished runs and of those under way", () => {
  const told: SyncProgress[] = [];
  const tally = new SyncTally((progress) => told.push(progress));
  const [first, second] = [tally.begin(), tally.begin()];
  assertEquals(first.runsUnderWay(), 2);
  first.addPoints(10);
  second.addPoints(5);
  second.addFile(100);
  assertEquals(told.at(-1), { runs: 0, points: 15, files: 1, bytes: 100 });
  tally.end(first, { ...resultOf(recordOf(), "created"), points: 10 });
  assertEquals(told.at(-1), { runs: 1, points: 15, files: 1, bytes: 100 });
  second.addPoints(1);
  assertEquals(told.at(-1), { runs: 1, points: 16, files: 1, bytes: 100 });
  assertEquals(second.runsUnderWay(), 1);
  tally.end(second, { ...resultOf(recordOf(), "failed"), points: 6, files: 1, bytes: 100 });
  assertEquals(told.at(-1), { runs: 2, points: 16, files: 1, bytes: 100 });
  const { points, files, bytes, outcomes } = tally.summary();
  assertEquals([points, files, bytes, outcomes.created, outcomes.failed], [16, 1, 100, 1, 1]);
});
