import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { awsSession, startRun } from "../../mod.ts";
import { Patience } from "../../src/session/patience.ts";
import { answer, faultServer } from "../support/fault_server.ts";
import { memoryLogger } from "../support/loggers.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

Deno.test("a long wait is told once for all who wait, and again after a while", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 100, againMs: 300 });
  const waits = Array.from({ length: 50 }, () => patience.watch("Search", () => sleep(900)));
  await sleep(50);
  assertEquals(logger.lines, []);
  await Promise.all(waits);
  // At 100, 400 and 700 ms; a busy machine may come to the next one.
  assertMatch(`${logger.lines.length}`, /^[2-4]$/);
  assertMatch(
    logger.lines[0] ?? "",
    /^runlog: waiting for there: Search has had no answer for 0 s$/,
  );
});

Deno.test("short waits are not told, however many they are", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 2_000, againMs: 300 });
  for (let turn = 0; turn < 20; turn++) await patience.watch("Search", () => sleep(1));
  assertEquals(logger.lines, []);
});

Deno.test("failures that follow one another make a long wait, which is told with its reason", async () => {
  const logger = memoryLogger();
  const patience = new Patience({ logger, place: "there" }, { firstMs: 100, againMs: 60_000 });
  const fail = (): Promise<never> => Promise.reject(new Error("connection refused"));
  for (let turn = 0; turn < 4; turn++) {
    await patience.watch("Search", fail).catch(() => {});
    await sleep(60);
  }
  assertEquals(logger.lines.length, 1);
  assertMatch(logger.lines[0] ?? "", /Search has been failing for 0 s: connection refused$/);
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
  Deno.test(`an endpoint that ${what} is told after five seconds, by name`, async () => {
    await using server = await faultServer(fault);
    const logger = memoryLogger();
    await using session = await awsSession({
      region: "us-east-1",
      endpoint: server.url,
      credentials: CREDENTIALS,
      logger,
    });
    const signal = AbortSignal.timeout(9_000);
    await assertRejects(async () => {
      // A person tries again where a program gave up.
      for (;;) {
        await startRun({ experimentName: "demo", session, signal }).catch((error) => {
          if (signal.aborted) throw error;
        });
      }
    });
    const told = logger.lines.filter((line) => line.startsWith("runlog: waiting for"));
    assertEquals(told.length, 1);
    assertMatch(
      told[0] ?? "",
      new RegExp(`^runlog: waiting for http://127\\.0\\.0\\.1:\\d+: \\w+ ${state} for \\d s`),
    );
  });
}
