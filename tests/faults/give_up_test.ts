import { assertEquals, assertGreater, assertLessOrEqual, assertMatch } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { watchPace } from "../support/pace.ts";
import { temporaryService } from "../support/services.ts";
import {
  type Behavior,
  drip,
  type FaultyProxy,
  faultyProxy,
  pass,
  wireAnswer,
} from "./faulty_proxy.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
/** Batches that are taken before the endpoint turns. */
const TAKEN = 300;
const PATIENCE_MS = 3_000;

/** How an endpoint turns, also for what is no metric. */
const TURNS: Readonly<Record<string, (proxy: FaultyProxy) => Behavior>> = {
  "throttles for ever": () => ({ socket }) => {
    const type = { "content-type": "application/json" };
    socket.write(wireAnswer(400, '{"__type":"ThrottlingException"}', type));
  },
  "is dead": (proxy) => () => proxy.refuse(),
  "is silent": () => () => {},
  "drips": () => drip,
};

for (const [how, turn] of Object.entries(TURNS)) {
  for (const runs of [1, 100]) {
    Deno.test(`when an endpoint ${how}, the process of ${runs} runs ends once their closing has given up`, async () => {
      const ends = await Promise.all(RUNTIMES.map((runtime) => giveUp(runtime, turn, runs)));
      console.log(`${how}, ${runs} runs: ${ends.join(", ")}`);
    });
  }
}

/** Runs the child, and gives how long it lived on. */
async function giveUp(
  runtime: ScriptRuntime,
  turn: (proxy: FaultyProxy) => Behavior,
  runs: number,
): Promise<string> {
  await using service = await temporaryService();
  using pace = watchPace();
  let hasTurned = false;
  await using proxy = await faultyProxy(service.fetch, (exchange, proxy) => {
    hasTurned ||= proxy.requests() > TAKEN;
    return (hasTurned ? turn(proxy) : pass)(exchange);
  });
  const points = Math.ceil(2 * TAKEN * 10 / runs);
  const plan = JSON.stringify({ endpoint: proxy.url, runs, points });
  const child = await startScript(runtime, "tests/faults/give_up_child.ts", [plan]);
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  // Printed by the child.
  const report = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly messages: readonly string[];
    readonly acknowledged: number;
    readonly tookMs: number;
    readonly outlivedMs: number;
  };
  // Of many runs, some have delivered all before the endpoint turned.
  const told = report.messages.filter((message) => message !== "delivered");
  for (const message of told) assertMatch(message, /^DeliveryError: Cannot deliver all of run/);
  assertGreater(told.length, runs / 4);
  assertLessOrEqual(report.acknowledged, TAKEN * 10 + 640, runtime);
  const tookMs = report.tookMs - PATIENCE_MS;
  const { outlivedMs } = report;
  assertLessOrEqual(tookMs, pace.limitOf(1_000), `${runtime} closed late`);
  assertLessOrEqual(outlivedMs, pace.limitOf(1_000), `${runtime} outlived its closing`);
  return `${runtime} ${tookMs.toFixed(0)} + ${outlivedMs} ms late`;
}

for (const [how, turn] of Object.entries(TURNS)) {
  Deno.test(`when an endpoint ${how}, the process of a sync ends once the sync has given up`, async () => {
    const ends = await Promise.all(RUNTIMES.map(async (runtime) => {
      await using service = await temporaryService();
      using pace = watchPace();
      const folder = await Deno.makeTempDir({ prefix: "runlog-give-up-" });
      let requests = 0;
      await using proxy = await faultyProxy(
        service.fetch,
        (exchange, proxy) => (requests++ > 20 ? turn(proxy) : pass)(exchange),
      );
      const plan = JSON.stringify({ endpoint: proxy.url, folder });
      const child = await startScript(runtime, "tests/faults/sync_give_up_child.ts", [plan]);
      const { code, stdout, stderr } = await child.output();
      await Deno.remove(folder, { recursive: true });
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const { messages, tookMs, outlivedMs } = JSON.parse(new TextDecoder().decode(stdout));
      const which = `${runtime}: ${messages}, ${tookMs} ms, then ${outlivedMs} ms`;
      assertLessOrEqual(tookMs, PATIENCE_MS + pace.limitOf(1_000), which);
      assertLessOrEqual(outlivedMs, pace.limitOf(1_000), which);
      return which;
    }));
    console.log(ends.join("; "));
  });
}
