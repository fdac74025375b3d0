import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ArgumentError, deleteRun, listRuns, openArtifact, withRun } from "../../mod.ts";
import {
  csvLog,
  type ForeignRun,
  importRuns,
  type ImportRunsOptions,
  jsonLines,
  type RunSource,
  tensorboard,
} from "../../src/import.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { file, inStore, SAMPLES, stored, storedPoints } from "./importing.ts";

/** A source of runs that need no files. */
function sourceOf(...runs: readonly Partial<ForeignRun>[]): RunSource {
  return {
    kind: "csv",
    async *read() {
      for (const [index, run] of runs.entries()) {
        await Promise.resolve();
        yield { run: { ...EMPTY, identity: `run ${index}`, name: `run-${index}`, ...run } };
      }
    },
  };
}

const EMPTY: ForeignRun = {
  kind: "csv",
  identity: "",
  experiment: "demo",
  name: "",
  status: "Completed",
  startTime: 1_700_000_000_000,
  endTime: 1_700_000_001_000,
  parameters: new Map(),
  tags: new Map(),
  series: new Map(),
  files: [],
  rest: {},
  problems: [],
};

function points(...values: readonly number[]): ForeignRun["series"] {
  return new Map([["loss", {
    values: Float64Array.from(values),
    steps: Float64Array.from(values.keys()),
    timestamps: new Float64Array(values.length).fill(1_700_000_000_000),
  }]]);
}

const RUN = { experimentName: "demo", runName: "run-0" };

Deno.test("a second import adds what is new, and doubles nothing", () =>
  inStore(async (session) => {
    const importing = (...values: readonly number[]) =>
      importRuns({ from: sourceOf({ series: points(...values) }), to: session });
    const first = await importing(1, 2);
    assertEquals([first.outcomes.created, first.points], [1, 2]);
    const second = await importing(1, 2);
    assertEquals([second.outcomes.unchanged, second.points, second.files], [1, 0, 0]);
    const third = await importing(1, 2, 3);
    assertEquals([third.outcomes.updated, third.points], [1, 1]);
    assertEquals(await storedPoints(session, RUN, "loss"), [[1, 0], [2, 1], [3, 2]]);
    assertEquals((await Array.fromAsync(listRuns({ experimentName: "demo", session }))).length, 1);
  }));

Deno.test("points of a file that was cut or replaced are not mixed with those of before", () =>
  inStore(async (session) => {
    const importing = (...values: readonly number[]) =>
      importRuns({ from: sourceOf({ series: points(...values) }), to: session });
    await importing(1, 2, 3);
    for (
      const [values, reason] of [
        [[1], /has 1 points, and 3 were imported: the file was cut or replaced/],
        [[9, 8, 7, 6], /has other points than were imported: the file was replaced/],
        [[], /has no points, and 3 were imported/],
      ] as const
    ) {
      const { runs: [run], points: added } = values.length > 0
        ? await importing(...values)
        : await importRuns({ from: sourceOf({}), to: session });
      assertEquals(added, 0);
      assertMatch(run?.problems[0]?.reason ?? "", reason);
    }
    assertEquals(await storedPoints(session, RUN, "loss"), [[1, 0], [2, 1], [3, 2]]);
    assertEquals((await importing(1, 2, 3, 4)).points, 1);
  }));

