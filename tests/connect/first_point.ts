/// <reference lib="dom" />
// Bundled in parts, then opened in a page: does what the address names, and sets the outcome.
import { createSession, listRuns, type Run, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const path = "first";
const experimentName = "first";

/** Logs a point, and waits until it is stored. */
async function logPoint(run: Run): Promise<string> {
  run.logMetric("clicks", 1);
  await run.flush();
  return "stored";
}

const WAYS = {
  "awaits its session": async () =>
    await logPoint(await startRun({ experimentName, session: await localSession({ path }) })),
  "passes its session's promise": async () =>
    await logPoint(await startRun({ experimentName, session: localSession({ path }) })),
  "finds points of an earlier page": async () => {
    localStorage.setItem(`runlog-left:${path}:1-earlier`, '{"lost":{}}');
    return await logPoint(
      await startRun({ experimentName, session: await localSession({ path }) }),
    );
  },
  "names no session": async () => await logPoint(await startRun({ experimentName })),
  "only reads": async () => {
    await using session = await localSession({ path });
    return await Array.fromAsync(listRuns({ experimentName, session })).then(String, String);
  },
  "records into AWS": async () => {
    const send = (): Promise<never> => Promise.reject(new Error("sent"));
    const session = createSession({ sagemaker: { send, config: {} }, journal: null });
    return await startRun({ experimentName, session }).then(logPoint, String);
  },
} as const satisfies Readonly<Record<string, () => Promise<string>>>;

/** What a page does. */
export type Way = keyof typeof WAYS;

// The test opens it with one of the keys.
const way = decodeURIComponent(location.hash.slice(1)) as Way;
const outcome = await WAYS[way]().catch(String);
Object.assign(globalThis, { outcome });
