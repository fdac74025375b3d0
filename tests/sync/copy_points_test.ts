import { assertEquals, assertRejects } from "@std/assert";
import type { MetricBatch, MetricsClient } from "../../src/ports/metrics_client.ts";
import { copyPoints } from "../../src/sync/copy_points.ts";
import { newCursor, type RunCursor } from "../../src/sync/cursor.ts";
import type { PointSource } from "../../src/sync/point_source.ts";
import { recordOf } from "../support/run_records.ts";

const POINTS = 25;

/** A metric of some points. */
const source: PointSource = {
  names: ["loss"],
  next: (_, from, most) => {
    const count = Math.max(0, Math.min(most, POINTS - from));
    return { to: from + count, count };
  },
  mayBeNonFinite: () => false,
  read: ({ from, to }) => {
    const steps = Float64Array.from({ length: to - from }, (_, index) => from + index);
    return Promise.resolve({ values: steps, timestamps: steps, steps });
  },
};

/** Copies the points to a client, and gives what of the cursor was saved each time. */
async function copyTo(put: MetricsClient["put"], saved: RunCursor[]): Promise<void> {
  const state = newCursor(recordOf());
  const save = (): Promise<void> => {
    saved.push(structuredClone(state));
    return Promise.resolve();
  };
  const client = { largestBatch: 10, concurrency: 4, holdsEveryPoint: true, put };
  // Only these members are used.
  const receiver = { trialComponentName: "a", client: client as MetricsClient, takesAnyAge: true };
  await copyPoints(receiver, source, { state, save }, {
    movesTimestamps: false,
    runsUnderWay: () => 1,
    onSent: () => {},
    counts: new Map(),
    signal: undefined,
  });
}

Deno.test("copyPoints() notes batches before they are sent, and each as soon as it has arrived", async () => {
  const saved: RunCursor[] = [];
  const arrived: string[] = [];
  await copyTo(({ token }) => {
    const [planned] = saved;
    assertEquals(planned?.flight.some((one) => one.token === token), true);
    arrived.push(token);
    return Promise.resolve([]);
  }, saved);
  assertEquals(saved.map(({ flight }) => flight.length), [3, 2, 1, 0]);
  assertEquals(saved.at(-1)?.points, { loss: POINTS });
  assertEquals(new Set(arrived).size, 3);
});

Deno.test("copyPoints() that fails has no request under way, and leaves in the cursor what has not arrived", async () => {
  const saved: RunCursor[] = [];
  let open = 0;
  const put = async ({ values }: MetricBatch): Promise<[]> => {
    open++;
    // The first fails for good at once; the others are slower.
    await new Promise((resolve) => setTimeout(resolve, values[0] === 0 ? 0 : 50));
    open--;
    if (values[0] !== 0) return [];
    throw Object.assign(new Error("no"), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
  };
  await assertRejects(() => copyTo(put, saved), Error, "no");
  assertEquals(open, 0);
  assertEquals(saved.at(-1)?.flight.map(({ spans }) => spans), [
    [{ name: "loss", from: 0, to: 10 }],
  ]);
});
