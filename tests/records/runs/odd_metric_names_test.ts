import { assertEquals } from "@std/assert";
import { getBestRun, type RunFilter, searchRuns, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { memoryLogger } from "../../support/loggers.ts";
import { temporaryService } from "../../support/services.ts";

Deno.test("searches find and sort runs by the name that a metric was logged under", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service, { logger: memoryLogger() });
  const long = "n".repeat(300);
  const names = ["a\nb", "c\0d.e", "half \ud83d"];
  for (const [runName, value] of [["first", 1], ["second", 2], ["third", 3]] as const) {
    await withRun({ experimentName: "demo", runName, session }, (run) => {
      for (const name of [...names, long]) run.logMetric(name, value);
      run.logMetric("a\nb", value === 2 ? -5 : NaN);
    });
  }
  const found = async (metric: string, statistic: "last" | "max") => {
    const sortBy: `metrics.${string}` = `metrics.${metric}.${statistic}`;
    const where: RunFilter = {};
    Object.assign(where, { [sortBy]: { gt: 1 } });
    const order = { sortBy, sortOrder: "descending" } as const;
    const runs = await Array.fromAsync(
      searchRuns({ experimentName: "demo", where, ...order, session }),
    );
    return runs.map(({ runName }) => runName);
  };
  for (const name of names) assertEquals(await found(name, "max"), ["third", "second"], name);
  assertEquals(await found("a\nb", "last"), ["third"]);
  const best = await getBestRun({
    experimentName: "demo",
    metric: "a\nb",
    goal: "minimize",
    session,
  });
  assertEquals(best?.runName, "second");
});
