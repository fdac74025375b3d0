// Records many runs at once into a store: {folder} {process} {runs} {points}. Prints how long the
// longest flush took, in milliseconds.
import { startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

const [path = "", name = "", ...numbers] = process.argv.slice(-4);
const [runs = NaN, points = NaN] = numbers.map(Number);
const session = await localSession({ path });
let longest = 0;
const record = async (index: number): Promise<void> => {
  const run = await startRun({
    experimentName: "crowd",
    runName: `${name}-${index}`,
    captureEnvironment: false,
    session,
  });
  for (let step = 0; step < points; step++) {
    run.logMetric("loss", step, { step });
    if (step % 100 !== 99) continue;
    const started = performance.now();
    await run.flush();
    longest = Math.max(longest, performance.now() - started);
  }
  await run.close();
};
await Promise.all(Array.from({ length: runs }, (_, index) => record(index)));
await session[Symbol.asyncDispose]();
console.log(longest);
