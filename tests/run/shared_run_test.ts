import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import {
  awsSession,
  closeStaleRuns,
  getRun,
  loadRun,
  type RunRecord,
  type Session,
  startRun,
} from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { age } from "../support/age_store.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { temporaryService } from "../support/services.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CHILD = "tests/run/shared_run_child.ts";
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const NAMES = { experimentName: "shared", runName: "run" };

/** A process that holds the run. */
interface Holder extends AsyncDisposable {
  readonly token: string;
  /** Closes the run, and waits for the end of the process. */
  close(): Promise<void>;
  /** Kills the process. */
  kill(): Promise<void>;
}

async function startHolder(
  runtime: ScriptRuntime,
  folder: string,
  way: "owner" | "loader" = "owner",
): Promise<Holder> {
  const child = await startScript(runtime, CHILD, [folder, way]);
  const said = new Response(child.stderr).text();
  const lines = linesOf(child)[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error(await said);
  const end = async (signal: Deno.Signal): Promise<number> => {
    child.kill(signal);
    while (!(await lines.next()).done);
    await said;
    return (await child.status).code;
  };
  let ending: Promise<number> | undefined;
  return {
    token: first.value,
    close: async () => assertEquals(await (ending ??= end("SIGTERM")), 0),
    kill: async () => void await (ending ??= end("SIGKILL")),
    [Symbol.asyncDispose]: async () => void await (ending ??= end("SIGKILL")),
  };
}

/** Runs a child to its end; gives its exit code and what it said. */
async function runChild(
  runtime: ScriptRuntime,
  way: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = await startScript(runtime, CHILD, ["", way], { env });
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr) };
}

async function read(session: Session): Promise<RunRecord> {
  return await getRun(NAMES, { session });
}

for (const [index, runtime] of RUNTIMES.entries()) {
  const other = RUNTIMES[(index + 1) % RUNTIMES.length] ?? "deno";

  for (const open of [loadRun, startRun]) {
    Deno.test(`${open.name}() of a run that a process in ${runtime} records leaves it without ending it`, () =>
      inFolder(async (folder) => {
        await using session = await localSession({ path: folder });
        await using owner = await startHolder(runtime, folder);
        const { startTime } = await read(session);
        const guest = await open({ ...NAMES, session });
        guest.logMetric("guest", 1);
        await guest.close();
        const held = await read(session);
        assertEquals([held.status, held.endTime], ["InProgress", undefined]);
        await owner.close();
        const { status, startTime: start, endTime, metrics } = await read(session);
        assertEquals([status, start], ["Completed", startTime]);
        assert(endTime);
        assertEquals(metrics["guest"]?.count, 1);
        assertEquals(await session.store?.heartbeats.last("shared-run"), undefined);
      }));
  }

  Deno.test(`a run whose owner in ${runtime} closes first goes on until its guest in ${other} closes`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      await using owner = await startHolder(runtime, folder);
      await using guest = await startHolder(other, folder, "loader");
      await owner.close();
      const held = await read(session);
      assertEquals([held.status, held.endTime], ["InProgress", undefined]);
      await guest.close();
      assertEquals((await read(session)).status, "Completed");
    }));

  Deno.test(`a run whose owner in ${runtime} is killed ends as Failed with its last guest`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      await using owner = await startHolder(runtime, folder);
      const guest = await loadRun({ ...NAMES, session });
      await owner.kill();
      guest.logMetric("guest", 1);
      await guest.close();
      const { status, statusMessage, endTime } = await read(session);
      assertEquals(status, "Failed");
      assertMatch(statusMessage ?? "", /^The process that owned the run died/);
      assert(endTime);
    }));

  Deno.test(`an owner in ${runtime} that is killed after its guest closed is found by closeStaleRuns()`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      await using owner = await startHolder(runtime, folder);
      await (await loadRun({ ...NAMES, session })).close();
      await owner.kill();
      assertEquals(await closeStaleRuns({ session }), []);
      await session[Symbol.asyncDispose]();
      age(folder, 180);
      await using later = await localSession({ path: folder });
      const stale = await closeStaleRuns({ session: later });
      assertEquals(stale.map(({ hasHeartbeat }) => hasHeartbeat), [true]);
      assertEquals((await read(later)).status, "Failed");
    }));

  Deno.test(`a process in ${runtime} that is killed and starts again at once owns the run, and ends it`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      await (await startHolder(runtime, folder)).kill();
      assertEquals((await read(session)).status, "InProgress");
      await (await startHolder(other, folder)).close();
      assertEquals((await read(session)).status, "Completed");
    }));

  Deno.test(`a child process in ${runtime} records into the run of RUNLOG_RUN, and leaves it open`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      const run = await startRun({ ...NAMES, session });
      const { stdout, code, stderr } = await runChild(runtime, "child", { RUNLOG_RUN: run.token });
      assertEquals([stdout, code], ["run", 0], stderr);
      const { status, metrics } = await read(session);
      assertEquals([status, metrics["guest"]?.count], ["InProgress", 1]);
      await run.close();
      assertEquals((await read(session)).status, "Completed");
    }));

  Deno.test(`a guest in ${runtime} that fails says so once, and the run does not fail`, () =>
    inFolder(async (folder) => {
      await using session = await localSession({ path: folder });
      const run = await startRun({ ...NAMES, session });
      const failing = await runChild(runtime, "failing-child", { RUNLOG_RUN: run.token });
      assertEquals(failing.code, 0, failing.stderr);
      assertEquals(
        failing.stderr.match(
          /a guest of run "shared-run" failed; the run continues: guest trouble/g,
        )?.length,
        1,
      );
      const dying = await runChild(runtime, "dying-child", { RUNLOG_RUN: run.token });
      assertNotEquals(dying.code, 0);
      assertMatch(
        dying.stderr,
        /a guest of run "shared-run" failed; the run continues: .*out of range/,
      );
      assertEquals((await read(session)).status, "InProgress");
      await run.close();
      assertEquals((await read(session)).status, "Completed");
    }));

  Deno.test(`a worker in ${runtime} records into the run of the token it was posted, and leaves it open`, () =>
    inFolder(async (folder) => {
      const child = await startScript(runtime, CHILD, [folder, "worker"]);
      const { code, stdout, stderr } = await child.output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      assertEquals(JSON.parse(new TextDecoder().decode(stdout)), ["InProgress", true]);
      await using session = await localSession({ path: folder });
      const { status, metrics } = await read(session);
      assertEquals([status, metrics["worker"]?.count], ["Completed", 1]);
    }));
}

