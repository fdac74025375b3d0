/**
 * Syncing one local store to another: runs of 1,000 points in two series and a file of 1 kB, half as
 * many first, to see the growth. Prints time, requests to the far side, and the most memory.
 *
 *     deno run -A tests/bench/sync.ts [runs | --short]
 *
 * @module
 */
import { type Session, syncRuns, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { temporaryService } from "../support/services.ts";
import { mortal } from "../support/sync_sides.ts";
import { range } from "../support/numbers.ts";

const RUNS = Deno.args[0] === "--short" ? 40 : Number(Deno.args[0] ?? 1_000);
const POINTS = 1_000;

async function recordRuns(session: Session, count: number): Promise<void> {
  const waiting = range(count);
  const file = bytesOf(1_000);
  const work = async (): Promise<void> => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const runName = `r${index}`;
      await withRun({ experimentName: "bench", runName, session }, async (run) => {
        for (let step = 0; step < POINTS / 2; step++) {
          run.logMetrics({ loss: 1 / (step + 1), accuracy: step / POINTS }, { step });
        }
        await run.logFile(file, { name: "model.bin" });
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

async function measure(count: number): Promise<number> {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const watched = mortal(far);
  const [from, to] = [await serviceSession(near), await serviceSession(watched.service)];
  await recordRuns(from, count);
  const before = Deno.memoryUsage().rss;
  let most = before;
  const onProgress = (): void => void (most = Math.max(most, Deno.memoryUsage().rss));
  const [first, taken] = await timed(() => syncRuns({ from, to, onProgress }));
  if (first.points !== count * POINTS || first.files !== count) {
    throw new Error(`${first.points} points and ${first.files} files were sent`);
  }
  const requests = watched.requests();
  watched.dieAt(undefined);
  const [again, takenAgain] = await timed(() => syncRuns({ from, to }));
  if (again.outcomes.unchanged !== count) throw new Error("The second sync found changes");
  console.log(
    `${count} runs, ${first.points} points, ${first.files} files: ${(taken / 1000).toFixed(1)} s ` +
      `in ${requests} requests, ${((most - before) / 2 ** 20).toFixed(0)} MiB above the ` +
      `${(before / 2 ** 20).toFixed(0)} before; again without changes ` +
      `${(takenAgain / 1000).toFixed(2)} s in ${watched.requests()} requests`,
  );
  return taken;
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const started = performance.now();
  return [await work(), performance.now() - started];
}

const [half, whole] = [await measure(RUNS / 2), await measure(RUNS)];
console.log(`twice the runs: ${(whole / half).toFixed(2)} times the time`);
