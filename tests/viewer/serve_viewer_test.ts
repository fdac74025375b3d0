import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { archiveRun, ArgumentError, getRun, withRun } from "../../mod.ts";
import { newSecret } from "../../src/server/secret.ts";
import { serveViewer } from "../../src/viewer.ts";
import type { RunFacts, SeriesFacts } from "../../src/viewer/wire.ts";
import { bearerOf } from "../support/reach.ts";
import { READS, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { artifactsIn, type TemporaryViewer, temporaryViewer } from "./temporary_viewer.ts";

async function record(
  { session }: Pick<TemporaryViewer, "session">,
  names = { experimentName: "demo", runName: "first" },
): Promise<void> {
  await withRun({ ...names, session, captureEnvironment: false }, async (run) => {
    run.logParameters({ lr: 0.1, constructor: "b", toString: "c" });
    for (let step = 0; step < 5; step++) run.logMetric("loss", 1 / (step + 1), { step });
    await run.logText("=1+1\n", { name: "notes.txt" });
    await run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "validation" });
  });
}

const NAMES = "experiment=demo&run=first";

Deno.test("serveViewer answers what its page asks: experiments, runs, curves, graphs, files, tables", async () => {
  await using viewer = await temporaryViewer();
  await record(viewer);
  const read = async (path: string) => await (await viewer.ask(`/api/${path}`)).json();
  assertEquals((await read("experiments"))[0].experimentName, "demo");
  const lines = await (await viewer.ask("/api/runs?experiment=demo")).text();
  const [listed]: RunFacts[] = lines.trim().split("\n").map((line) => JSON.parse(line));
  const run: RunFacts = await read(`run?${NAMES}`);
  assertEquals(listed?.metrics, run.metrics);
  assertEquals(run.parameters, { lr: 0.1, constructor: "b", toString: "c" });
  const [loss]: SeriesFacts[] = await read(`histories?${NAMES}&metric=loss`);
  assertEquals(loss, {
    metricName: "loss",
    kind: "point",
    axis: "step",
    x: [0, 1, 2, 3, 4],
    y: [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5],
    originalCount: 5,
    nonFiniteCount: 0,
  });
  const [graph] = await read(`graphs?${NAMES}`);
  const address = `graph?${NAMES}&artifact=${encodeURIComponent(graph.artifactArn)}`;
  assertEquals((await read(address)).areaUnderCurve, 0.75);
  assertEquals(await read(`text?${NAMES}&direction=output&name=notes.txt`), {
    text: "=1+1\n",
    isCut: false,
  });
  const csv = await (await viewer.ask("/api/table?experiment=demo&format=csv")).text();
  assertMatch(csv, /^experimentName,runName,[^]*\ndemo,first,/);
  const changes = await read("changes?experiment=demo&since=2020-01-01T00:00:00Z");
  assertEquals(changes.map(({ runName }: RunFacts) => runName), ["first"]);
});

Deno.test("serveViewer sends NaN and infinities as texts, also of a long history, and their number", async () => {
  await using viewer = await temporaryViewer();
  await withRun({ experimentName: "demo", runName: "first", session: viewer.session }, (run) => {
    for (const [step, value] of [NaN, 1, Infinity, -Infinity].entries()) {
      run.logMetric("loss", value, { step });
    }
    for (let step = 0; step < 60_000; step++) {
      run.logMetric("long", step < 59_000 ? 1 / (step + 1) : step < 59_500 ? Infinity : NaN, {
        step,
      });
    }
  });
  const read = async (path: string) => await (await viewer.ask(`/api/${path}`)).json();
  const found: SeriesFacts[] = await read(`histories?${NAMES}&metric=loss&metric=long`);
  const [loss, long] = found;
  assertEquals([loss?.y, loss?.nonFiniteCount], [["NaN", 1, "Infinity", "-Infinity"], 3]);
  assertEquals([long?.originalCount, long?.nonFiniteCount], [60_000, 1_000]);
  const at = (text: string) => long?.x[long.y.indexOf(text)];
  assertEquals([at("Infinity"), long?.y.at(-1), long?.x.at(-1)], [59_000, "NaN", 59_999]);
  const run: RunFacts = await read(`run?${NAMES}`);
  assertEquals([run.metrics["loss"]?.count, run.metrics["loss"]?.nonFinite], [1, 3]);
});

