import { assertEquals } from "@std/assert";
import { MetricDelivery } from "../../src/metrics/delivery.ts";
import { DeliveryJournal } from "../../src/metrics/delivery_journal.ts";
import { LeavingPoints } from "../../src/metrics/leaving_points.ts";
import type { JournalWriter } from "../../src/ports/metric_journal.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import fc from "../support/fast_check.ts";
import { memoryLogger } from "../support/loggers.ts";
import { type Script, scriptedMetrics } from "../support/metrics_client.ts";

const COMPONENT = "demo-run";

/** A journal in memory, by token. */
function memoryJournal() {
  const rows = new Map<string, MetricBatch>();
  const listeners: (() => void)[] = [];
  const writer: JournalWriter = {
    write(put, remove) {
      for (const token of remove) rows.delete(token);
      for (const batch of put) rows.set(batch.token, batch);
      return Promise.resolve();
    },
    onLeave: (listener) => void listeners.push(listener),
    end: () => Promise.resolve(),
  };
  return { rows, writer, leave: () => listeners.forEach((listener) => listener()) };
}

function stepsOf({ names, series, steps }: MetricBatch): readonly string[] {
  return Array.from(steps, (step, row) => `${names[series[row] ?? NaN]} ${step}`);
}

/** Which points of the n-th request the receiver wants again. */
const AGAIN = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 5 });

function wantsAgain(
  again: readonly (readonly number[])[],
  seen: (batch: MetricBatch) => void,
): Script {
  return (request, batch) => {
    seen(batch);
    const wanted = [...new Set(again[request] ?? [])].filter((row) => row < batch.values.length);
    return wanted.map((index) => ({ index, verdict: "retry", code: "CONFLICT_ERROR" }) as const);
  };
}

Deno.test("each batch is in the journal, under the token of its request, until it has arrived", async () => {
  const { random } = Math;
  // No pauses: they are tested beside this.
  Math.random = () => 0;
  await fc.assert(
    fc.asyncProperty(AGAIN, fc.integer({ min: 1, max: 45 }), async (again, points) => {
      const { rows, writer } = memoryJournal();
      const client = scriptedMetrics(wantsAgain(again, (batch) => {
        const kept = rows.get(batch.token);
        assertEquals(kept && stepsOf(kept), stepsOf(batch), "what is in the journal");
      }));
      const logger = memoryLogger();
      const options = { client, trialComponentName: COMPONENT, logger };
      const journal = new DeliveryJournal({ ...options, writer, groupSize: client.largestBatch });
      const delivery = new MetricDelivery({
        ...options,
        largestBacklog: 1_000,
        lingerMs: 5,
        journal,
      });
      for (let step = 0; step < points; step++) {
        delivery.append(step % 3 === 0 ? "rate" : "loss", step, 1, step);
      }
      await delivery.flush();
      await delivery.end();
      assertEquals([client.taken.length, rows.size, logger.lines], [points, 0, []]);
    }),
    { numRuns: 30 },
  ).finally(() => Math.random = random);
});

Deno.test("a page that was left has saved each point that has not arrived, and none that has", async () => {
  const { random } = Math;
  Math.random = () => 0;
  await fc.assert(
    fc.asyncProperty(AGAIN, fc.integer({ min: 1, max: 45 }), async (again, points) => {
      const { rows, writer, leave } = memoryJournal();
      const arrived = new Set<string>();
      const logged = Array.from({ length: points }, (_, step) => `loss ${step}`);
      const script = wantsAgain(again, () => {
        const saved = [...rows.values()].flatMap(stepsOf).sort();
        const missing = logged.filter((point) => !arrived.has(point)).sort();
        assertEquals(saved, missing, "what is saved while a request is under way");
      });
      const client = scriptedMetrics((...request) => {
        const refusals = script(...request);
        const wanted = new Set((Array.isArray(refusals) ? refusals : []).map(({ index }) => index));
        const own = stepsOf(request[1]);
        own.forEach((point, row) => wanted.has(row) || arrived.add(point));
        return refusals;
      }, { concurrency: 1 });
      const journal = new LeavingPoints(writer, COMPONENT);
      const delivery = new MetricDelivery({
        client,
        trialComponentName: COMPONENT,
        largestBacklog: 1_000,
        lingerMs: 1_000,
        logger: memoryLogger(),
        journal,
      });
      // Left before the first request, so that all of it was saved.
      for (let step = 0; step < points; step++) {
        delivery.append("loss", step, 1, step);
        if (step === Math.min(points, 10) - 1) leave();
      }
      leave();
      await delivery.flush();
      assertEquals([client.taken.length, rows.size], [points, 0]);
    }),
    { numRuns: 30 },
  ).finally(() => Math.random = random);
});
