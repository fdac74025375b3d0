/** Writes batches of ten points into a store, and prints a line for each that is kept. */
import type { MetricBatch } from "../../../src/ports/metrics_client.ts";
import { openStore } from "../test_service.ts";

const [folder = "", trialComponentName = "", batches = "", writer = ""] = Deno.args;
const store = openStore(folder);
for (let index = 0; index < Number(batches); index++) {
  const batch: MetricBatch = {
    trialComponentName,
    token: `${writer}-${index}`,
    names: ["x"],
    series: new Uint32Array(10),
    values: Float64Array.from({ length: 10 }, (_, row) => index * 10 + row),
    timestamps: new Float64Array(10),
    steps: new Float64Array(10).fill(NaN),
  };
  await store.write(({ points }) => points.put(batch, 1));
  Deno.stdout.writeSync(new TextEncoder().encode(`${index}\n`));
}
await store.close();
