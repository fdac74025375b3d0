import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { packEntry, unpackEntry } from "../../src/session/packed_batch.ts";

const NUMBER = fc.double();
const POINT = fc.tuple(fc.nat(), NUMBER, NUMBER, fc.oneof(fc.nat(), fc.constant(NaN)));

Deno.test("unpackEntry(packEntry()) is the batch, bit by bit, in characters that every storage takes", () => {
  fc.assert(fc.property(
    fc.array(POINT, { maxLength: 50 }),
    fc.array(fc.string({ unit: "binary" })),
    fc.string(),
    (points, names, token) => {
      const entry = {
        arn: "arn:aws:sagemaker:local:000000000000:experiment-trial-component/a",
        trialComponentName: "a",
        token,
        names,
        series: Uint32Array.from(points, ([series]) => series),
        values: Float64Array.from(points, ([, value]) => value),
        timestamps: Float64Array.from(points, ([, , timestamp]) => timestamp),
        steps: Float64Array.from(points, ([, , , step]) => step),
      };
      const text = packEntry(entry);
      assert(text.isWellFormed() && !text.includes("\0"));
      assertEquals(unpackEntry(text), entry);
    },
  ));
});

Deno.test("packEntry() takes 15 characters per point", () => {
  const column = new Float64Array(5_000).fill(Math.PI);
  const series = new Uint32Array(5_000);
  const facts = { arn: "", trialComponentName: "", token: "", names: ["x"] };
  const text = packEntry({ ...facts, series, values: column, timestamps: column, steps: column });
  assert(text.length < 15 * 5_000, `${text.length} characters`);
});

Deno.test("unpackEntry() of another text throws", () => {
  for (const text of ["", "text", "{}\n", "1"]) {
    assertThrows(() => unpackEntry(text));
  }
});

Deno.test("unpackEntry(packEntry()) is a batch of any number of points, whose last bits are any", () => {
  for (let count = 0; count < 40; count++) {
    for (const last of [0xffffffff, 1, 0x80000000]) {
      const numbers = Float64Array.from({ length: count }, () => -Number.MAX_VALUE);
      const entry = {
        arn: "a",
        trialComponentName: "a",
        token: "t",
        names: ["loss"],
        series: new Uint32Array(count).fill(last),
        values: numbers,
        timestamps: numbers,
        steps: numbers,
      };
      assertEquals(unpackEntry(packEntry(entry)), entry);
    }
  }
});
