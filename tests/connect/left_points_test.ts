import { assertEquals, assertStringIncludes } from "@std/assert";
import type { JournalEntry, MetricJournal } from "../../src/ports/metric_journal.ts";
import type { MetricsClient, PointRefusal } from "../../src/ports/metrics_client.ts";
import { storeLeftPoints } from "../../src/connect/left_points.ts";
import { memoryLogger } from "../support/loggers.ts";

function entry(trialComponentName: string, names: readonly string[]): JournalEntry {
  const column = new Float64Array(names.length);
  const series = Uint32Array.from(names, (_, index) => index);
  const points = { series, values: column, timestamps: column, steps: column };
  return { arn: "arn", trialComponentName, token: trialComponentName, names, ...points };
}

/** A store that lacks some runs. */
function storeWithout(...gone: readonly string[]): Pick<MetricsClient, "put"> {
  return {
    put: ({ trialComponentName, values }) =>
      Promise.resolve(
        Array.from(
          gone.includes(trialComponentName) ? values : [],
          (_, index): PointRefusal => ({ index, verdict: "refuse", code: "NOT_FOUND" }),
        ),
      ),
  };
}

Deno.test("points of a left page whose run was deleted are reported by metric, and the others are stored", async () => {
  const logger = memoryLogger();
  const removed: string[] = [];
  const entries = [entry("kept", ["loss"]), entry("gone", ["loss", "accuracy"])];
  const journal: Pick<MetricJournal, "adopt"> = {
    adopt: (work) =>
      work(entries, (token) => {
        removed.push(token);
        return Promise.resolve();
      }),
  };
  // Only these members are used.
  await storeLeftPoints(journal as MetricJournal, storeWithout("gone") as MetricsClient, logger);
  assertEquals(removed, ["kept", "gone"]);
  const [line = "", ...others] = logger.lines;
  assertStringIncludes(line, '2 points of "loss", "accuracy" from an earlier page are omitted');
  assertStringIncludes(line, 'run "gone" does not exist anymore');
  assertEquals(others, []);
});

Deno.test("points of a left page that cannot be stored now are left to the next page", async () => {
  const logger = memoryLogger();
  const removed: string[] = [];
  const journal: Pick<MetricJournal, "adopt"> = {
    adopt: (work) =>
      work([entry("kept", ["loss"])], (token) => {
        removed.push(token);
        return Promise.resolve();
      }),
  };
  const full = { put: () => Promise.reject(new Error("no space")) };
  await storeLeftPoints(journal as MetricJournal, full as unknown as MetricsClient, logger);
  assertEquals([removed, logger.lines.length], [[], 1]);
  assertStringIncludes(logger.lines[0] ?? "", "no space");
});