Deno.test("a run has its status, times, parameters, tags, notes, commit and files", () =>
  inStore(async (session) => {
    const text = (content: string) => ({
      direction: "output" as const,
      version: content,
      read: () => Promise.resolve(new Blob([content])),
    });
    await importRuns({
      from: sourceOf({
        name: "Run 1",
        status: "Failed",
        statusMessage: "out of\nmemory",
        parameters: new Map<string, string | number | boolean>([
          ["lr", 0.1],
          ["on", true],
          ["text", "two\nlines"],
          ["bad", NaN],
        ]),
        tags: new Map([["team", "vision"], ["aws:x", "1"], ["long", "x".repeat(300)]]),
        notes: "first\nsecond",
        commit: "abc",
        repository: "https://example.org/a.git",
        files: [
          { path: "a.txt", ...text("one") },
          { path: "media/b.txt", ...text("two") },
          { path: "media/c/d.txt", ...text("three") },
          { path: "data.csv", ...text("in"), direction: "input" },
        ],
        artifacts: [{ name: "set", direction: "input", uri: "s3://bucket/set" }],
        rest: { more: 1 },
      }),
      to: session,
    });
    const [run] = await Array.fromAsync(listRuns({ experimentName: "demo", session }));
    assert(run);
    assertMatch(run.runName, /^run-1-[0-9a-f]{4}$/);
    assertEquals([run.displayName, run.status, run.statusMessage], [
      "Run-1",
      "Failed",
      "out of memory",
    ]);
    assertEquals(run.startTime?.getTime(), 1_700_000_000_000);
    assertEquals(run.endTime?.getTime(), 1_700_000_001_000);
    assertEquals(run.parameters, { lr: 0.1, on: "true", text: "two\nlines", bad: "NaN" });
    assertEquals(run.notes, "first\nsecond");
    assertEquals([run.commit, run.repository], ["abc", "https://example.org/a.git"]);
    assertEquals([run.tags["team"], run.tags["runlog:imported-from"]], ["vision", "csv"]);
    assertEquals(Object.keys(run.outputArtifacts).toSorted(), [
      "a.txt",
      "imported/csv.json",
      "media/b.txt",
      "media/c/d.txt",
    ]);
    assertEquals(Object.keys(run.inputArtifacts).toSorted(), ["data.csv", "set"]);
    assertEquals(run.inputArtifacts["set"]?.value, "s3://bucket/set");
    const opened = await openArtifact(run, "a.txt", { session });
    assertEquals(await opened.text(), "one");
  }));

Deno.test("what a run cannot hold is whole in its files, and named", () =>
  inStore(async (session) => {
    const { runs: [run] } = await importRuns({
      from: sourceOf({
        parameters: new Map<string, string | number>([
          ["long", "x".repeat(6_000)],
          ...Array.from({ length: 400 }, (_, index) => [`p${index}`, index] as const),
        ]),
        tags: new Map([["long", "x".repeat(300)]]),
        notes: "n".repeat(3_000),
        files: Array.from({ length: 100 }, (_, index) => ({
          path: `${index}.txt`,
          direction: "output",
          version: "1",
          read: () => Promise.resolve(new Blob([String(index)])),
        })),
      }),
      to: session,
    });
    const kinds = run?.problems.map(({ kind }) => kind) ?? [];
    assertEquals(kinds.filter((kind) => kind === "parameter").length, 102);
    assertEquals(new Set(kinds), new Set(["parameter", "tag", "metadata"]));
    const found = await stored(session, "demo", "run-0");
    assert(found.parameters["long"] === "x".repeat(6_000));
    assertEquals(found.parameters["p399"], 399);
    const names = Object.keys(found.outputArtifacts);
    assert(names.length <= 60 && names.includes("files") && names.includes("imported"));
  }));

Deno.test("a run that cannot be read, or written, does not end the others", () =>
  inStore(async (session) => {
    const bad: RunSource = {
      kind: "csv",
      // deno-lint-ignore require-yield -- it fails before.
      async *read() {
        await Promise.resolve();
        throw new Error("no such format\nat line 3");
      },
    };
    const good = sourceOf(
      { series: points(1) },
      {
        series: points(2),
        files: [{
          path: "a.txt",
          direction: "output",
          version: "1",
          read: () => Promise.reject(new Error("cannot be read")),
        }],
      },
      { parameters: new Map([["a", "\ud800"]]) },
    );
    const { runs, unread } = await importRuns({ from: [bad, good], to: session });
    assertEquals(unread, [{ path: "csv", reason: "no such format" }]);
    assertEquals(runs.map(({ outcome }) => outcome), ["created", "created", "created"]);
    const problems = runs.flatMap((run) => run.problems);
    assertEquals(problems.map(({ kind, name }) => [kind, name]), [["file", "a.txt"]]);
    assertEquals(await storedPoints(session, { ...RUN, runName: "run-1" }, "loss"), [[2, 0]]);
  }));