Deno.test("serveViewer shows what is in AWS with permissions to read", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  await record({ session });
  await using viewer = await serveViewer({ session });
  reset();
  const headers = bearerOf(viewer);
  const read = (path: string) => fetch(new URL(`/api/${path}`, viewer.url), { headers });
  const [graph] = await (await read(`graphs?${NAMES}`)).json();
  const paths = [
    "experiments",
    "runs?experiment=demo",
    `run?${NAMES}`,
    `histories?${NAMES}&metric=loss`,
    `graph?${NAMES}&artifact=${encodeURIComponent(graph.artifactArn)}`,
    `text?${NAMES}&direction=output&name=notes.txt`,
    `file?${NAMES}&direction=output&name=notes.txt`,
    "table?experiment=demo&format=parquet",
    "changes?experiment=demo&since=2020-01-01T00:00:00Z&run=first",
  ];
  for (const path of paths) {
    const answer = await read(path);
    assertEquals(answer.status, 200, path);
    assert((await answer.arrayBuffer()).byteLength > 0);
  }
  const writes = calls.map(({ operation }) => operation).filter((operation) =>
    !READS.test(operation)
  );
  assertEquals(writes, []);
  await session[Symbol.asyncDispose]();
});

Deno.test("serveViewer thins curves that are longer than a chart can show, their extremes kept", async () => {
  await using viewer = await temporaryViewer();
  const names = { experimentName: "demo", runName: "long", session: viewer.session };
  await withRun(names, (run) => {
    for (let step = 0; step < 120_000; step++) {
      run.logMetric("loss", step === 77_777 ? 9 : Math.sin(step / 1e4), { step });
    }
  });
  const answer = await viewer.ask("/api/histories?experiment=demo&run=long&metric=loss");
  const [series]: SeriesFacts[] = await answer.json();
  assertEquals(series?.originalCount, 120_000);
  assert((series?.x.length ?? 0) <= 50_000);
  assertEquals(Math.max(...series?.y.map(Number) ?? []), 9);
});

Deno.test("serveViewer changes what its page tells it to: names, notes, archived runs, deletions", async () => {
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  const names = { experimentName: "demo", runName: "first" };
  await record(viewer);
  await record(viewer, { ...names, runName: "second" });
  const ordered = async (path: string, body: object) => {
    const answer = await viewer.order(path, { ...names, ...body });
    assertEquals(answer.status, 200);
    return await answer.json();
  };
  await ordered("update", { displayName: "Best-yet", notes: "The\nbaseline" });
  await ordered("archive", { isArchived: true });
  const changed = await getRun(names, { session });
  assertEquals([changed.displayName, changed.notes, changed.isArchived], [
    "Best-yet",
    "The\nbaseline",
    true,
  ]);
  await ordered("archive", { isArchived: false });
  await ordered("update", { notes: "" });
  assertEquals((await getRun(names, { session })).notes, undefined);
  const plan = { deleteFiles: false, dryRun: true };
  assertEquals((await ordered("delete-run", plan)).runs, ["first"]);
  await getRun(names, { session });
  await ordered("delete-run", { ...plan, dryRun: false });
  await assertRejects(() => getRun(names, { session }));
  await getRun({ ...names, runName: "second" }, { session });
  await ordered("delete-experiment", { ...plan, dryRun: false });
  assertEquals(await (await viewer.ask("/api/experiments")).json(), []);
});

