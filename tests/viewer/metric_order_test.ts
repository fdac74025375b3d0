import { assertEquals } from "@std/assert";
import { orderMetrics } from "../../src/viewer/page/metric_order.ts";
import fc from "../support/fast_check.ts";

Deno.test("orderMetrics() puts held-out data first, then training, then the rest, and the machine last", () => {
  assertEquals(
    orderMetrics([
      "system/gpu0/memory",
      "train/loss",
      "lr",
      "env/temperature",
      "val/loss",
      "epoch",
      "test/accuracy",
      "grad/norm",
      "val/accuracy",
      "train/loss",
    ]),
    [
      "val/accuracy",
      "val/loss",
      "test/accuracy",
      "train/loss",
      "epoch",
      "grad/norm",
      "lr",
      "env/temperature",
      "system/gpu0/memory",
    ],
  );
  // Other ways of frameworks to write the same, and words that only begin alike.
  assertEquals(
    orderMetrics([
      "loss",
      "valued",
      "system.cpu",
      "validation:loss",
      "val_loss",
      "Val-AUC",
      "tests",
    ]),
    ["Val-AUC", "val_loss", "validation:loss", "loss", "tests", "valued", "system.cpu"],
  );
});

Deno.test("orderMetrics() gives each name once, in one order whatever the order was", () => {
  const name = fc.oneof(
    fc.string({ maxLength: 10 }),
    fc.constantFrom("val", "system", "__proto__", "env", "test", "", "/", "train/a", "eval_b"),
  );
  fc.assert(fc.property(fc.array(name, { maxLength: 20 }), (names) => {
    const ordered = orderMetrics(names);
    assertEquals(new Set(ordered), new Set(names));
    assertEquals(ordered.length, new Set(names).size);
    assertEquals(orderMetrics(names.toReversed()), ordered);
  }));
});
