// Ends in the way its arguments say: {place} {ending}. A place is a folder, an
// endpoint, whose token may be in RUNLOG_TOKEN, or "none".
import { awsSession, handleSignals, type Run, type Session, startRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [place = "", ending = ""] = process.argv.slice(-2);
// Bun and Node have no such global.
const { Deno } = globalThis as { Deno?: typeof globalThis.Deno };

const session = place === "none" ? undefined : await openSession();
const names = { experimentName: "endings", runName: ending.toLowerCase() };
const run = session && await startRun({ ...names, session });

function openSession(): Promise<Session> {
  if (!place.startsWith("http")) return localSession({ path: place });
  const accessKeyId = process.env["RUNLOG_TOKEN"] ?? "local";
  const credentials = { accessKeyId, secretAccessKey: "local" };
  return awsSession({ region: "local", endpoint: place, credentials, notices: false });
}

function log(to: Run | undefined = run): void {
  to?.logParameter("lr", 0.1);
  for (let step = 0; step < 3; step++) to?.logMetric("loss", step, { step });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Goes on logging until something ends the process. */
function goOn(): void {
  const timer = setInterval(() => run?.logMetric("loss", 1), 5);
  // No test needs longer.
  setTimeout(() => clearInterval(timer), 60_000);
  console.log("ready");
}

/** Parameters of a name, so many. */
function many(name: string, count: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${name}-${index}`, index]),
  );
}

const ENDINGS: Record<string, () => unknown> = {
  // The next run is open before a signal has ended the process.
  "run-after-run": async () => {
    await run?.close();
    const until = Date.now() + 60_000;
    for (let index = 0; Date.now() < until; index++) {
      const next = session && await startRun({ experimentName: "endings", session });
      next?.logMetric("loss", index);
      if (index === 3) console.log("ready");
      await next?.close();
      if (!next) await pause(1);
    }
  },
  // Two handles, neither of which knows of the other's parameters: together they are too many.
  "entries-refused": async () => {
    if (!session || !run) return;
    const other = await startRun({ ...names, session });
    log();
    run.logParameters(many("first", 280));
    await run.flush();
    log(other);
    other.logParameters(many("second", 100));
    process.exit(0);
  },
  "natural": () => log(),
  "failed": () => (log(), run?.fail(new Error("too hot"))),
  "exit": () => (log(), process.exit(0)),
  "exit-3": () => (log(), process.exit(3)),
  "deno-exit-4": () => (log(), Deno ? Deno.exit(4) : process.exit(4)),
  "exit-code-5": () => (log(), process.exitCode = 5),
  "close-not-awaited": () => (log(), void run?.close(), process.exit(0)),
  "body-not-awaited": async () => {
    if (!session) process.exit(0);
    await run?.close();
    const other = { experimentName: "endings", runName: "body" };
    void withRun({ ...other, session }, async (inner) => (log(inner), await pause(60_000)));
    await pause(100);
    process.exit(0);
  },
  "throw": () => (log(), setTimeout(fail, 5)),
  "reject": () => (log(), void Promise.reject(new Error("out of range"))),
  // Code under a top-level await, in which Bun goes on after an error.
  "throw-under-await": async () => {
    log();
    setTimeout(fail, 5);
    await pause(100);
    await run?.close();
  },
  "reject-under-await": async () => {
    log();
    void Promise.reject(new Error("out of range"));
    await pause(100);
    await run?.close();
  },
  "throw-from-scope": async () => {
    await using _run = run;
    log();
    await pause(1);
    fail();
  },
  "scope": async () => {
    await using _session = session;
    await using _run = run;
    log();
  },
  "scope-then-exit": async () => {
    await ENDINGS["scope"]?.();
    process.exit(3);
  },
  "throw-caught": async () => {
    process.on("uncaughtException", () => {});
    log();
    setTimeout(fail, 5);
    await pause(50);
    await run?.close();
  },
  "throw-prevented": async () => {
    globalThis.addEventListener?.("error", (event) => event.preventDefault());
    if (!Deno) process.on("uncaughtException", () => {});
    log();
    setTimeout(fail, 5);
    await pause(300);
    run?.logMetric("loss", 3, { step: 3 });
    console.log("open");
    await pause(300);
    await run?.close();
  },
  "go-on": () => (log(), goOn()),
  "go-on-unheeded": () => (handleSignals(false), log(), goOn()),
  "go-on-heeding-one": () => {
    const restore = handleSignals(false);
    handleSignals(["SIGTERM"]);
    restore();
    log();
    goOn();
  },
  "own-listener": () => {
    log();
    goOn();
    process.on("SIGINT", () => setTimeout(() => process.exit(7), 50));
  },
  "own-listener-closes": () => {
    log();
    process.once("SIGINT", async () => {
      await run?.close();
      process.exit(0);
    });
    setInterval(() => {}, 1_000);
    console.log("ready");
  },
  "deno-listener": () => {
    log();
    let heard = 0;
    Deno?.addSignalListener("SIGINT", () => void heard++);
    console.log("ready");
    setTimeout(async () => {
      await run?.close();
      console.log(`heard ${heard > 0}`);
      process.exit(0);
    }, 5_000);
  },
  "closed": async () => {
    log();
    await run?.close();
    goOn();
  },
  "ready-once": () => {
    log();
    console.log("ready");
    setTimeout(() => {}, 60_000);
  },
  "many-runs": async () => {
    for (let count = 0; count < 3; count++) {
      if (session) {
        log(await startRun({ experimentName: "endings", runName: `m${count}`, session }));
      }
    }
    goOn();
  },
};

function fail(): never {
  throw new Error("out of range");
}

await ENDINGS[ending]?.();