Deno.test("handles that close at once never both leave the run open, and the last one ends it", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    for (let round = 0; round < 20; round++) {
      const runs = await Promise.all(
        Array.from({ length: 4 }, () => startRun({ ...NAMES, session })),
      );
      assertEquals((await read(session)).status, "InProgress");
      await Promise.all(runs.map((run) => run.close()));
      const { status, endTime } = await read(session);
      assertEquals([status, endTime !== undefined], ["Completed", true], `round ${round}`);
      assertEquals(await session.store?.heartbeats.holders("shared-run"), []);
    }
  }));

Deno.test("processes that close at once never both leave the run open, and the last one ends it", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    for (let round = 0; round < 4; round++) {
      const holders = await Promise.all(RUNTIMES.map((runtime) => startHolder(runtime, folder)));
      assertEquals((await read(session)).status, "InProgress");
      await Promise.all(holders.map((holder) => holder.close()));
      assertEquals((await read(session)).status, "Completed", `round ${round}`);
      assertEquals(await session.store?.heartbeats.holders("shared-run"), []);
    }
  }));

Deno.test("the outcome of an owner that left is that of the run, whatever its guests say", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    const owner = await startRun({ ...NAMES, session });
    const guest = await startRun({ ...NAMES, session });
    owner.fail(new Error("owner trouble"));
    await owner.close();
    assertEquals((await read(session)).status, "InProgress");
    await guest.close();
    const { status, statusMessage } = await read(session);
    assertEquals([status, statusMessage], ["Failed", "owner trouble"]);
  }));

Deno.test("a run whose owner closed and whose guest died is ended as the owner said", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    const owner = await startRun({ ...NAMES, session });
    await using guest = await startHolder("deno", folder, "loader");
    await owner.close();
    await guest.kill();
    await session[Symbol.asyncDispose]();
    age(folder, 180);
    await using later = await localSession({ path: folder });
    assertEquals((await closeStaleRuns({ session: later })).length, 1);
    assertEquals((await read(later)).status, "Completed");
  }));

Deno.test("a run that could not be opened is held by nobody", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: folder });
    await (await startRun({ ...NAMES, session })).close();
    const aborted = startRun({ ...NAMES, session, runGroupName: "other", signal: abortedSoon() });
    await aborted.then((run) => run.close(), () => {});
    assertEquals(await session.store?.heartbeats.holders("shared-run"), []);
  }));

function abortedSoon(): AbortSignal {
  const controller = new AbortController();
  queueMicrotask(() => controller.abort());
  return controller.signal;
}

Deno.test("a token of a run in AWS opens the region with the child's own configuration, and leaves it open", async () => {
  await using service = await temporaryService();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, service.fetch);
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "secret-of-the-owner" };
  await using session = await awsSession({ region: "local", endpoint, credentials });
  const run = await startRun({ ...NAMES, session });
  const content = atob(run.token.split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/") ?? "");
  assertMatch(content, /"kind":"aws","region":"local"/);
  assert(!content.includes("secret"), content);
  for (const runtime of RUNTIMES) {
    const { stdout, stderr } = await runChild(runtime, "child", {
      RUNLOG_RUN: run.token,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
    assertEquals(stdout, "run", stderr);
    assertEquals((await read(session)).status, "InProgress", runtime);
  }
  await run.close();
  const { status, metrics } = await read(session);
  assertEquals([status, metrics["guest"]?.count], ["Completed", RUNTIMES.length]);
});

Deno.test("a child process whose RUNLOG_RUN is damaged gets an error that says so", async () => {
  const { code, stderr } = await runChild("deno", "child", { RUNLOG_RUN: "runlog1.e30.00000000" });
  assertNotEquals(code, 0);
  assertMatch(stderr, /Cannot load run: RUNLOG_RUN must be a run's unchanged token/);
});
