import { assert, assertEquals } from "@std/assert";
import { measurements, readPenguins, species } from "../../../examples/train_penguins/data.ts";

Deno.test("readPenguins() leaves out the two of 344 penguins that were not measured", async () => {
  const samples = await readPenguins();
  assertEquals(samples.length, 342);
  assert(samples.every(({ features }) => features.length === measurements.length));
  assert(samples.every(({ features }) => features.every((value) => value > 0)));
});

Deno.test("readPenguins() labels each penguin with its species", async () => {
  const samples = await readPenguins();
  const counts = species.map((_, label) => samples.filter((s) => s.label === label).length);
  assertEquals(counts, [151, 68, 123]);
});

Deno.test("readPenguins() keeps the order of the measurements and of the file", async () => {
  const [first] = await readPenguins();
  assertEquals(first, { features: Float64Array.of(39.1, 18.7, 181, 3750), label: 0 });
});
