import { assertEquals, assertLess } from "@std/assert";
import { makeBatch } from "../../src/metrics/batch.ts";
import { BatchTransmitter } from "../../src/metrics/batch_transmitter.ts";
import fc from "../support/fast_check.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsError, scriptedMetrics } from "../support/metrics_client.ts";
import { range } from "../support/numbers.ts";

/** Time that a request takes: no pause ends at the same moment as a request. */
const LATENCY_MS = 7.3;
const BATCHES = 24;

/** What the transmitter has to do, by its rules: one more at a time, half as many, one pause for all. */
class Rules {
  readonly #clock: FakeClock;
  readonly #most: number;
  #window: number;
  #inFlight = 0;
  #failuresInARow = 0;
  #pauseEnd = 0;
  #isPausing = false;
  readonly #sent = new Set<number>();
  readonly #failed = new Set<number>();
  /** Failed batches, each with the moment at which a new one began: it has to begin at that one. */
  readonly #owed = new Map<number, number>();

  constructor(clock: FakeClock, most: number) {
    this.#clock = clock;
    this.#most = most;
    this.#window = Math.min(8, most);
  }

  begin(batch: number): void {
    assertLess(this.#inFlight++, Math.floor(this.#window), "batches in flight");
    if (this.#isPausing) assertEquals(this.#clock.now, this.#pauseEnd, "the end of the pause");
    this.#isPausing = false;
    const { now } = this.#clock;
    if (!this.#sent.has(batch)) {
      for (const earlier of this.#failed) this.#owed.set(earlier, this.#owed.get(earlier) ?? now);
    }
    assertEquals(this.#owed.get(batch) ?? now, now, "a new batch went before one that failed");
    this.#sent.add(batch);
    this.#failed.delete(batch);
    this.#owed.delete(batch);
  }

  succeed(): void {
    this.#inFlight--;
    this.#window = Math.min(this.#most, this.#window + 1);
    this.#failuresInARow = 0;
  }

  fail(batch: number): void {
    this.#inFlight--;
    this.#failed.add(batch);
    this.#window = Math.max(1, this.#window / 2);
    if (this.#isPausing) return;
    this.#isPausing = true;
    const longest = Math.min(60_000, 1_000 * 2 ** this.#failuresInARow++);
    this.#pauseEnd = this.#clock.now + longest / 2;
  }
}

Deno.test("whatever requests fail, batches keep to the window, the pause and their order", async () => {
  const outcomes = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }).filter((all) =>
    all.includes(true)
  );
  const { random } = Math;
  await fc.assert(
    fc.asyncProperty(outcomes, fc.integer({ min: 1, max: 12 }), async (succeeds, concurrency) => {
      const clock = new FakeClock();
      using _ = clock.install();
      // Half of the longest pause each time.
      Math.random = () => 0.5;
      const rules = new Rules(clock, concurrency);
      const broken: unknown[] = [];
      const client = scriptedMetrics(async (request, { steps: [batch = NaN] }) => {
        try {
          rules.begin(batch);
        } catch (error) {
          broken.push(error);
        }
        await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
        if (succeeds[request % succeeds.length]) return rules.succeed();
        rules.fail(batch);
        throw awsError("ServiceUnavailable", 503);
      }, { concurrency, largestBatch: 1 });
      sendAll(client);
      await clock.pass(24 * 3_600_000);
      assertEquals(broken, []);
      assertEquals(client.taken.map(([, step]) => step).sort((a, b) => a - b), range(BATCHES));
    }),
    { numRuns: 200 },
  ).finally(() => Math.random = random);
});

function sendAll(client: ReturnType<typeof scriptedMetrics>): void {
  const waiting = range(BATCHES);
  const pump = (): void => {
    while (transmitter.isFree && waiting.length > 0) {
      const position = waiting.shift() ?? NaN;
      const columns = { values: Float64Array.of(1), timestamps: Float64Array.of(1) };
      const points = { series: Uint32Array.of(0), ...columns, steps: Float64Array.of(position) };
      transmitter.send(makeBatch(points, position), ["loss"]);
    }
  };
  const transmitter: BatchTransmitter = new BatchTransmitter({
    client,
    trialComponentName: "demo-run",
    logger: memoryLogger(),
    onAttempt: () => {},
    isAwaited: () => true,
    onFree: pump,
  });
  pump();
}
