/// <reference lib="dom" />
// Bundled for the browser: records into its own store, of which the test sets the quota.
import { DeliveryError, getMetricHistory, getRun, startRun } from "../../../mod.ts";
import { localSession, StoreError } from "../../../src/local.ts";

/** What the test calls in the page. */
export interface QuotaPage {
  /** Starts two runs, and stores points of one. */
  open(): Promise<void>;
  /** Logs points and awaits them, until that fails. Returns the error. */
  fill(): Promise<readonly string[]>;
  /** The errors of calls on a full store. */
  tryAll(): Promise<Readonly<Record<"start" | "file" | "close", readonly string[]>>>;
  /** Closes the run, and reads it back. */
  end(): Promise<{
    /** Number of points in the store. */
    readonly stored: number;
    /** Whether they are those that were logged, in their order. */
    readonly isInOrder: boolean;
    readonly status: string | undefined;
    /** Number of points that were logged. */
    readonly logged: number;
  }>;
  /** What was logged as a warning. */
  warnings(): readonly string[];
}

const experimentName = "quota";
const warnings: string[] = [];
const logger = { ...console, warn: (text: unknown) => void warnings.push(String(text)) };
const session = localSession({ path: "quota", logger });
const options = { experimentName, session, captureEnvironment: false };
let run: Awaited<ReturnType<typeof startRun>> | undefined;
let other: typeof run;
let logged = 0;

function log(): void {
  for (let point = 0; point < 5_000; point++) {
    run?.logMetric("x", Math.random(), { step: logged++ });
  }
}

async function errorOf(call: () => Promise<unknown> | undefined): Promise<readonly string[]> {
  try {
    await call();
    return ["none"];
  } catch (error) {
    const kind = error instanceof StoreError
      ? error.name
      : error instanceof DeliveryError
      ? "DeliveryError"
      : "another";
    return [kind, String(error)];
  }
}

const page: QuotaPage = {
  async open() {
    run = await startRun({ ...options, runName: "r" });
    other = await startRun({ ...options, runName: "o" });
    log();
    await run.flush();
  },
  async fill() {
    for (;;) {
      log();
      const [kind = "", text = ""] = await errorOf(() => run?.flush({ timeoutMs: 3_000 }));
      // A slow machine may pass the limit with space left.
      if (/space/.test(text)) return [kind, text];
    }
  },
  async tryAll() {
    const start = await errorOf(() => startRun(options));
    const bytes = new Blob([new Uint8Array(65_536)]);
    const file = await errorOf(() => run?.logFile(bytes, { name: "file.bin" }));
    const close = await errorOf(() => other?.close({ timeoutMs: 2_000 }));
    return { start, file, close };
  },
  async end() {
    await run?.close();
    const names = { experimentName, runName: "r" };
    const history = await getMetricHistory(names, "x", { session });
    const { status } = await getRun(names, { session });
    const steps = history.kind === "point" ? [...history.steps] : [];
    const isInOrder = steps.every((step, index) => step === index);
    return { stored: steps.length, isInOrder, status, logged };
  },
  warnings: () => warnings,
};

Object.assign(globalThis, { quotaPage: page });
