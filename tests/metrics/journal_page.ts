// Bundled for the browser: records points and stays open, or sends what earlier pages left.
import { awsSession, sendJournal, startRun } from "../../mod.ts";

const [work, runName = "", count = "0"] = location.hash.slice(1).split("/");
const session = await awsSession({
  region: "local",
  endpoint: location.origin,
  credentials: { accessKeyId: "local", secretAccessKey: "journal-canary-secret" },
  maxAttempts: 1,
});

const page = globalThis as typeof globalThis & {
  /** How many points the page has logged. */
  logged?: number;
  report?: Awaited<ReturnType<typeof sendJournal>>;
};

if (work === "record") {
  const run = await startRun({
    experimentName: "journal",
    runName,
    session,
    captureEnvironment: false,
  });
  page.logged = 0;
  addEventListener("pagehide", () => localStorage.setItem(runName, String(page.logged)));
  const log = (): void => {
    for (let point = 0; point < 37 && (page.logged ?? 0) < Number(count); point++) {
      run.logMetric("loss", Math.sin(page.logged ?? 0), { step: page.logged ?? 0 });
      page.logged = (page.logged ?? 0) + 1;
    }
    if ((page.logged ?? 0) < Number(count)) setTimeout(log, 1);
  };
  log();
} else {
  page.report = await sendJournal({ session });
}
