import { assert, assertEquals } from "@std/assert";
import { type Run, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { serveViewer } from "../../src/viewer.ts";
import type { SeriesFacts } from "../../src/viewer/wire.ts";
import { bearerOf } from "../support/reach.ts";

const NAMES = "experiment=demo&run=first";
const POINTS = 60_000;

async function logMetrics(run: Run): Promise<void> {
  for (let step = 0; step < POINTS; step++) {
    run.logMetric("loss", step === 54_321 ? NaN : Math.sin(step / 1e4), { step });
    run.logMetric("memory", step % 31);
    if (step % 10_000 === 0) await run.ready;
  }
  run.logMetric("mixed", 1, { step: 3 });
  run.logMetric("mixed", 2);
}

Deno.test("serveViewer has long curves thinned by the store, and short ones as they were logged", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-series-" });
  await using session = await localSession({ path: folder });
  await withRun({ experimentName: "demo", runName: "first", session }, logMetrics);
  const asked: string[] = [];
  const { metrics } = session;
  assert(metrics?.readThinned && metrics.read);
  const watched = {
    ...metrics,
    readThinned: metrics.readThinned.bind(metrics),
    read(...query: Parameters<NonNullable<typeof metrics.read>>) {
      asked.push(query[0].metricName);
      return metrics.read?.(...query) ?? Promise.reject();
    },
  };
  await using viewer = await serveViewer({ session: { ...session, metrics: watched } });
  const read = async (query: string): Promise<readonly SeriesFacts[]> =>
    await (await fetch(new URL(`/api/histories?${NAMES}${query}`, viewer.url), {
      headers: bearerOf(viewer),
    })).json();
  const [loss, memory, mixed, absent] = await read(
    "&metric=loss&metric=memory&metric=mixed&metric=absent",
  );
  // The page counts points without a step, so it needs them.
  assertEquals(asked, ["mixed"]);
  assertEquals([loss?.axis, memory?.axis, mixed?.axis], ["step", "time", "step"]);
  assertEquals([loss?.originalCount, loss?.nonFiniteCount], [POINTS, 1]);
  assert(loss && loss.x.length <= 50_000);
  assertEquals(loss.x[loss.y.indexOf("NaN")], 54_321);
  assertEquals([mixed?.x, mixed?.y], [[3, null], [1, 2]]);
  assertEquals([absent?.originalCount, absent?.x], [0, []]);
  const [byTime] = await read("&metric=loss&axis=time");
  assertEquals(byTime?.axis, "time");
  await Deno.remove(folder, { recursive: true });
});
