/** Sessions over the caller's own AWS SDK client, with the SDK's retry and the SDK's request handler. */
import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
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
const PATIENCE_MS = 1_000;
/** A child that has not ended by then never would: what it waits for takes 20 seconds at most. */
const LONGEST_MS = 90_000;

/** How an endpoint turns, what is told of it, and how the client retries. */
interface Turn {
  readonly behave: (proxy: FaultyProxy) => Behavior;
  readonly told: RegExp;
  readonly retryMode?: "adaptive";
}

const THROTTLE: Behavior = ({ socket }) => {
  // The SDK then waits for five seconds at least.
  const fields = { "content-type": "application/json", "retry-after": "60" };
  socket.write(wireAnswer(400, '{"__type":"ThrottlingException"}', fields));
};

const TURNS: Readonly<Record<string, Turn>> = {
  "throttles for ever": { behave: () => THROTTLE, told: /ThrottlingException/ },
  "throttles an adaptive client for ever": {
    behave: () => THROTTLE,
    told: /ThrottlingException/,
    retryMode: "adaptive",
  },
  "is dead": {
    behave: (proxy) => () => proxy.refuse(),
    told: /ECONN|refused|hang up|closed|connect/i,
  },
  "is silent": { behave: () => () => {}, told: /got no answer/ },
  "drips": {
    behave: () => drip,
    told: /got no answer/,
  },
};

for (const [how, turn] of Object.entries(TURNS)) {
  for (const [runs, points] of [[1, 20], [1, 1_000], [100, 20]] as const) {
    Deno.test(`when an endpoint ${how}, nothing of a caller's own client outlives the closing of ${runs} runs of ${points} points`, async () => {
      const plan = { runs, points, retryMode: turn.retryMode ?? "standard" };
      const ends = await Promise.all(RUNTIMES.map((runtime) => giveUp(runtime, turn, plan)));
      console.log(`${how}, ${runs} × ${points}: ${ends.join(", ")}`);
    });
  }
}

interface Plan {
  readonly runs: number;
  readonly points: number;
  readonly retryMode: string;
}

/** Runs the child, and tells how late it gave up and how long it lived on. */
async function giveUp(runtime: ScriptRuntime, turn: Turn, plan: Plan): Promise<string> {
  using pace = watchPace();
  await using service = await temporaryService();
  await using proxy = await faultyProxy(service.fetch, (exchange, proxy) => {
    const isTurned = exchange.bringsMetrics || exchange.operation === "UpdateTrialComponent";
    return (isTurned ? turn.behave(proxy) : pass)(exchange);
  });
  const child = await startScript(runtime, "tests/faults/own_client_child.ts", [
    JSON.stringify({ ...plan, endpoint: proxy.url, patienceMs: PATIENCE_MS }),
  ]);
  const report = await reportOf(child, runtime);
  const { messages, tookMs, outlivedMs } = report;
  assertEquals(messages.length, plan.runs);
  for (const message of messages) {
    assertMatch(message, /^DeliveryError: Cannot deliver all of run/, runtime);
  }
  assert(messages.some((message) => turn.told.test(message)), `${runtime}: ${messages[0]}`);
  assertLessOrEqual(tookMs, PATIENCE_MS + pace.limitOf(1_000), `${runtime} closed late`);
  assertLessOrEqual(outlivedMs, pace.limitOf(1_000), `${runtime} outlived its closing`);
  return `${runtime} ${(tookMs - PATIENCE_MS).toFixed(0)} + ${outlivedMs} ms late`;
}

/** What the child printed as it ended. A child that does not end is killed and fails. */
async function reportOf(child: Deno.ChildProcess, runtime: ScriptRuntime): Promise<{
  readonly messages: readonly string[];
  readonly tookMs: number;
  readonly outlivedMs: number;
}> {
  let isKilled = false;
  const timer = setTimeout(() => {
    isKilled = true;
    child.kill("SIGKILL");
  }, LONGEST_MS);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const printed = new TextDecoder().decode(stdout);
  assert(!isKilled, `${runtime} never ended, having printed ${JSON.stringify(printed)}`);
  assertEquals(code, 0, `${runtime}: ${new TextDecoder().decode(stderr)}`);
  // Printed by the child.
  return JSON.parse(printed);
}
