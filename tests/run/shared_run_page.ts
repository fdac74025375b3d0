// Bundled for the browser: a page, or its worker, that holds a run in the page's own store.
import { getRun, loadRun, type Run, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

/** What the test calls in the page. */
export interface SharedRunPage {
  /** Opens the run, and records a point. */
  open(): Promise<void>;
  /** Closes the run. */
  close(): Promise<void>;
  /** Hands the run to a worker, which records a point and closes. */
  handOver(): Promise<void>;
  /** Status and points of the run. */
  read(): Promise<readonly [status: string | undefined, isEnded: boolean, points: number]>;
}

// Workers have no document, and the types of pages know no workers.
const scope = globalThis as unknown as {
  readonly document?: unknown;
  onmessage: ((event: { readonly data: string }) => void) | null;
  postMessage(data: string): void;
};

const names = { experimentName: "shared", runName: "run" };
let run: Run | undefined;

const page: SharedRunPage = {
  async open() {
    run = await startRun({ ...names, session: localSession({ path: "shared" }) });
    run.logMetric("loss", 1);
    await run.flush();
  },
  close: async () => await run?.close(),
  async handOver() {
    const worker = new Worker(import.meta.url, { type: "module" });
    const done = new Promise<string>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.postMessage(run?.token);
    const said = await done;
    worker.terminate();
    if (said !== "closed") throw new Error(said);
  },
  async read() {
    await using session = await localSession({ path: "shared" });
    const { status, endTime, metrics } = await getRun(names, { session });
    return [status, endTime !== undefined, metrics["loss"]?.count ?? 0];
  },
};

if (scope.document) Object.assign(globalThis, { sharedRun: page });
else {scope.onmessage = ({ data }) =>
    void record(data).then(() => "closed", String).then(scope.postMessage);}

async function record(token: string): Promise<void> {
  const guest = await loadRun({ token });
  guest.logMetric("loss", 2);
  await guest.close();
}
