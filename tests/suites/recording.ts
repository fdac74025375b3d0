import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  ArgumentError,
  currentRun,
  ExperimentNotFoundError,
  getRun,
  isRunlogError,
  listRuns,
  openArtifact,
  type Run,
  RunClosedError,
  RunGroupError,
  RunNotFoundError,
  type RunRecord,
  type Session,
  startRun,
  withRun,
} from "../../mod.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";
import { namesOf } from "../support/names_of.ts";

/** How runs are recorded and read back, in any runtime over any session. */
export function recordingSuite({ test, session: open, runtime }: SuiteContext): void {
  const recorded = async (session: Session, run: Run): Promise<RunRecord> =>
    await getRun({ experimentName: run.experimentName, runName: run.runName }, { session });

  test("startRun() with await using ends Completed, with start and end time", async () => {
    const session = await open();
    const before = Date.now();
    let run: Run;
    {
      await using scoped = await startRun({ experimentName: uniqueName(), session });
      run = scoped;
      assertEquals((await recorded(session, run)).status, "InProgress");
    }
    const { status, startTime, endTime, statusMessage } = await recorded(session, run);
    assertEquals([status, statusMessage], ["Completed", undefined]);
    assert(startTime && endTime && startTime <= endTime);
    assert(startTime.getTime() >= before - 1_000 && endTime.getTime() <= Date.now() + 1_000);
  });

  test("withRun() gives back what its body returns, and ends Completed", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const run = await withRun({ experimentName, runName: "first", session }, (run) => run);
    assert(run.closed);
    assertEquals((await recorded(session, run)).status, "Completed");
  });

  test("withRun() whose body throws ends Failed with the message, and rethrows the same error", async () => {
    const session = await open();
    const error = new TypeError("loss is not a number");
    let seen: Run | undefined;
    const thrown = await assertRejects(() =>
      withRun({ experimentName: uniqueName(), session }, (run) => {
        seen = run;
        throw error;
      })
    );
    assert(thrown === error && seen);
    const { status, statusMessage, endTime } = await recorded(session, seen);
    assertEquals([status, statusMessage], ["Failed", "loss is not a number"]);
    assert(endTime);
  });

  test("whatever a body throws makes its run Failed, an empty value too", async () => {
    const session = await open();
    for (const thrown of [undefined, 0, "", null, new Error("")]) {
      let seen: Run | undefined;
      await withRun({ experimentName: uniqueName(), session }, (run) => {
        seen = run;
        throw thrown;
      }).then(() => assert(false), (error) => assert(error === thrown));
      assert(seen);
      assertEquals((await recorded(session, seen)).status, "Failed");
    }
  });

  test("times and timestamps keep their milliseconds", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const timestamp = Math.floor(Date.now() / 1_000) * 1_000 - 877;
    run.logMetric("loss", 1, { timestamp });
    await run.close();
    const { metrics } = await recorded(session, run);
    assertEquals(metrics["loss"]?.timestamp?.getTime(), timestamp);
  });

  test("Run.fail() has a run left by await using end Failed", async () => {
    const session = await open();
    let run: Run;
    {
      await using scoped = await startRun({ experimentName: uniqueName(), session });
      run = scoped;
      run.fail(new Error("out of memory"));
    }
    const { status, statusMessage } = await recorded(session, run);
    assertEquals([status, statusMessage], ["Failed", "out of memory"]);
  });

  test("a status message is one line of at most 1,024 characters, shortened if need be", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    run.fail(new Error(`first\nsecond ${"x".repeat(2_000)}`));
    await run.close();
    const { statusMessage = "" } = await recorded(session, run);
    assertEquals(statusMessage.length, 1_024);
    assert(statusMessage.startsWith("first second xx") && statusMessage.endsWith("…"));
  });

  test("parameters, metrics and artifacts are read back as they were logged", async () => {
    const session = await open();
    const run = await startRun({
      experimentName: uniqueName(),
      session,
      tags: { team: "vision" },
      captureEnvironment: false,
    });
    run.logParameter("learning_rate", 0.1);
    run.logParameters({ optimizer: "sgd", shuffle: true, epochs: 3, "ключ 🔑": "значение" });
    run.logParameter("epochs", 4);
    for (const [step, loss] of [4, 2, 1].entries()) run.logMetric("loss", loss, { step });
    run.logMetric("accuracy", 0.5);
    run.logArtifact("data", "s3://bucket/data.csv", { mediaType: "text/csv", isOutput: false });
    run.logArtifact("report", "https://example.com/report");
    await run.flush();
    const counts = { logged: 4, acknowledged: 4, pending: 0, refused: 0, retried: 0 };
    assertEquals(run.stats, { ...counts, leftOut: 0, changed: 0 });
    await run.close();

    const record = await recorded(session, run);
    assertEquals(record.parameters, {
      learning_rate: 0.1,
      optimizer: "sgd",
      shuffle: "true",
      epochs: 4,
      "ключ 🔑": "значение",
    });
    const { last, min, max, count } = record.metrics["loss"] ?? {};
    assertEquals([last, min, max, count], [1, 1, 4, 3]);
    assertEquals(record.metrics["accuracy"]?.count, 1);
    assertEquals(record.inputArtifacts, {
      data: { value: "s3://bucket/data.csv", mediaType: "text/csv" },
    });
    assertEquals(record.outputArtifacts, {
      report: { value: "https://example.com/report", mediaType: undefined },
    });
    assertEquals(record.tags, { team: "vision" });
  });

  test("where a run comes from is recorded, unless told not to", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const run = await withRun({ experimentName, session }, (run) => run);
    const name = runtime === "chromium" ? "browser" : runtime;
    assertMatch(
      String((await recorded(session, run)).parameters["env/runtime"]),
      RegExp(`^${name} `),
    );
    const bare = await withRun(
      { experimentName, session, captureEnvironment: false },
      (run) => run,
    );
    assertEquals((await recorded(session, bare)).parameters, {});
  });

  test("logFile() stores bytes under the run, by direction and name, with a media type", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const uri = await run.logFile(new TextEncoder().encode("a,b\n1,2\n"), { name: "table.csv" });
    const input = await run.logFile(new Blob(["x"], { type: "text/plain;charset=utf-8" }), {
      name: "table.csv",
      isOutput: false,
    });
    const image = await run.logFile(new File(["<svg/>"], "drawing.svg"));
    await run.close();
    const prefix = `trial-component-artifacts/${run.trialComponentName}`;
    assertStringIncludes(uri, `/${prefix}/table.csv`);
    assertStringIncludes(input, `/${prefix}/inputs/table.csv`);
    assertStringIncludes(image, `/${prefix}/drawing.svg`);
    const { outputArtifacts, inputArtifacts } = await recorded(session, run);
    assertEquals(outputArtifacts["table.csv"], { value: uri, mediaType: "text/csv" });
    assertEquals(outputArtifacts["drawing.svg"]?.mediaType, "image/svg+xml");
    assertEquals(inputArtifacts["table.csv"], { value: input, mediaType: "text/csv" });
  });

  test("logFile() takes a stream, tells its progress, and sends large files in parts", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const bytes = new Uint8Array(12 * 1024 * 1024).fill(7);
    const progress: number[] = [];
    await run.logFile(new Blob([bytes]).stream(), {
      name: "weights.bin",
      onProgress: ({ loaded }) => progress.push(loaded),
    });
    await run.close();
    assertEquals(progress.at(-1), bytes.length);
    assert(progress.length >= 3);
  });

  test("logFile() does not write over a file of the same name unless told to", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    await run.logFile(new Blob(["1"]), { name: "model.json" });
    const error = await assertRejects(
      () => run.logFile(new Blob(["2"]), { name: "model.json" }),
      ArgumentError,
    );
    assertEquals([error.argument, error.value], ["name", "model.json"]);
    await run.logFile(new Blob(["2"]), { name: "model.json", overwrite: true });
  });

  test("logFile() refuses what is no file, or has no name, before anything is sent", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session });
    for (
      const [source, options, argument] of [
        ["/no/such/file.csv", {}, "source"],
        [new Blob(["x"]), {}, "name"],
        [new Blob(["x"]), { name: 1 as unknown as string }, "name"],
        [new Blob(["x"]), { name: "x", mediaType: 1 as unknown as string }, "mediaType"],
        [new Blob(["x"]), { name: "runlog/parameters.json" }, "name"],
        [42 as unknown as Blob, { name: "x" }, "source"],
      ] as const
    ) {
      const error = await assertRejects(() => run.logFile(source, options), ArgumentError);
      assertEquals(error.argument, argument);
    }
  });

  test("logFile() takes any name and media type, and says what it changed", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    const names = ["x".repeat(129), "../other", "a/./b", "two\nlines", "x.xlsx", '"'];
    for (const name of names) {
      const mediaType = name === "x.xlsx" ? "application/vnd.ms-excel" : "text/plain";
      await run.logFile(new Blob([name]), { name, mediaType });
    }
    await run.close();
    for (const name of names) {
      assertEquals(await (await openArtifact(run, name, { session })).text(), name);
    }
    assertEquals(run.problems.map(({ name, effect }) => [name.slice(0, 6), effect]), [
      ["xxxxxx", "changed"],
      ["x.xlsx", "changed"],
    ]);
    const { outputArtifacts } = await recorded(session, run);
    assertEquals(outputArtifacts["x.xlsx"]?.mediaType, "application/octet-stream");
    assertEquals(outputArtifacts["two\nlines"]?.mediaType, "text/plain");
  });

  test("bad names and tags are refused before anything is sent", async () => {
    const session = await open();
    const experimentName = uniqueName();
    for (
      const [options, argument] of [
        [{ experimentName: "" }, "experimentName"],
        [{ experimentName: "under_score" }, "experimentName"],
        [{ experimentName: "-hyphen" }, "experimentName"],
        [{ experimentName: "e".repeat(60) }, "experimentName"],
        [{ experimentName, runName: "a b" }, "runName"],
        [{ experimentName, runName: "r".repeat(60) }, "runName"],
        [{ experimentName, runDisplayName: "no spaces" }, "runDisplayName"],
        [{ experimentName, experimentDisplayName: "d".repeat(121) }, "experimentDisplayName"],
        [{ experimentName, runGroupName: "no.dots" }, "runGroupName"],
        [{ experimentName, tags: { "bad#key": "x" } }, "tags"],
        [{ experimentName, tags: { key: "v".repeat(257) } }, "tags"],
      ] as const
    ) {
      const error = await assertRejects(() => startRun({ ...options, session }), ArgumentError);
      assertEquals(error.argument, argument);
      assert(isRunlogError(error));
    }
    await assertRejects(
      () => Array.fromAsync(listRuns({ experimentName, session })),
      ExperimentNotFoundError,
    );
  });

  test("a strict run refuses bad parameters, metrics and artifacts by name, value and rule", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session, strict: true });
    const cases: readonly (readonly [() => void, string, unknown])[] = [
      [() => run.logParameter("x", NaN), "value", NaN],
      [() => run.logParameter("x", Infinity), "value", Infinity],
      [() => run.logParameter("x", "v".repeat(2_501)), "value", "v".repeat(2_501)],
      [() => run.logParameter("n".repeat(321), 1), "name", "n".repeat(321)],
      [() => run.logParameter("x", undefined), "value", undefined],
      [() => run.logArtifact("a", "v".repeat(2_049)), "value", "v".repeat(2_049)],
      [() => run.logArtifact("a".repeat(129), "v"), "name", "a".repeat(129)],
      [() => run.logArtifact("a", "v", { mediaType: "text/x; y=1" }), "mediaType", "text/x; y=1"],
    ];
    for (const [act, argument, value] of cases) {
      const error = assertThrows(act, ArgumentError);
      assertEquals([error.argument, error.value], [argument, value]);
      assertStringIncludes(error.message, error.rule);
    }
    assertEquals(run.stats.logged, 0);
  });

  test("the 301st parameter goes to a file, the 61st artifact is left out; known names may change", async () => {
    const session = await open();
    const run = await startRun({
      experimentName: uniqueName(),
      session,
      captureEnvironment: false,
    });
    run.logParameters(
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, index])),
    );
    run.logParameter("one-more", 1);
    run.logParameter("p0", "changed");
    // The file of parameters is the 60th.
    for (let index = 0; index < 59; index++) run.logArtifact(`a${index}`, "s3://x/y");
    run.logArtifact("one-more", "s3://x/y");
    await run.logFile(new Blob(["x"]), { name: "a-file" });
    assertEquals(run.problems.map(({ kind, name, effect }) => [kind, name, effect]), [
      ["parameter", "one-more", "changed"],
      ["artifact", "one-more", "left out"],
      ["artifact", "a-file", "changed"],
    ]);
    run.logArtifact("one-more", "s3://x/y", { isOutput: false });
    await run.close();
    const record = await recorded(session, run);
    assertEquals(Object.keys(record.parameters).length, 301);
    assertEquals([record.parameters["p0"], record.parameters["one-more"]], ["changed", 1]);
    assertEquals(Object.keys(record.outputArtifacts).length, 60);
  });

  test("a closed run refuses every log call, and closing again changes nothing", async () => {
    const session = await open();
    const run = await startRun({ experimentName: uniqueName(), session });
    await Promise.all([run.close(), run.close()]);
    const { endTime } = await recorded(session, run);
    for (
      const act of [
        () => run.logParameter("x", 1),
        () => run.logParameters({ x: 1 }),
        () => run.logMetric("x", 1),
        () => run.logArtifact("x", "y"),
        () => run.fail(new Error("late")),
      ]
    ) {
      const error = assertThrows(act, RunClosedError);
      assertEquals(error.runName, run.runName);
    }
    await assertRejects(() => run.logFile(new Blob(["x"]), { name: "x" }), RunClosedError);
    await assertRejects(() => run.flush(), RunClosedError);
    await run[Symbol.asyncDispose]();
    assertEquals((await recorded(session, run)).endTime, endTime);
  });

  test("names are kept in lower case; a name left out is made", async () => {
    const session = await open();
    const name = uniqueName("Mixed");
    await using run = await startRun({ experimentName: name, runName: "Run-A", session });
    assertEquals([run.experimentName, run.runName], [name.toLowerCase(), "run-a"]);
    await using other = await startRun({ experimentName: name, session });
    assertMatch(other.runName, /^sagemaker-run-\d{10}-[0-9a-f]{8}$/);
    assertEquals(run.experimentConfig, {
      ExperimentName: name.toLowerCase(),
      TrialName: `Default-Run-Group-${name.toLowerCase()}`,
      RunName: `${name.toLowerCase()}-run-a`,
    });
  });

  test("a run that is started again keeps what it held and is in progress until it ends", async () => {
    const session = await open();
    const options = { experimentName: uniqueName(), runName: "again", session };
    await withRun(options, (run) => {
      run.logParameters({ kept: 1, changed: "old" });
      run.logMetric("loss", 2, { step: 0 });
    });
    const first = await getRun(namesOf(options), { session });
    await withRun(options, async (run) => {
      assertEquals((await recorded(session, run)).status, "InProgress");
      run.logParameter("changed", "new");
      run.logMetric("loss", 1, { step: 1 });
    });
    const second = await getRun(namesOf(options), { session });
    assertEquals([second.parameters["kept"], second.parameters["changed"]], [1, "new"]);
    assertEquals(second.metrics["loss"]?.count, 2);
    assertEquals(second.startTime, first.startTime);
    assertEquals(second.runGroupNames, first.runGroupNames);
    assertEquals(second.status, "Completed");
  });

  test("the caller's tags are left as they are", async () => {
    const session = await open();
    const tags = [{ Key: "team", Value: "vision" }];
    const run = await withRun({ experimentName: uniqueName(), tags, session }, (run) => run);
    assertEquals(tags, [{ Key: "team", Value: "vision" }]);
    assertEquals((await recorded(session, run)).tags, { team: "vision" });
  });

  test("past 50 runs a group the next group is used, and every run is found", async () => {
    const session = await open();
    const experimentName = uniqueName();
    for (let index = 0; index < 120; index++) {
      const runName = `run-${index}`;
      await using _run = await startRun({ experimentName, runName, session });
    }
    const runs = await Array.fromAsync(listRuns({ experimentName, session }));
    assertEquals(new Set(runs.map(({ runName }) => runName)).size, 120);
    const groups = Map.groupBy(runs, ({ runGroupNames }) => runGroupNames.join());
    const first = `Default-Run-Group-${experimentName}`;
    assertEquals([...groups.keys()].sort(), [first, `${first}-2`, `${first}-3`]);
    assertEquals([...groups.values()].map(({ length }) => length).sort(), [20, 50, 50]);
  });

  test("an experiment named like another's second group gets groups of its own", async () => {
    const session = await open();
    const experimentName = uniqueName();
    for (let index = 0; index < 51; index++) {
      await using _run = await startRun({ experimentName, runName: `run-${index}`, session });
    }
    const other = `${experimentName}-2`;
    await using run = await startRun({ experimentName: other, session });
    assertEquals(run.runGroupName, `Default-Run-Group-${other}-2`);
    const runs = await Array.fromAsync(listRuns({ experimentName: other, session }));
    assertEquals(runs.map(({ runName }) => runName), [run.runName]);
  });

  test("a chosen run group is used, and refused when it is another experiment's", async () => {
    const session = await open();
    const [experimentName, runGroupName] = [uniqueName(), uniqueName("group")];
    await using run = await startRun({ experimentName, runGroupName, session });
    assertEquals(run.runGroupName, runGroupName);
    const error = await assertRejects(
      () => startRun({ experimentName: uniqueName(), runGroupName, session }),
      RunGroupError,
    );
    assertEquals(error.runGroupName, runGroupName);
  });

  test("listRuns() sorts, limits and goes on from a page's token", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const names = ["c", "a", "b", "e", "d"];
    for (const runName of names) {
      await withRun({ experimentName, runName, session }, () => {});
      // Runs of one millisecond are sorted by name.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const list = async (options: Partial<Parameters<typeof listRuns>[0]>): Promise<string[]> =>
      (await Array.fromAsync(listRuns({ experimentName, session, ...options })))
        .map(({ runName }) => runName);
    assertEquals(await list({ sortOrder: "ascending" }), names);
    assertEquals(await list({ sortBy: "runName", sortOrder: "ascending" }), [
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
    assertEquals(await list({ sortBy: "runName", maxResults: 2 }), ["e", "d"]);
    const pages = await Array.fromAsync(
      listRuns({ experimentName, session, sortBy: "runName", maxResults: 2 }).pages(),
    );
    assertEquals(pages.length, 1);
    const nextToken = pages[0]?.nextToken;
    assertEquals(await list({ sortBy: "runName", nextToken }), ["c", "b", "a"]);
    const [middle] = await Array.fromAsync(listRuns({ experimentName, session, maxResults: 1 }));
    assertEquals(await list({ createdAfter: middle?.creationTime }), []);
    assertThrows(() => listRuns({ experimentName, session, maxResults: 0 }), ArgumentError);
  });

  test("getRun() of a run that is not there says which", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const error = await assertRejects(
      () => getRun({ experimentName, runName: "missing" }, { session }),
      RunNotFoundError,
    );
    assertEquals([error.experimentName, error.runName], [experimentName, "missing"]);
    assertInstanceOf(error.cause, Error);
  });

  test("currentRun() inside withRun() is its run, and not after", async () => {
    const session = await open();
    assertEquals(currentRun(), undefined);
    await withRun({ experimentName: uniqueName(), session }, (run) => {
      assert(currentRun() === run);
    });
    assertEquals(currentRun(), undefined);
  });

  test("two concurrent withRun() bodies never see each other's run", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const observe = (): Promise<void> =>
      withRun({ experimentName, session }, async (run) => {
        assert(currentRun() === run);
        for (let turn = 0; turn < 5; turn++) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          const seen = currentRun();
          // Without async context (browsers) nothing is claimed while two are open.
          assert(seen === run || (runtime === "chromium" && seen === undefined));
        }
      });
    await Promise.all([observe(), observe()]);
  });

  test("a nested run is separate, and the outer is current again after it", async () => {
    const session = await open();
    const experimentName = uniqueName();
    await withRun({ experimentName, session }, async (outer) => {
      await withRun({ experimentName, session }, (inner) => {
        assert(currentRun() === inner && inner.runName !== outer.runName);
      });
      assert(currentRun() === outer);
      {
        await using inner = await startRun({ experimentName, session });
        assert(currentRun() === inner || runtime === "chromium");
      }
      assert(currentRun() === outer);
    });
  });

  test("an aborted start rejects with the signal's reason", async () => {
    const session = await open();
    const signal = AbortSignal.abort(new Error("changed my mind"));
    await assertRejects(
      () => startRun({ experimentName: uniqueName(), session, signal }),
      Error,
      "changed my mind",
    );
    assertEquals(currentRun(), undefined);
  });
}