Deno.test("serveViewer tells what is wrong with a request, and whose run is not there", async () => {
  await using viewer = await temporaryViewer();
  await record(viewer);
  const cases: readonly (readonly [path: string, status: number])[] = [
    ["/other", 404],
    ["/api/other", 404],
    ["/api/constructor", 404],
    ["/api/update", 404],
    ["/api/run", 400],
    ["/api/run?experiment=demo&run=none", 404],
    ["/api/run?experiment=not+a+name&run=x", 400],
    ["/api/histories?experiment=demo&run=first&metric=" + "m&metric=".repeat(100), 400],
    [`/api/graph?${NAMES}&artifact=s3://bucket/key`, 404],
    [`/api/file?${NAMES}&direction=output&name=none`, 404],
    [`/api/file?${NAMES}&direction=aside&name=notes.txt`, 400],
    [`/api/picture?${NAMES}&direction=output&name=notes.txt`, 415],
    ["/api/table?experiment=demo&format=exe", 400],
    ["/api/changes?experiment=demo&since=yesterday", 400],
  ];
  for (const [path, status] of cases) {
    const answer = await viewer.ask(path);
    assertEquals(answer.status, status, path);
    assertEquals(typeof (await answer.json()).error.message, "string");
  }
  for (const body of [{}, { experimentName: 1, runName: "x" }, { experimentName: "demo" }, []]) {
    assertEquals((await viewer.order("update", body)).status, 400);
  }
  const unclear = { experimentName: "demo", runName: "first", deleteFiles: "no", dryRun: false };
  assertEquals((await viewer.order("delete-run", unclear)).status, 400);
  const lineage = { ...unclear, deleteFiles: false, deleteLineage: "no" };
  assertEquals((await viewer.order("delete-run", lineage)).status, 400);
});

Deno.test("serveViewer deletes lineage with a run or an experiment only when told to", async () => {
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  const removal = { experimentName: "demo", deleteFiles: false, dryRun: false };
  for (const runName of ["kept", "gone", "last"]) {
    await withRun({ experimentName: "demo", runName, session }, async (run) => {
      await run.logRocCurve([0, 1], [0.2, 0.7], { title: runName });
    });
  }
  const left = async (path: string, body: object): Promise<number> => {
    const answer = await viewer.order(path, { ...removal, ...body });
    assertEquals(answer.status, 200);
    return await artifactsIn(session);
  };
  assertEquals(await left("delete-run", { runName: "kept" }), 3);
  const gone = { runName: "gone", deleteLineage: true };
  assertEquals(await left("delete-run", { ...gone, dryRun: true }), 3);
  assertEquals(await left("delete-run", gone), 2);
  assertEquals(await left("delete-experiment", { deleteLineage: true }), 1);
});

Deno.test("serveViewer with a token knows the browser of the first visit, and whoever has the token", async () => {
  const token = newSecret();
  await using viewer = await temporaryViewer({ token });
  const status = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await viewer.askAsStranger(path, { headers, redirect: "manual" });
    const told = await answer.text() + [...answer.headers].join();
    assert(!told.includes(token));
    return answer.status;
  };
  assertEquals(await status("/"), 200, "the page itself, which asks for the token");
  for (const path of ["/api/session", "/api/experiments", "/api/runs?experiment=x", "/api/none"]) {
    assertEquals(await status(path), 401);
    assertEquals(await status(path, { cookie: `runlog-${viewer.port}=${token}` }), 401);
    assertEquals(await status(path, { authorization: `Bearer ${token.slice(1)}` }), 401);
  }
  assertEquals(await status(`/api/experiments?token=${token}`), 401);
  assertEquals(await status("/api/experiments", { authorization: `Bearer ${token}` }), 200);
  assertEquals(await status("/enter?code=guessed"), 403);
  const first = await fetch(viewer.url, { redirect: "manual" });
  assertEquals([first.status, first.headers.get("location")], [303, "/"]);
  const cookie = first.headers.get("set-cookie") ?? "";
  assertMatch(cookie, /^runlog-\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
  await first.body?.cancel();
  assert(!viewer.url.includes(token));
  const known = { cookie: `other=1; ${cookie.split(";")[0]}` };
  assertEquals(await status("/api/experiments", known), 200);
  assertEquals(await status(viewer.url.slice(viewer.origin.length)), 403, "good for once");
  const signIn = async (body: unknown): Promise<Response> =>
    await viewer.ask("/api/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  for (const wrong of [{}, { token: "" }, { token: `${token}0` }, { token: [token] }]) {
    const answer = await signIn(wrong);
    assertEquals([answer.status, answer.headers.get("set-cookie")], [401, null]);
    await answer.body?.cancel();
  }
  const right = await signIn({ token });
  assertEquals([right.status, right.headers.get("set-cookie")], [200, cookie]);
  await right.body?.cancel();
});

