/** Writes batches of ten points into a store, and prints a line for each that is kept. */
import type { PointBatch } from "../../../src/local/store/points.ts";
import { openStore } from "../test_service.ts";

const [folder = "", componentName = "", batches = "", writer = ""] = Deno.args;
const store = openStore(folder);
for (let index = 0; index < Number(batches); index++) {
  const batch: PointBatch = {
    componentName,
    token: `${writer}-${index}`,
    names: ["x"],
    series: new Uint32Array(10),
    values: Float64Array.from({ length: 10 }, (_, row) => index * 10 + row),
    timestamps: new Float64Array(10),
    steps: new Float64Array(10).fill(NaN),
    length: 10,
  };
  await store.write(({ points }) => points.put(batch, 1));
  Deno.stdout.writeSync(new TextEncoder().encode(`${index}\n`));
}
await store.close();
