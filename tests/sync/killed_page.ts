// Bundled for the browser: records into the page's own store until it is killed, or syncs what is in
// there to the address it came from.
import { awsSession, startRun, syncRuns } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

/** What the test calls in the page. */
export interface KilledPage {
  /** Records points 0, 1, 2, … and files, and tells how many points are kept, until it is killed. */
  record(runName: string): Promise<void>;
  /** Sends all runs, and gives how many could not be sent. */
  sync(): Promise<number>;
}

const experimentName = "pages";

// The test exposes it to the page.
const { acknowledge } = globalThis as unknown as { acknowledge(points: number): Promise<void> };

const page: KilledPage = {
  async record(runName) {
    const session = await localSession();
    const run = await startRun({ experimentName, runName, session });
    for (let step = 0;; step++) {
      run.logMetrics({ loss: Math.sin(step), accuracy: step / 3 }, { step });
      if (step % 10 !== 9) continue;
      run.logParameter(`p${step}`, step);
      if (step % 50 === 49) await run.logText(`step ${step}`, { name: `${step}.txt` });
      await run.flush();
      await acknowledge(step + 1);
    }
  },
  async sync() {
    const from = await localSession();
    const to = await awsSession({
      region: "local",
      endpoint: location.origin,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const { outcomes } = await syncRuns({ from, to });
    await from[Symbol.asyncDispose]();
    return outcomes.failed + outcomes.conflict;
  },
};

Object.assign(globalThis, { killedPage: page });