Deno.test("serveViewer refuses to be reached from elsewhere without a token", async () => {
  await using viewer = await temporaryViewer();
  const { session } = viewer;
  for (
    const options of [
      { hostname: "0.0.0.0", token: false },
      { names: ["viewer.example"], token: false },
    ] as const
  ) {
    const error = await assertRejects(() => serveViewer({ session, ...options }), ArgumentError);
    assertEquals(error.argument, "token");
  }
});

Deno.test("serveViewer refuses every method but GET, HEAD and POST", async () => {
  await using viewer = await temporaryViewer();
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]) {
    const response = await viewer.ask("/api/experiments", { method });
    assertEquals(response.status, 405, method);
    await response.body?.cancel();
  }
});

Deno.test("serveViewer says of a text whether the file goes on, and cuts it within no character", async () => {
  await using viewer = await temporaryViewer();
  const names = { experimentName: "demo", runName: "texts" };
  await withRun({ ...names, session: viewer.session }, async (run) => {
    for (const length of [0, 1, 199_999, 200_000, 200_001, 1_000_000]) {
      await run.logText("a".repeat(length), { name: `${length}.txt` });
    }
  });
  for (const length of [0, 1, 199_999, 200_000, 200_001, 1_000_000]) {
    const query = `experiment=demo&run=texts&direction=output&name=${length}.txt`;
    const { text, isCut } = await (await viewer.ask(`/api/text?${query}`)).json();
    assertEquals([text.length, isCut], [Math.min(length, 200_000), length > 200_000], `${length}`);
  }
});

Deno.test("serveViewer saves a file under a name that is no path, no device and not hidden", async () => {
  await using viewer = await temporaryViewer();
  const named: readonly (readonly [name: string, saved: string])[] = [
    ["a/b.txt", "a_b.txt"],
    ["../../etc/passwd", "__.._etc_passwd"],
    ["..\\..\\a.txt", "__.._a.txt"],
    [".bashrc", "_bashrc"],
    ["con.txt", "_con.txt"],
    ["a:b|c?d*e.txt", "a_b_c_d_e.txt"],
    ["é 1.txt", "é 1.txt"],
  ];
  await withRun(
    { experimentName: "demo", runName: "files", session: viewer.session },
    async (run) => {
      for (const [name] of named) await run.logText("a", { name });
    },
  );
  for (const [name, saved] of named) {
    const query = new URLSearchParams({
      experiment: "demo",
      run: "files",
      direction: "output",
      name,
    });
    const response = await viewer.ask(`/api/file?${query}`);
    await response.body?.cancel();
    const [, shown = ""] = /filename\*=UTF-8''(\S+)$/
      .exec(response.headers.get("content-disposition") ?? "") ?? [];
    assertEquals(decodeURIComponent(shown), saved);
  }
});

Deno.test("serveViewer lists archived runs only where they are asked for", async () => {
  await using viewer = await temporaryViewer();
  for (const runName of ["kept", "archived"]) {
    const run = { experimentName: "demo", runName };
    await withRun({ ...run, session: viewer.session }, () => {});
    if (runName === "archived") await archiveRun(run, { session: viewer.session });
  }
  const since = "since=2020-01-01T00:00:00Z";
  const listed = async (path: string): Promise<string[]> => {
    const text = (await (await viewer.ask(`/api/${path}`)).text()).trim();
    const runs: RunFacts[] = path.startsWith("runs")
      ? text.split("\n").map((line) => JSON.parse(line))
      : JSON.parse(text);
    return runs.map(({ runName }) => runName).sort();
  };
  for (const path of ["runs?experiment=demo", `changes?experiment=demo&${since}`]) {
    assertEquals(await listed(path), ["kept"], path);
    assertEquals(await listed(`${path}&archived=1`), ["archived", "kept"], path);
  }
});

Deno.test("serveViewer answers for 100 metrics of a run at a time, and refuses more", async () => {
  await using viewer = await temporaryViewer();
  await record(viewer);
  const ask = async (count: number): Promise<number> => {
    const metrics = Array.from({ length: count }, (_, index) => `metric=m${index}`).join("&");
    const response = await viewer.ask(`/api/histories?${NAMES}&${metrics}`);
    await response.body?.cancel();
    return response.status;
  };
  assertEquals([await ask(100), await ask(101)], [200, 400]);
});
