/// <reference lib="dom" />
// Bundled for the browser: logs points into its own store and leaves, and reads what is stored.
import { getMetricHistory, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

/** Ways in which the page leaves by itself. */
export type Way = "goes elsewhere" | "is loaded again";

/** What the test calls in the page. */
export interface LeftPage {
  /** Starts a run. */
  open(runName: string): Promise<void>;
  /** Logs points 0, 1, 2, … of "x" at once. */
  log(points: number): void;
  /** Logs points at once, and leaves so many milliseconds later. */
  logAndLeave(points: number, delay: number, way: Way): void;
  /** Logs one point in the page's own listener of its end. */
  logOnLeave(step: number): void;
  /** Fills `localStorage`, up to so many characters. */
  fillTexts(left: number): void;
  /** Empties `localStorage` of what {@linkcode fillTexts} put there. */
  freeTexts(): void;
  /** The points of "x" of a run, and the keys that other pages left. */
  read(runName: string): Promise<{ readonly steps: number[]; readonly left: string[] }>;
  /** What the page was told. */
  warnings(): readonly string[];
}

const experimentName = "left";
const warnings: string[] = [];
const logger = { ...console, warn: (text: string) => void warnings.push(text) };
let run: Awaited<ReturnType<typeof startRun>> | undefined;

function leave(way: Way): void {
  if (way === "is loaded again") location.reload();
  else location.href = "/elsewhere";
}

const page: LeftPage = {
  async open(runName) {
    run = await startRun({
      experimentName,
      runName,
      session: localSession({ path: "left", logger }),
      captureEnvironment: false,
    });
  },
  log(points) {
    for (let step = 0; step < points; step++) run?.logMetric("x", Math.sin(step), { step });
  },
  logAndLeave(points, delay, way) {
    page.log(points);
    if (delay === 0) leave(way);
    else setTimeout(() => leave(way), delay);
  },
  logOnLeave(step) {
    addEventListener("pagehide", () => run?.logMetric("x", step, { step }));
  },
  fillTexts(left) {
    localStorage.setItem("left", "y".repeat(left));
    for (let size = 1 << 22, part = 0; size > 0;) {
      try {
        localStorage.setItem(`ballast${part}`, "x".repeat(size));
        part++;
      } catch {
        size >>= 1;
      }
    }
    localStorage.removeItem("left");
  },
  freeTexts() {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("ballast")) localStorage.removeItem(key);
    }
  },
  async read(runName) {
    await using session = await localSession({ path: "left", logger });
    const history = await getMetricHistory({ experimentName, runName }, "x", { session });
    const left = Object.keys(localStorage).filter((key) => key.startsWith("runlog-left"));
    return { steps: history.kind === "point" ? [...history.steps] : [], left };
  },
  warnings: () => warnings,
};

Object.assign(globalThis, { leftPage: page });
