import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { awsSession, startRun } from "../../mod.ts";
import { Patience } from "../../src/session/patience.ts";
import { answer, faultServer } from "../support/fault_server.ts";
import { memoryLogger } from "../support/loggers.ts";
import { watchPace } from "../support/pace.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 5_000 && !condition(); turn++) await sleep(10);
  assert(condition(), `${condition}`);
}

Deno.test("a long wait is reported once for all who wait, and again after a while", async () => {
  const told: { readonly line: string; readonly afterMs: number }[] = [];
  const answered = Promise.withResolvers<void>();
  const warn = (line: string): void => {
    told.push({ line, afterMs: performance.now() - began });
    if (told.length === 3) answered.resolve();
  };
  const times = { firstMs: 100, againMs: 300 };
  const patience = new Patience({ logger: { ...memoryLogger(), warn }, place: "there" }, times);
  using pace = watchPace();
  const began = performance.now();
  const waits = Array.from({ length: 50 }, () => patience.watch("Search", () => answered.promise));
  // The timer of the one who tells keeps no process alive.
  await until(() => told.length === 3);
  assertLess(pace.ownMs(), 2_000);
  await Promise.all(waits);
  assertEquals(told.length, 3);
  // A busy machine is late with each, but with none too early.
  for (const [index, { afterMs }] of told.entries()) {
    assertGreaterOrEqual(afterMs, 100 + index * 300);
  }
  assertMatch(
    told[0]?.line ?? "",
    /^runlog: waiting for there: Search has had no answer for \d+ s$/,
  );
});

Deno.test("short waits are not told, however many they are", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 2_000, againMs: 300 });
  for (let turn = 0; turn < 20; turn++) await patience.watch("Search", () => sleep(1));
  assertEquals(logger.lines, []);
});

Deno.test("failures that follow one another make a long wait, which is reported with its reason", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 100, againMs: 60_000 });
  const fail = (): Promise<never> => Promise.reject(new Error("connection refused"));
  for (let turn = 0; turn < 4; turn++) {
    await patience.watch("Search", fail).catch(() => {});
    await sleep(60);
  }
  assertEquals(logger.lines.length, 1);
  assertMatch(logger.lines[0] ?? "", /Search has been failing for \d+ s: connection refused$/);
});

/** An error as the AWS SDK throws it. */
function answered(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

Deno.test("answers such as that something does not exist are no failures, however many there are", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 100, againMs: 0 });
  const ask = async (error: Error): Promise<void> =>
    await patience.watch("DescribeTrial", () => Promise.reject(error)).catch(() => {});
  for (let turn = 0; turn < 40; turn++) {
    await ask(answered("ResourceNotFound", 400));
    await sleep(5);
  }
  assertEquals(logger.lines, []);
  // Refusals of a service that is too busy make a long wait, and an answer in between ends it.
  await ask(answered("ThrottlingException", 400));
  await sleep(60);
  await ask(answered("ValidationException", 400));
  await sleep(60);
  await ask(answered("ThrottlingException", 400));
  assertEquals(logger.lines, []);
  await sleep(120);
  await ask(answered("ServiceUnavailable", 503));
  assertEquals(logger.lines.length, 1);
});

const ENDPOINTS = {
  "never answers": [() => {}, "has had no answer"],
  // The rate limit that follows makes one request take as long as several failed ones.
  "throttles for ever": [
    (socket: { end(text: string): void }) =>
      socket.end(answer(400, '{"__type":"ThrottlingException"}')),
    "(has had no answer|has been failing)",
  ],
} as const;

for (const [what, [fault, state]] of Object.entries(ENDPOINTS)) {
  Deno.test(`an endpoint that ${what} is reported after five seconds, by name`, async () => {
    await using server = await faultServer(fault);
    const logger = memoryLogger();
    const told = (): readonly string[] =>
      logger.lines.filter((line) => line.startsWith("runlog: waiting for"));
    await using session = await awsSession({
      region: "us-east-1",
      endpoint: server.url,
      credentials: CREDENTIALS,
      logger,
    });
    const began = performance.now();
    const stop = new AbortController();
    const stopped = assertRejects(async () => {
      // A person tries again where a program gave up.
      for (;;) {
        await startRun({ experimentName: "demo", session, signal: stop.signal }).catch((error) => {
          if (stop.signal.aborted) throw error;
        });
      }
    });
    await until(() => told().length > 0);
    assertGreaterOrEqual(performance.now() - began, 5_000);
    // What waits or fails after that is not told again.
    await sleep(3_000);
    stop.abort();
    await stopped;
    assertEquals(told().length, 1);
    assertMatch(
      told()[0] ?? "",
      new RegExp(`^runlog: waiting for http://127\\.0\\.0\\.1:\\d+: \\w+ ${state} for \\d+ s`),
    );
  });
}
