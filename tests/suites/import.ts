import { assertEquals } from "@std/assert";
import { getMetricHistory, getRun } from "../../mod.ts";
import { importRuns } from "../../src/import.ts";
import {
  frameRecord,
  scalarEvent,
  versionEvent,
} from "../../src/import/tensorboard/write_events.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

/** Files of other tools that a person chose, imported twice. */
export function importSuite({ test, session: open }: SuiteContext): void {
  test("importRuns() takes event files, CSV and JSON lines from Files, and doubles nothing", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const now = Date.now();
    const events = [
      versionEvent(now),
      ...[0.5, 0.25, 0.1].map((value, step) => scalarEvent("loss", value, { time: now, step })),
    ];
    const from = [
      new File(events.map(frameRecord), "events.out.tfevents.1.page"),
      new File(["step,loss\n0,1\n1,0.5\n"], "table.csv", { lastModified: now }),
      new File(['{"step":0,"loss":2}\n'], "lines.jsonl", { lastModified: now }),
    ];
    const first = await importRuns({ from, to: session, experimentName });
    assertEquals([first.outcomes.created, first.points, first.unread], [3, 6, []]);
    const again = await importRuns({ from, to: session, experimentName });
    assertEquals([again.outcomes.unchanged, again.points], [3, 0]);
    const run = await getRun({ experimentName, runName: "files" }, { session });
    assertEquals([run.status, run.metrics["loss"]?.count], ["Completed", 3]);
    const { values } = await getMetricHistory(run, "loss", { session });
    assertEquals([...values], [0.5, 0.25, 0.1]);
  });
}
