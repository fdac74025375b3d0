import { assert, assertEquals } from "@std/assert";
import { getRun, listRuns, searchRuns, toCsv, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { temporaryService } from "../../support/services.ts";

const EXPERIMENT = "counted";
/** AWS keeps this name under another one. */
const ODD = "val/loss (smooth)";

Deno.test("listRuns() and searchRuns() count the points that are not finite, in one read per page", async () => {
  await using session = await serviceSession(await temporaryService());
  for (let run = 0; run < 5; run++) {
    const names = { experimentName: EXPERIMENT, runName: `r${run}`, session };
    await withRun(names, (open) => {
      for (const [step, value] of [1, NaN, 2].entries()) open.logMetric("loss", value, { step });
      for (let step = 0; step < run; step++) open.logMetric(ODD, Infinity, { step });
      open.logMetric("fine", 1);
    });
  }
  const pages: (readonly string[])[] = [];
  const { metrics } = session;
  assert(metrics?.countNonFinite);
  const countNonFinite = metrics.countNonFinite.bind(metrics);
  const watched = {
    ...session,
    metrics: {
      ...metrics,
      countNonFinite(names: readonly string[]) {
        pages.push(names);
        return countNonFinite(names);
      },
    },
  };
  const listing = { experimentName: EXPERIMENT, session: watched };
  const listed = await Array.fromAsync(listRuns(listing));
  const searched = await Array.fromAsync(searchRuns(listing));
  assertEquals(pages.map(({ length }) => length), [5, 5]);
  assertEquals(searched, listed);
  for (const run of listed) {
    const { metrics } = await getRun(run, { session });
    assertEquals(run.metrics, metrics);
    assertEquals(metrics["loss"]?.nonFinite, 1);
    assertEquals(metrics["fine"]?.nonFinite, undefined);
    assertEquals(metrics[ODD]?.nonFinite ?? 0, Number(run.runName.slice(1)));
  }
  assert((await toCsv(listed)).includes("metrics.loss.nonFinite"));
});
