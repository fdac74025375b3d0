import { assertEquals } from "@std/assert";
import { makeBatch, settle, settleFailure } from "../../src/metrics/batch.ts";
import { DeliveryCounts } from "../../src/metrics/delivery_counts.ts";
import { awsError } from "../support/metrics_client.ts";

Deno.test("DeliveryCounts: logged is the sum of acknowledged, pending and refused at every moment", () => {
  const counts = new DeliveryCounts();
  const three = () => new Float64Array(3);
  const batch = makeBatch(
    { series: new Uint32Array(3), values: three(), timestamps: three(), steps: three() },
    0,
  );
  const expect = (acknowledged: number, pending: number, refused: number, retried: number): void =>
    assertEquals(counts.stats, { logged: 4, acknowledged, pending, refused, retried });
  for (let point = 0; point < 4; point++) counts.log();
  expect(0, 4, 0, 0);
  counts.settle(settleFailure(batch, awsError("NetworkError"), ["loss"]));
  expect(0, 4, 0, 1);
  counts.settle(settle(batch, [{ index: 1, verdict: "refuse", code: "X" }], ["loss"]));
  expect(2, 1, 1, 1);
  assertEquals(counts.takeFailures().map(({ count, reason }) => [count, reason]), [[1, "X"]]);
  assertEquals(counts.takeFailures(), []);
  expect(2, 1, 1, 1);
});
