import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  measurements,
  penguinsFile,
  readPenguins,
  species,
} from "../../../examples/train_penguins/data.ts";

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

Deno.test("penguinsFile is the very file that the example's README describes", async () => {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(penguinsFile));
  const readme = await Deno.readTextFile(
    new URL("../../../examples/train_penguins/README.md", import.meta.url),
  );
  assertStringIncludes(readme, new Uint8Array(digest).toHex());
});
