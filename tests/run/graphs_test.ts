import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  ArgumentError,
  listGraphs,
  readGraph,
  type Run,
  type Session,
  withRun,
} from "../../mod.ts";
import { averagePrecision } from "../../src/curves/precision_recall.ts";
import { auc } from "../../src/curves/auc.ts";
import { rocCurve } from "../../src/curves/roc.ts";
import { precisionRecallCurve } from "../../src/curves/precision_recall.ts";
import { serviceSession } from "../../src/local.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";

/** Labels and scores at random, all scores different. */
function samplesOf(count: number, random: () => number) {
  const scores = Float64Array.from({ length: count }, (_, index) => index + random() / 2);
  const labels = Array.from(scores, (score) => Number(random() < 0.2 + 0.6 * score / count));
  labels[0] = 0;
  labels[count - 1] = 1;
  return { labels, scores };
}

async function logged(session: Session, log: (run: Run) => Promise<unknown>) {
  const names = { experimentName: "demo", session, captureEnvironment: false };
  const run = await withRun(names, async (run) => {
    await log(run);
    return { experimentName: run.experimentName, runName: run.runName };
  });
  const [graph] = await Array.fromAsync(listGraphs(run, { session }));
  return graph && await readGraph(run, graph, { session });
}

Deno.test("a logged curve has the area of all its points, however many, and is whole up to 10,000 of them", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const random = dice(SEED);
  for (const count of [150, 2_000, 9_000, 30_000]) {
    const { labels, scores } = samplesOf(count, random);
    const whole = rocCurve(labels, scores);
    const roc = await logged(session, (run) => run.logRocCurve(labels, scores));
    if (roc?.type !== "ROCCurve") throw new Error("no ROC curve");
    const { falsePositiveRate, truePositiveRate } = whole;
    // To the last digits: the area of a thinned curve differs in the fourth.
    assertAlmostEquals(roc.areaUnderCurve, auc(falsePositiveRate, truePositiveRate), 1e-12);
    assertPoints(roc, roc.falsePositiveRate.length, falsePositiveRate.length);

    const curve = precisionRecallCurve(labels, scores);
    const precision = await logged(session, (run) => run.logPrecisionRecall(labels, scores));
    if (precision?.type !== "PrecisionRecallCurve") throw new Error("no precision-recall curve");
    const average = averagePrecision(labels, scores);
    assertAlmostEquals(precision.averagePrecisionScore, average, 1e-12);
    assertPoints(precision, precision.recall.length, curve.recall.length);
  }
});

function assertPoints(
  { originalPointCount }: { readonly originalPointCount?: number },
  found: number,
  all: number,
): void {
  if (all <= 10_000) assertEquals([found, originalPointCount], [all, undefined]);
  else assertEquals([found <= 10_000, originalPointCount], [true, all]);
}

Deno.test("a curve of one class is refused, and nothing of it is logged", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const graph = await logged(session, async (run) => {
    await assertRejects(() => run.logRocCurve([1, 1], [0.1, 0.2]), ArgumentError, "both classes");
  });
  assertEquals(graph, undefined);
});
