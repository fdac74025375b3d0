import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  ArgumentError,
  ArtifactNotFoundError,
  getRun,
  type Graph,
  IntegrityError,
  listGraphs,
  openArtifact,
  readGraph,
  RunNotFoundError,
  startRun,
  withRun,
} from "../../mod.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";
import { namesOf } from "../support/names_of.ts";

/** Files logged and read back, in any runtime over any session. */
export function artifactsSuite({ runtime, test, session: open }: SuiteContext): void {
  test("text, JSON and tables are stored in open formats, and read back", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "formats" };
    await withRun({ ...names, session }, async (run) => {
      await run.logText("# Grüße\n", { name: "notes.md" });
      await run.logText("plain", { name: "notes" });
      await run.logJson({ layers: [64, 10], name: "ü" }, { name: "config.json" });
      await run.logTable([{ id: 1, label: "a,b" }, { id: 2 }], { name: "rows.csv" });
      await run.logTable({ loss: new Float64Array([0.5, 0.25]) }, { name: "columns.jsonl" });
    });
    const record = await getRun(names, { session });
    const read = async (name: string): Promise<readonly [string | undefined, string]> => {
      const file = await openArtifact(record, name, { session });
      assertEquals(file.size, new TextEncoder().encode(await file.text()).length);
      return [record.outputArtifacts[name]?.mediaType, await file.text()];
    };
    assertEquals(await read("notes.md"), ["text/markdown", "# Grüße\n"]);
    assertEquals(await read("notes"), ["text/plain", "plain"]);
    assertEquals(await read("rows.csv"), ["text/csv", 'id,label\r\n1,"a,b"\r\n2,\r\n']);
    assertEquals(await read("columns.jsonl"), [
      "application/jsonl",
      '{"loss":0.5}\n{"loss":0.25}\n',
    ]);
    const config = await openArtifact(record, "config.json", { session });
    assertEquals(await config.json(), { layers: [64, 10], name: "ü" });
    assertEquals([config.mediaType, config.direction], ["application/json", "output"]);
    // Bun adds a character set.
    assertMatch((await config.blob()).type, /^application\/json(;|$)/);
  });

  test("an image has the media type of its bytes; what is none is refused", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);
    await run.logImage(png, { name: "plot" });
    await run.logImage(new Blob(['<?xml version="1.0"?><svg/>']), { name: "drawing.bin" });
    const canvas = { convertToBlob: () => Promise.resolve(new Blob([png])) };
    await run.logImage(canvas, { name: "canvas.png" });
    for (const image of [new Blob(["no image"]), {} as Blob, new Uint8Array()]) {
      const error = await assertRejects(() => run.logImage(image, { name: "x" }), ArgumentError);
      assertEquals(error.argument, "image");
    }
    await run.close();
    const { outputArtifacts } = await getRun(namesOf(run), { session });
    assertEquals(
      Object.values(outputArtifacts).map(({ mediaType }) => mediaType).toSorted(),
      ["image/png", "image/png", "image/svg+xml"],
    );
  });

  test("pixels are PNG in every runtime, and other types where there are canvases", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    // Not opaque: a canvas would change the colors.
    const data = Uint8ClampedArray.of(255, 1, 2, 3, 40, 50, 60, 70, 0, 0, 0, 255, 9, 8, 7, 255);
    const pixels = { data, width: 2, height: 2 };
    await run.logImage(pixels, { name: "pixels.png" });
    await run.logImage(pixels, { name: "pixels.webp", encoding: { type: "image/webp" } });
    await run.logImage({ ...pixels, data: Float32Array.of(0, 0.25, 0.5, 1) }, { name: "grey.png" });
    await run.flush();
    const typeOf = async (name: string): Promise<string | undefined> =>
      (await openArtifact(run, name, { session })).mediaType;
    assertEquals(await typeOf("pixels.png"), "image/png");
    assertEquals(await typeOf("grey.png"), "image/png");
    // A platform that does not support a type encodes PNG.
    const canvasType = runtime === "chromium" ? "image/webp" : "image/png";
    assertEquals(await typeOf("pixels.webp"), canvasType);
    if (runtime !== "chromium") return;
    const read = async (name: string): Promise<readonly [number, number]> => {
      const image = await openArtifact(run, name, { session });
      const { width, height } = await createImageBitmap(await image.blob());
      return [width, height];
    };
    for (const name of ["pixels.png", "pixels.webp", "grey.png"]) {
      assertEquals(await read(name), [2, 2], name);
    }
  });

  test("openArtifact() takes names, a record and the run, and reads in the given direction", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    await run.logText("made", { name: "data.txt" });
    await run.logText("used", { name: "data.txt", isOutput: false });
    await run.logText("only used", { name: "other.txt", isOutput: false });
    await run.flush();
    const record = await getRun(namesOf(run), { session });
    for (const reference of [run, record, namesOf(run)]) {
      const read = async (
        name: string,
        direction?: "input" | "output",
      ): Promise<string> =>
        await (await openArtifact(reference, name, { session, direction })).text();
      assertEquals(await read("data.txt"), "made");
      assertEquals(await read("data.txt", "input"), "used");
      assertEquals(await read("other.txt"), "only used");
      for (const [name, direction] of [["other.txt", "output"], ["toString", undefined]] as const) {
        const error = await assertRejects(() => read(name, direction), ArtifactNotFoundError);
        assertEquals([error.trialComponentName, error.artifactName], [
          run.trialComponentName,
          name,
        ]);
      }
    }
    await run.close();
    const missing = { experimentName: uniqueName(), runName: "missing" };
    await assertRejects(() => openArtifact(missing, "x", { session }), RunNotFoundError);
  });

  test("openArtifact() refuses what is no file in S3, and says when a file is gone", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const uri = await run.logText("x", { name: "x.txt" });
    run.logArtifact("page", "https://example.com/report");
    run.logArtifact("folder", "s3://bucket/folder/");
    run.logArtifact("gone", `${uri}-not`);
    await run.close();
    for (const name of ["page", "folder"]) {
      const error = await assertRejects(() => openArtifact(run, name, { session }), ArgumentError);
      assertEquals(error.argument, "name");
    }
    await assertRejects(() => openArtifact(run, "gone", { session }), ArtifactNotFoundError);
  });

  test("what was opened is read in the state it had, or not at all", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const uri = await run.logText("first", { name: "x.txt" });
    await run.flush();
    const opened = await openArtifact(run, "x.txt", { session });
    assertEquals(await opened.text(), "first");
    await run.logText("second", { name: "x.txt", overwrite: true });
    const error = await assertRejects(() => opened.text(), IntegrityError);
    assertEquals(error.uri, uri);
    await run.close();
  });

  test("names whose keys meet are refused: inputs' folder, and graphs' documents", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    await run.logText("x", { name: "x.txt", isOutput: false });
    await run.logConfusionMatrix([1], [1], { title: "Pets" });
    await run.logJson({}, { name: "Cars.json" });
    for (
      const act of [
        () => run.logText("y", { name: "inputs/x.txt" }),
        () => run.logJson({}, { name: "Pets.json", overwrite: true }),
        () => run.logConfusionMatrix([1], [1], { title: "Cars" }),
      ]
    ) await assertRejects(act, ArgumentError);
    assertEquals((await readGraph(run, "Pets", { session })).type, "ConfusionMatrix");
  });

  test("logJson() and logTable() refuse what their formats would lose", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const value of [NaN, { loss: Infinity }, [1n], undefined, cycle]) {
      const error = await assertRejects(() => run.logJson(value, { name: "x.json" }));
      assert(error instanceof ArgumentError);
    }
    await assertRejects(() => run.logTable([{ loss: 1n }], { name: "x.jsonl" }), ArgumentError);
    await assertRejects(() => run.logTable({ a: [1], b: [1, 2] }, { name: "x" }), ArgumentError);
  });

  test("graphs are listed and read back, as they were logged", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const [labels, scores] = [[0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]];
    await run.logRocCurve(labels, scores, { title: "fold 1 — ü" });
    await run.logPrecisionRecall(labels, scores, { title: "pr", noSkill: 0.5 });
    await run.logConfusionMatrix(["a", "b"], ["a", "a"], { isOutput: false });
    await run.close();
    const found = [];
    for await (const graph of listGraphs(run, { session })) found.push(graph);
    assertEquals(
      found.map(({ type, direction }) => `${direction} ${type}`).toSorted(),
      ["input ConfusionMatrix", "output PrecisionRecallCurve", "output ROCCurve"],
    );
    const roc = await readGraph(run, "fold 1 — ü", { session });
    assertEquals(roc, {
      type: "ROCCurve",
      version: 0,
      title: "fold 1 — ü",
      falsePositiveRate: [0, 0, 0.5, 0.5, 1],
      truePositiveRate: [0, 0.5, 0.5, 1, 1],
      areaUnderCurve: 0.75,
    });
    const graphs = await Promise.all(found.map((graph) => readGraph(run, graph, { session })));
    const matrix = graphs.find((graph): graph is Extract<Graph, { type: "ConfusionMatrix" }> =>
      graph.type === "ConfusionMatrix"
    );
    assertEquals(matrix?.confusionMatrix, [[1, 0], [1, 0]]);
    assertEquals(matrix?.labels, ["a", "b"]);
    await assertRejects(() => readGraph(run, "absent", { session }), ArtifactNotFoundError);
  });
}
