import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { getMetricHistory, syncRuns } from "../../mod.ts";
import { localSession, serviceSession } from "../../src/local.ts";
import { sessionTo } from "../conformance/python_sdk/our_run.ts";
import { type Exchange, faultyProxy, pass, wireAnswer } from "../faults/faulty_proxy.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { compareStores } from "../support/compare_stores.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";

/** Processes that are killed. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 20);
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
/** Longest life of a process after the first points it was told are kept, in milliseconds. */
const LONGEST_LIFE_MS = 250;
const FAULT_CHANCE = 0.04;

Deno.test("what a killed process was told is kept arrives once, through a network that fails, and nothing differs", async () => {
  await using far = await temporaryService();
  const folder = await Deno.makeTempDir({ prefix: "runlog-crashes-" });
  const random = dice(SEED);
  let [faults, points] = [0, 0];
  // That a killed process left a log is no damage.
  const notices: unknown[] = [];
  const logger = { ...console, warn: (...notice: unknown[]) => void notices.push(notice) };
  await using proxy = await faultyProxy(far.fetch, (exchange) => {
    if (random() >= FAULT_CHANCE) return pass(exchange);
    faults++;
    return FAULTS[Math.floor(random() * FAULTS.length)]?.(exchange);
  });
  try {
    for (let trial = 0; trial < TRIALS; trial++) {
      const runtime = RUNTIMES[trial % RUNTIMES.length] ?? "deno";
      const runName = `trial-${trial}`;
      const told = await recordAndDie(runtime, [folder, proxy.url, runName], random());
      await using near = await localSession({ path: folder, logger });
      const { outcomes } = await syncRuns({ from: near, to: await sessionTo(proxy) });
      assertEquals([outcomes.failed, outcomes.conflict], [0, 0], runName);
      for (const name of ["loss", "accuracy"]) {
        const { values } = await getMetricHistory({ experimentName: "crashes", runName }, name, {
          session: await serviceSession(far),
        });
        assertGreaterOrEqual(values.length, told, `${name} of ${runName} in ${runtime}`);
        points += values.length;
      }
    }
    await using near = await localSession({ path: folder });
    await compareStores(near, await serviceSession(far), "in any order");
    assertEquals(notices, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(
    `killed while recording and sending on: ${TRIALS} trials, ${points} points, ${faults} faults of ` +
      `the network, 0 failures (seed ${SEED})`,
  );
});

/** Steps whose points the process was told are kept, before it was killed. */
async function recordAndDie(
  runtime: ScriptRuntime,
  args: readonly string[],
  luck: number,
): Promise<number> {
  const child = await startScript(runtime, "tests/sync/crash_child.ts", args);
  const said = new Response(child.stderr).text();
  let told = 0;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  for await (const line of linesOf(child)) {
    told = Number(line);
    deadline ??= setTimeout(() => child.kill("SIGKILL"), luck * LONGEST_LIFE_MS);
  }
  const { signal } = await child.status;
  assertEquals(signal, "SIGKILL", await said);
  return told;
}

type Behavior = (exchange: Exchange) => void | Promise<void>;

const FAULTS: readonly Behavior[] = [
  ({ socket }) =>
    void socket.write(wireAnswer(500, '{"__type":"InternalFailure"}', {
      "content-type": "application/x-amz-json-1.1",
    })),
  ({ socket }) => void socket.resetAndDestroy(),
  async ({ socket, take }) => {
    const answer = await take();
    socket.write(answer.subarray(0, answer.length - 1), () => socket.resetAndDestroy());
  },
  async ({ socket, take }) => {
    await take();
    socket.resetAndDestroy();
  },
  async ({ socket, take }) => {
    await take();
    socket.write(await take());
  },
];
