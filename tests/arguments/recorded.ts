import { localService, serviceSession } from "../../src/local.ts";
import { type Session, startRun } from "../../mod.ts";

/** A session whose requests are counted, over a store with one run. */
export interface Recorded extends AsyncDisposable {
  readonly session: Session;
  readonly folder: string;
  /** Number of requests so far. */
  readonly sent: () => number;
  /** Registers what is to be done before the store is closed. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

/** Records the run that the calls refer to: e/r. */
export async function recordedRun(): Promise<Recorded> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-arguments-" });
  const service = await localService({ path: folder });
  // What is given no session records here, and not into the folder of the tests.
  const chosen = Deno.env.get("RUNLOG_SESSION");
  Deno.env.set("RUNLOG_SESSION", `local:${folder}/default`);
  let sent = 0;
  const ends: (() => Promise<void>)[] = [];
  const counted = {
    ...service,
    fetch(request: Request): Promise<Response> {
      sent++;
      return service.fetch(request);
    },
  };
  const logger = { info() {}, warn() {}, error() {} };
  const session = await serviceSession(counted, { logger });
  const run = await startRun({ experimentName: "e", runName: "r", session });
  run.logParameters({ lr: 0.1 });
  run.logMetric("loss", 0.5, { step: 1 });
  await run.logText("text", { name: "a" });
  await run.logRocCurve([0, 1], [0.1, 0.9], { title: "title" });
  await run.close();
  return {
    session,
    folder,
    sent: () => sent,
    atEnd: (end) => void ends.push(end),
    async [Symbol.asyncDispose]() {
      if (chosen === undefined) Deno.env.delete("RUNLOG_SESSION");
      else Deno.env.set("RUNLOG_SESSION", chosen);
      for (const end of ends) await end();
      await service.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