Deno.test("runs of different sources never share a run, whatever their names become", () =>
  inStore(async (session) => {
    await withRun({ experimentName: "demo", runName: "model", session }, (run) => {
      run.logMetric("mine", 1);
    });
    const { runs } = await importRuns({
      from: sourceOf({ name: "Model" }, { name: "model" }, { name: "MODEL" }),
      to: session,
    });
    const names = runs.map(({ runName }) => runName);
    assertEquals(new Set(names).size, 3);
    assert(!names.includes("model"));
    const own = await stored(session, "demo", "model");
    assertEquals([own.tags["runlog:imported-from"], own.metrics["mine"]?.count], [undefined, 1]);
    const again = await importRuns({
      from: sourceOf({ name: "Model" }, { name: "model" }, { name: "MODEL" }),
      to: session,
    });
    assertEquals(again.runs.map(({ runName }) => runName).toSorted(), names.toSorted());
    assertEquals(again.outcomes.unchanged, 3);
  }));

Deno.test("a run that was deleted at the destination is imported anew", () =>
  inStore(async (session) => {
    const from = sourceOf({ series: points(1, 2) });
    await importRuns({ from, to: session });
    await deleteRun(RUN, { session });
    assertEquals((await importRuns({ from, to: session })).outcomes.created, 1);
    assertEquals(await storedPoints(session, RUN, "loss"), [[1, 0], [2, 1]]);
  }));

Deno.test("a dry run says what would come, and writes nothing", () =>
  inStore(async (session) => {
    const from = tensorboard(`${SAMPLES}tensorboard/old_style`);
    const plan = await importRuns({ from, to: session, dryRun: true, experimentName: "plan" });
    assertEquals(plan.outcomes.created, 4);
    const experiments = await session.sagemaker.call("ListExperiments", {});
    assertEquals(experiments.ExperimentSummaries, []);
    const done = await importRuns({ from, to: session, experimentName: "plan" });
    assertEquals([plan.points, plan.files], [done.points, done.files]);
  }));

Deno.test("an import that is interrupted goes on where it was", () =>
  inFolder((folder) =>
    inStore(async (session) => {
      const rows = Array.from({ length: 30_000 }, (_, step) => `${step},${1 / (step + 1)}`);
      await Deno.writeTextFile(`${folder}/log.csv`, `step,loss\n${rows.join("\n")}\n`);
      const stop = new AbortController();
      const options: ImportRunsOptions = {
        from: csvLog(folder),
        to: session,
        experimentName: "demo",
      };
      await assertRejects(
        () =>
          importRuns({
            ...options,
            signal: stop.signal,
            onProgress: ({ points }) => points > 0 && stop.abort(new Error("stop")),
          }),
        Error,
        "stop",
      );
      const { points: rest } = await importRuns(options);
      assert(rest < 30_000);
      const found = await storedPoints(session, { ...RUN, runName: "log" }, "loss");
      assertEquals(found, rows.map((row) => row.split(",").map(Number).reverse()));
    })
  ));

Deno.test("files from a browser are imported as they are dropped", () =>
  inStore(async (session) => {
    const files = [file("a.jsonl", '{"step":0,"x":1}\n'), file("b.csv", "step,x\n0,2\n")];
    const { runs } = await importRuns({ from: files, to: session, experimentName: "dropped" });
    assertEquals(runs.map(({ runName }) => runName).toSorted(), ["a", "b"]);
    const { outcomes } = await importRuns({
      from: [jsonLines(files), csvLog(files)],
      to: session,
      experimentName: "dropped",
    });
    assertEquals(outcomes.unchanged, 2);
  }));

Deno.test("what is no source and no file is refused by name", () =>
  inStore(async (to) => {
    for (const from of ["/no/such/folder", 5, null, undefined, {}, [], [1]]) {
      const options = { from, to } as unknown as ImportRunsOptions;
      const error = await assertRejects(() => importRuns(options), ArgumentError);
      assertEquals(error.argument, "from");
    }
  }));
