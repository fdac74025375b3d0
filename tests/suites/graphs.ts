import { GetObjectCommand } from "@aws-sdk/client-s3";
import { DescribeArtifactCommand, ListAssociationsCommand } from "@aws-sdk/client-sagemaker";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  ArgumentError,
  isRunlogError,
  type LoggedGraph,
  RunClosedError,
  type Session,
  startRun,
  withRun,
} from "../../mod.ts";
import { CurveArgumentError } from "../../src/curves.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

const LABELS = [0, 0, 1, 1];
const SCORES = [0.1, 0.4, 0.35, 0.8];

/** Graphs and their lineage, in any runtime over any session. */
export function graphsSuite({ test, session: open }: SuiteContext): void {
  const log = async (
    session: Session,
    act: (run: Awaited<ReturnType<typeof startRun>>) => Promise<LoggedGraph>,
  ): Promise<LoggedGraph & { readonly graph: Record<string, unknown>; readonly arn: string }> => {
    const experimentName = uniqueName();
    const { logged, arn } = await withRun({ experimentName, session }, async (run) => ({
      logged: await act(run),
      arn: run.arn,
    }));
    return { ...logged, arn, graph: JSON.parse(await readText(session, logged.uri)) };
  };

  test("logPrecisionRecall() stores what scikit-learn computes, in Studio's form", async () => {
    const { graph } = await log(
      await open(),
      (run) =>
        run.logPrecisionRecall(LABELS, SCORES, { positiveLabel: 0, noSkill: 0.1, title: "PR" }),
    );
    const { precision, recall, averagePrecisionScore, ...rest } = graph;
    assertEquals(rest, { type: "PrecisionRecallCurve", version: 0, title: "PR", noSkill: 0.1 });
    assertEquals(recall, [1, 0.5, 0.5, 0, 0]);
    const [first, second] = precision as number[];
    assertEquals(first, 0.5);
    assertAlmostEquals(second ?? NaN, 1 / 3, 1e-12);
    assertAlmostEquals(Number(averagePrecisionScore), 0.5, 1e-12);
  });

  test("logRocCurve() stores curve and area, its positive label given or told by the data", async () => {
    const session = await open();
    const { graph } = await log(session, (run) => run.logRocCurve(LABELS, SCORES));
    assertEquals(graph, {
      type: "ROCCurve",
      version: 0,
      title: null,
      falsePositiveRate: [0, 0, 0.5, 0.5, 1],
      truePositiveRate: [0, 0.5, 0.5, 1, 1],
      areaUnderCurve: 0.75,
    });
    const words = LABELS.map((label) => (label === 1 ? "yes" : "no"));
    const named = await log(
      session,
      (run) => run.logRocCurve(words, SCORES, { positiveLabel: "yes" }),
    );
    assertEquals(named.graph, graph);
  });

  test("logConfusionMatrix() stores counts by true and predicted class, with the classes", async () => {
    const { graph } = await log(
      await open(),
      (run) => run.logConfusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], { title: "CM" }),
    );
    assertEquals(graph, {
      type: "ConfusionMatrix",
      version: 0,
      title: "CM",
      confusionMatrix: [[2, 0, 0], [0, 0, 1], [1, 0, 2]],
      labels: ["0", "1", "2"],
    });
  });

  test("a graph is linked with its run, as output or input, once", async () => {
    const session = await open();
    const client = await session.sagemaker.client();
    const output = await log(session, (run) => run.logRocCurve(LABELS, SCORES, { title: "ROC" }));
    const input = await log(session, async (run) => {
      const options = { title: "ROC", isOutput: false };
      await run.logRocCurve(LABELS, SCORES, options);
      return await run.logRocCurve(LABELS, SCORES, options);
    });
    const [produced, contributed] = await Promise.all([
      client.send(new ListAssociationsCommand({ SourceArn: output.arn }) as never),
      client.send(new ListAssociationsCommand({ DestinationArn: input.arn }) as never),
    ]) as { AssociationSummaries: Record<string, unknown>[] }[];
    const links = [produced, contributed].map((answer) =>
      answer?.AssociationSummaries.map(({ SourceArn, DestinationArn, AssociationType }) => [
        AssociationType,
        SourceArn,
        DestinationArn,
      ])
    );
    assertEquals(links, [
      [["Produced", output.arn, output.artifactArn]],
      [["ContributedTo", input.artifactArn, input.arn]],
    ]);
    const artifact = await client.send(
      new DescribeArtifactCommand({ ArtifactArn: output.artifactArn }) as never,
    ) as { ArtifactName: string; ArtifactType: string; Source: { SourceUri: string } };
    assertMatch(artifact.ArtifactName, /^ROC-[0-9a-f]{8}$/);
    assertEquals([artifact.ArtifactType, artifact.Source.SourceUri], ["ROCCurve", output.uri]);
  });

  test("any title works and keeps its words; none makes a name of its own", async () => {
    const session = await open();
    const title = "ROC curve, fold 1 — «überblick»";
    const { graph, uri } = await log(session, (run) => run.logRocCurve(LABELS, SCORES, { title }));
    assertEquals(graph["title"], title);
    assertMatch(uri, /\/ROC-curve-fold-1-berblick-[0-9a-f]{8}\.json$/);
    const untitled = await log(session, (run) => run.logConfusionMatrix([1], [1]));
    assertMatch(untitled.uri, /\/ConfusionMatrix-\d{10}-[0-9a-f]{8}\.json$/);
  });

  test("equal titles of two runs, and unequal ones that look alike, do not collide", async () => {
    const session = await open();
    const titles = ["fold 1", "fold-1", "fold_1"];
    const uris = await Promise.all(
      [...titles, "fold 1"].map(async (title) =>
        await log(session, (run) => run.logRocCurve(LABELS, SCORES, { title }))
      ),
    );
    assertEquals(new Set(uris.map(({ artifactArn }) => artifactArn)).size, 4);
    assertEquals(new Set(uris.map(({ uri }) => uri.split("/").pop())).size, 3);
  });

  test("data that has no curve is refused before anything is sent", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    await assertRejects(() => run.logRocCurve([1, 1], [0.1, 0.2]), ArgumentError, "both classes");
    const noSkill = await assertRejects(
      () => run.logPrecisionRecall(LABELS, SCORES, { noSkill: NaN }),
      ArgumentError,
    );
    assertEquals(noSkill.argument, "noSkill");
    for (
      const act of [
        () => run.logRocCurve([0, 1], [0.1]),
        () => run.logPrecisionRecall([0, 1, 2], [0.1, 0.2, 0.3]),
        () => run.logConfusionMatrix([], []),
      ]
    ) {
      const error = await assertRejects(act);
      assert(error instanceof CurveArgumentError || error instanceof ArgumentError);
    }
    const lengths = await assertRejects(() => run.logRocCurve([0, 1], [0.1]), CurveArgumentError);
    assert(isRunlogError(lengths));
  });

  test("a curve of very many points is thinned, says so, and keeps its area", async () => {
    const count = 60_000;
    const labels = Uint8Array.from(
      { length: count },
      (_, index) => (index * 7919) % 3 === 0 ? 1 : 0,
    );
    const scores = Float64Array.from(
      { length: count },
      (_, index) => Math.abs(Math.sin(index * 12.9898) * 43758.5453) % 1,
    );
    const { graph } = await log(await open(), (run) => run.logPrecisionRecall(labels, scores));
    const points = graph["precision"] as number[];
    assert(points.length <= 10_000);
    assertEquals(graph["originalPointCount"], count + 1);
    assertEquals((graph["recall"] as number[]).length, points.length);
  });

  test("a closed run refuses graphs", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    await run.close();
    await assertRejects(() => run.logRocCurve(LABELS, SCORES), RunClosedError);
    await assertRejects(() => run.logPrecisionRecall(LABELS, SCORES), RunClosedError);
    await assertRejects(() => run.logConfusionMatrix([1], [1]), RunClosedError);
  });
}

async function readText(session: Session, uri: string): Promise<string> {
  const { hostname: Bucket, pathname } = new URL(uri);
  const client = await session.s3.client();
  const answer = await client.send(
    new GetObjectCommand({ Bucket, Key: decodeURIComponent(pathname.slice(1)) }) as never,
  ) as { Body: { transformToString(): Promise<string> } };
  return await answer.Body.transformToString();
}
