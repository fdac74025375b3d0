import type { MetricSummary, RunRecord } from "../../mod.ts";
import { toRecord } from "../../src/records/runs/record.ts";

/** The record of a run that is named and created, and whatever a test adds. */
export function recordOf(own: Partial<RunRecord> = {}): RunRecord {
  const component = {
    TrialComponentName: "demo-one",
    TrialComponentArn:
      "arn:aws:sagemaker:eu-west-1:123456789012:experiment-trial-component/demo-one",
    CreationTime: new Date("2026-05-01T10:00:00Z"),
  };
  const names = { experimentName: "demo", runName: "one", runGroupNames: ["group"] };
  return { ...toRecord({ component, ...names, tags: [] }), ...own };
}

/** The summary of a metric whose points all have one value. */
export function summaryOf(count: number, value: number): MetricSummary {
  const statistics = { last: value, min: value, max: value, avg: value, stddev: 0 };
  return { ...statistics, count, timestamp: new Date("2026-05-01T10:01:00Z") };
}
