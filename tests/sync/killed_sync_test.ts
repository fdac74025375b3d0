import { assertEquals, assertLessOrEqual } from "@std/assert";
import { localSession, serviceSession } from "../../src/local.ts";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { snapshotOf } from "../support/compare_stores.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";
import { recordEverything } from "../support/sync_sides.ts";

/** Processes that are killed: RUNLOG_TRIALS asks for more, up to every request twice. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 12);
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

/** Requests of several runs, and of one run's files, that may be under way at once. */
const IN_FLIGHT = 16;

/** A far side over loopback that kills whoever syncs to it at one of the requests. */
interface DeadlyServer extends AsyncDisposable {
  readonly url: string;
  /** Requests that change something, so far. */
  readonly writes: () => number;
  readonly requests: () => number;
  readonly snapshot: () => Promise<unknown>;
  /** Kills at a request, before or after it takes effect. */
  killAt(request: number, moment: "before" | "after", kill: () => void): void;
}

async function deadlyServer(): Promise<DeadlyServer> {
  const service = await temporaryService();
  let [requests, writes, deadline] = [0, 0, 0];
  let [at, end]: ["before" | "after", () => void] = ["before", () => {}];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const number = ++requests;
    const isLast = number === deadline;
    if (isLast && at === "before") {
      end();
      return new Response(null, { status: 503 });
    }
    const operation = request.headers.get("x-amz-target")?.split(".").at(-1) ?? request.method;
    if (!/^(Describe|List|Search|BatchGet|GET|HEAD)/.test(operation)) writes++;
    const answer = await service.fetch(request);
    if (isLast) end();
    return answer;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    writes: () => writes,
    requests: () => requests,
    snapshot: async () => await snapshotOf(await serviceSession(service), "in any order"),
    killAt(request, moment, kill) {
      [deadline, at, end] = [requests + request, moment, kill];
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await service.close();
    },
  };
}

/** Syncs in a process of its own; whether it came to its end. */
async function sync(
  runtime: ScriptRuntime,
  folder: string,
  far: DeadlyServer,
  kill?: { readonly request: number; readonly moment: "before" | "after" },
): Promise<boolean> {
  const child = await startScript(runtime, "tests/sync/sync_child.ts", [folder, far.url]);
  const said = new Response(child.stderr).text();
  if (kill) far.killAt(kill.request, kill.moment, () => child.kill("SIGKILL"));
  await child.stdout.cancel();
  const { code, signal } = await child.status;
  if (signal === null) assertEquals(code, 0, await said);
  return signal === null;
}

Deno.test("a process that is killed at a request of its sync leaves what the next one finishes, with little repeated", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-killed-" });
  try {
    const whole = `${folder}/whole`;
    {
      await using session = await localSession({ path: whole });
      await recordEverything(session);
    }
    await copyFolder(whole, `${folder}/clean`);
    await using clean = await deadlyServer();
    await sync("deno", `${folder}/clean`, clean);
    const [expected, writes, requests] = [await clean.snapshot(), clean.writes(), clean.requests()];
    const random = dice(SEED);
    const trials = Math.min(TRIALS, 2 * requests);
    let repeated = 0;
    for (let trial = 0; trial < trials; trial++) {
      const near = `${folder}/near`;
      await copyFolder(whole, near);
      await using far = await deadlyServer();
      const runtime = RUNTIMES[trial % RUNTIMES.length] ?? "deno";
      const moment = trial % 2 === 0 ? "before" : "after";
      // Every request in turn where there are trials enough, else some of them.
      const request = TRIALS >= 2 * requests
        ? 1 + Math.floor(trial / 2)
        : 1 + Math.floor(random() * requests);
      const which = `${moment} request ${request} of ${runtime}`;
      assertEquals(await sync(runtime, near, far, { request, moment }), false, which);
      assertEquals(await sync(runtime, near, far), true, which);
      assertLessOrEqual(far.writes(), writes + IN_FLIGHT, which);
      repeated = Math.max(repeated, far.writes() - writes);
      assertEquals(await far.snapshot(), expected, which);
      await Deno.remove(near, { recursive: true });
    }
    console.log(
      `R3: killed at a request of ${requests}: ${trials} trials, 0 failures, at most ${repeated} ` +
        `writes of ${writes} repeated (seed ${SEED})`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
