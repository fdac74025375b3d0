// Bundled for the browser: records with no session given, and tells what the page's store holds.
import { getMetricHistory, getRun, startRun } from "../../../mod.ts";

/** What the test calls in the page. */
export interface StorePage {
  /** Records points 0, 1, 2, …, and tells how many are kept, each time that some are. */
  record(runName: string, points: number): Promise<void>;
  /** The points that are kept of a run, and how many its record counts. */
  read(runName: string): Promise<{ readonly values: number[]; readonly counted: number }>;
}

const experimentName = "indexeddb";
const POINTS_A_FLUSH = 7;

// The test exposes it to the page.
const { acknowledge } = globalThis as unknown as { acknowledge(points: number): Promise<void> };

const page: StorePage = {
  async record(runName, points) {
    const run = await startRun({ experimentName, runName });
    for (let logged = 0; logged < points;) {
      const end = Math.min(points, logged + POINTS_A_FLUSH);
      for (; logged < end; logged++) {
        run.logMetric("x", logged, { step: logged });
      }
      await run.flush();
      await acknowledge(logged);
    }
    await run.close();
  },
  async read(runName) {
    const record = await getRun({ experimentName, runName });
    const { values } = await getMetricHistory(record, "x");
    return { values: [...values], counted: record.metrics["x"]?.count ?? 0 };
  },
};

Object.assign(globalThis, { storePage: page });
