/** What a service has kept of a recorder's run. */
import { assertEquals } from "@std/assert";
import { nameRun } from "../../src/rules/names.ts";
import type { LocalService } from "../../src/local.ts";
import { EXPERIMENT, valueOf } from "./recorder.ts";
import { wholeSeries } from "../support/points.ts";

/** Fails unless each point that a recorder logged is there once, with its own value and time. */
export async function assertEveryPointOnce(
  service: LocalService,
  runName: string,
  points: number,
  which: string,
  firstMs?: number,
): Promise<void> {
  const { trialComponentName } = nameRun(EXPERIMENT, runName);
  const { steps, values, timestamps } = await service.metrics.read(
    wholeSeries(trialComponentName, "loss"),
  );
  const timeOf = (milliseconds = NaN): number =>
    firstMs === undefined ? NaN : milliseconds - firstMs;
  const found = Array.from(
    steps,
    (step, row) => [step, values[row], timeOf(timestamps[row])] as const,
  );
  found.sort(([a], [b]) => a - b);
  const logged = Array.from(
    { length: points },
    (_, step) => [step, valueOf(step), firstMs === undefined ? NaN : step] as const,
  );
  assertEquals(found.length, points, which);
  assertEquals(found, logged, which);
}
