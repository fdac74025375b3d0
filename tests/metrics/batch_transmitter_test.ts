import { assert, assertEquals } from "@std/assert";
import { makeBatch, type Settlement } from "../../src/metrics/batch.ts";
import { BatchTransmitter } from "../../src/metrics/batch_transmitter.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsError, type Script, scriptedMetrics } from "../support/metrics_client.ts";

const NOW = { "retry-after": "0" };

function batchAt(first: number) {
  const columns = { values: new Float64Array(1), timestamps: new Float64Array(1) };
  return makeBatch(
    { series: new Uint32Array(1), ...columns, steps: Float64Array.of(first) },
    first,
  );
}

/** A transmitter over a scripted port, fed with batches at these positions. */
function transmit(script: Script, firsts: readonly number[], concurrency = 1) {
  const client = scriptedMetrics(script, { concurrency });
  const waiting = [...firsts];
  const settled: Settlement[] = [];
  const idle = Promise.withResolvers<void>();
  const pump = (): void => {
    while (transmitter.isFree) {
      const first = waiting.shift();
      if (first === undefined) break;
      transmitter.send(batchAt(first), ["loss"]);
    }
    if (transmitter.isIdle && waiting.length === 0) idle.resolve();
  };
  const transmitter = new BatchTransmitter({
    client,
    trialComponentName: "demo-run",
    logger: memoryLogger(),
    onAttempt: (_batch, settlement) => void settled.push(settlement),
    isAwaited: () => true,
    onFree: pump,
  });
  pump();
  return { client, transmitter, settled, idle: idle.promise };
}

Deno.test("BatchTransmitter sends a failed batch again before any fresh one", async () => {
  const { client, idle } = transmit((request) => {
    if (request === 0) throw awsError("ServiceUnavailable", 503, NOW);
  }, [0, 1, 2]);
  await idle;
  assertEquals(client.requests.map(({ steps }) => steps[0]), [0, 0, 1, 2]);
});

Deno.test("BatchTransmitter tells the earliest position on its way, and the error while attempts fail", async () => {
  const error = awsError("InternalFailure", 500, { "retry-after": "60" });
  const { transmitter, settled } = transmit(
    (request) => {
      if (request === 0) throw error;
      return new Promise(() => {});
    },
    [7, 8, 9],
    2,
  );
  while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert(transmitter.lastError === error);
  assertEquals([transmitter.earliest, transmitter.isFree, transmitter.isIdle], [7, false, false]);
  assertEquals(transmitter.abandon(new Error("closed")).map(({ first }) => first), [7, 8]);
  assertEquals([transmitter.earliest, transmitter.isIdle], [Infinity, true]);
});

Deno.test("BatchTransmitter reports nothing that arrives after it was abandoned", async () => {
  const held = Promise.withResolvers<void>();
  const { transmitter, settled } = transmit(() => held.promise, [0]);
  transmitter.abandon(new Error("closed"));
  held.resolve();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(settled, []);
});
