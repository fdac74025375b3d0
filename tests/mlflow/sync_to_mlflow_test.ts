import { assert, assertEquals } from "@std/assert";
import { archiveRun, getRun, type Session, syncRuns, updateRun, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { mlflow, type MlflowFetch } from "../../src/mlflow.ts";
import { keyOf } from "../../src/mlflow/keys.ts";
import { mlflowPython, startMlflow } from "../support/mlflow.ts";
import { runPython } from "../support/python.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { temporaryService } from "../support/services.ts";
import { recordEverything } from "../support/sync_sides.ts";

/** A run as MLflow's own client reads it. */
interface ReadRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly start: number;
  readonly end: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly points: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
  readonly inputs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

interface ReadExperiment {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly runs: readonly ReadRun[];
}

async function readBack(url: string, experiment: string): Promise<ReadExperiment> {
  const script = new URL("read_back.py", import.meta.url);
  const all = await runPython<readonly ReadExperiment[]>(await mlflowPython(), script, { url });
  const found = all.find(({ name }) => name === experiment);
  assert(found, `experiment ${experiment}`);
  return found;
}

function runOf({ runs }: ReadExperiment, runName: string): ReadRun {
  const found = runs.filter(({ tags }) => tags["runlog.run"] === runName);
  assertEquals(found.length, 1, `runs named ${runName}`);
  // Just counted.
  return found[0] as ReadRun;
}

/** Counts requests, and can lose the answer to one or end before it. */
function watched(): {
  fetch: MlflowFetch;
  paths: string[];
  dieAt: (at: number, when: When) => void;
} {
  const paths: string[] = [];
  let [deadline, when]: [number, When] = [Infinity, "before"];
  return {
    paths,
    dieAt(at, moment) {
      [deadline, when] = [at, moment];
      paths.length = 0;
    },
    async fetch(request) {
      const number = paths.push(`${request.method} ${new URL(request.url).pathname}`);
      if (number < deadline) return await fetch(request);
      if (number === deadline && when === "after") {
        await (await fetch(request)).body?.cancel();
      } else await request.body?.cancel();
      throw new Error("the process is dead");
    },
  };
}

type When = "before" | "after";

async function recordOdd(session: Session): Promise<void> {
  const options = { experimentName: "odd", session };
  await withRun({ ...options, runName: "names" }, (run) => {
    run.logParameters({ "acc@1": 0.1, "acc#1": 1e21, "a/../b": "up", text: "7", empty: "" });
    run.logMetric("top@1", 0.25, { step: 0 });
    run.logMetric("top#1", 0.5, { step: 0 });
    run.logMetric("bad", NaN, { step: 1 });
    run.logMetric("bad", Infinity, { step: 2 });
    run.logMetric("bad", 3, { step: 3 });
    run.logMetric("no step", 4);
  });
}

Deno.test("syncRuns() copies runs whole to an MLflow server, as its own client reads them", async (test) => {
  await using server = await startMlflow();
  const { url } = server;

  await test.step("every part of a run arrives, and a second sync sends nothing of it", async () => {
    await using service = await temporaryService();
    const from = await serviceSession(service);
    await recordEverything(from);
    const { fetch, paths } = watched();
    const to = mlflow({ uri: url, fetch });
    const planned = await syncRuns({ from, to, dryRun: true });
    assertEquals([planned.outcomes.created, planned.points, planned.files], [2, 46, 4]);
    assert(paths.every((path) => !/create|update|log-|^PUT/.test(path)), paths.join("\n"));
    const first = await syncRuns({ from, to });
    assertEquals(first.runs.map(({ error }) => error), [undefined, undefined]);
    assertEquals([first.outcomes.created, first.points, first.files], [2, 46, 4]);
    assertEquals(first.runs.flatMap(({ problems }) => problems), []);

    const read = await readBack(url, "whole");
    assertEquals(read.tags["mlflow.note.content"], "Of everything one");
    assertEquals(read.tags["runlog.displayName"], "Whole");
    const full = runOf(read, "full");
    const record = await getRun({ experimentName: "whole", runName: "full" }, { session: from });
    assertEquals([full.name, full.status], ["Full", "FINISHED"]);
    assertEquals([full.start, full.end], [record.startTime?.getTime(), record.endTime?.getTime()]);
    const { rate, optimizer, constructor } = full.params;
    assertEquals([rate, optimizer, constructor], ["0.1", "sgd", "1"]);
    assertEquals([full.tags["team"], full.tags["stage"]], ["vision", "best"]);
    assertEquals(full.tags["mlflow.note.content"], "two\nlines");
    const loss = full.points["loss"] ?? [];
    assertEquals(
      loss.map(([value, , step]) => [Number(value), step]),
      Array.from({ length: 40 }, (_, step) => [1 / (step + 1), step]),
    );
    const read2 = await from.metrics?.read?.({
      trialComponentName: record.trialComponentName,
      metricName: "loss",
      from: 0,
      limit: Infinity,
    });
    assertEquals(loss.map(([, time]) => time), [...read2?.timestamps ?? []].map(Math.trunc));
    assertEquals(full.points["temperature"]?.map(([, , step]) => step), [-1, -1, -1, -1, -1]);
    assertEquals(full.inputs.toSorted(), ["data", "input.csv"]);
    const model = String.fromCharCode(...bytesOf(1_000));
    assertEquals(full.files["model.bin"], model);
    assertEquals(full.files["inputs/input.csv"], "a,b\n");
    const graphs = Object.keys(full.files).filter((path) => path.startsWith("graphs/"));
    assertEquals(graphs.length, 2, graphs.join());
    const { run } = JSON.parse(full.files["runlog/run.json"] ?? "");
    assertEquals(own(run.parameters), { rate: 0.1, optimizer: "sgd", constructor: 1 });
    const broken = runOf(read, "broken");
    assertEquals([broken.status, broken.tags["runlog.archived"]], ["FAILED", "true"]);

    paths.length = 0;
    const second = await syncRuns({ from, to });
    assertEquals(second.outcomes.unchanged, 2);
    assertEquals(paths, ["GET /api/2.0/mlflow/experiments/get-by-name"]);
  });

  await test.step("names and values that MLflow refuses or swallows arrive in another form, or are reported", async () => {
    await using service = await temporaryService();
    const from = await serviceSession(service);
    await recordOdd(from);
    const { runs: [result], outcomes } = await syncRuns({ from, to: mlflow({ uri: url }) });
    assertEquals([outcomes.created, result?.error], [1, undefined]);
    assertEquals(result?.problems.map(({ kind, name, count }) => [kind, name, count]), [
      ["metric", "bad", 1],
    ]);
    const run = runOf(await readBack(url, "odd"), "names");
    assertEquals(run.params[keyOf("acc@1")], "0.1");
    assertEquals(run.params[keyOf("acc#1")], "1e+21");
    assertEquals(run.params[keyOf("a/../b")], "up");
    assertEquals([run.params["text"], run.params["empty"]], ["7", ""]);
    assertEquals(run.points[keyOf("top@1")]?.[0]?.[0], "0.25");
    assertEquals(run.points[keyOf("top#1")]?.[0]?.[0], "0.5");
    assertEquals(run.points["bad"]?.map(([value, , step]) => [value, step]), [["nan", 1], [
      "3.0",
      3,
    ]]);
    assertEquals(run.points["no step"]?.[0]?.slice(0, 1), ["4.0"]);
    const { keys, run: whole } = JSON.parse(run.files["runlog/run.json"] ?? "");
    assertEquals(keys[keyOf("acc@1")], "acc@1");
    assertEquals([whole.parameters["acc@1"], whole.parameters.text], [0.1, "7"]);
  });

  await test.step("changes follow; a changed parameter is reported, an edited run is left alone", async () => {
    await using service = await temporaryService();
    const from = await serviceSession(service);
    const reference = { experimentName: "moves", runName: "one" };
    const options = { ...reference, session: from };
    await withRun({ ...options, tags: { team: "a" } }, (run) => {
      run.logParameters({ rate: 1 });
      run.logMetric("loss", 1, { step: 0 });
    });
    const to = mlflow({ uri: url });
    await syncRuns({ from, to });
    await archiveRun(reference, { session: from });
    await withRun(options, (run) => {
      run.logParameters({ rate: 2, more: 3 });
      run.logMetric("loss", 0.5, { step: 1 });
    });
    await updateRun(reference, { notes: "again", tags: { team: "b" } }, { session: from });
    const { runs: [again] } = await syncRuns({ from, to });
    assertEquals([again?.outcome, again?.points, again?.error], ["updated", 1, undefined]);
    assertEquals(again?.problems.map(({ kind, name }) => [kind, name]), [["parameter", "rate"]]);
    const run = runOf(await readBack(url, "moves"), "one");
    assertEquals(own(run.params), { rate: "1", more: "3" });
    assertEquals(run.points["loss"]?.map(([value, , step]) => [value, step]), [["1.0", 0], [
      "0.5",
      1,
    ]]);
    assertEquals([run.tags["team"], run.tags["mlflow.note.content"]], ["b", "again"]);
    assertEquals(JSON.parse(run.files["runlog/run.json"] ?? "").run.parameters.rate, 2);
    assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 1);

    const answer = await fetch(`${url}/api/2.0/mlflow/runs/set-tag`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ run_id: run.id, key: "team", value: "edited" }),
    });
    await answer.body?.cancel();
    await updateRun(reference, { notes: "third" }, { session: from });
    assertEquals((await syncRuns({ from, to })).outcomes.conflict, 1);
    const { outcomes } = await syncRuns({ from, to, onConflict: "overwrite" });
    assertEquals(outcomes.updated, 1);
    const after = runOf(await readBack(url, "moves"), "one");
    assertEquals(after.tags["mlflow.note.content"], "third");
  });

  await test.step("a sync that ends at any request is finished by the next one, without a second run", async () => {
    for (const when of ["before", "after"] as const) {
      for (let at = 1;; at++) {
        await using service = await temporaryService();
        const from = await serviceSession(service);
        const experimentName = `dies-${when}-${at}`;
        await withRun({ experimentName, runName: "one", session: from }, async (run) => {
          run.logParameters({ rate: 1 });
          run.logMetric("loss", 1, { step: 0 });
          await run.logFile(new Blob(["text"]), { name: "file.txt" });
        });
        const { fetch, paths, dieAt } = watched();
        dieAt(at, when);
        const failed = await syncRuns({ from, to: mlflow({ uri: url, fetch }) })
          .then(({ outcomes }) => outcomes.failed > 0, () => true);
        if (!failed) {
          assert(at > 8, `${paths.length} requests`);
          break;
        }
        const { runs: [run] } = await syncRuns({ from, to: mlflow({ uri: url }) });
        assertEquals([run?.error, run?.problems], [undefined, []], `${when} ${paths.at(-1)}`);
        const search = await apiOf(url, "runs/search", experimentName);
        assertEquals(search.length, 1, `${when} ${paths.at(-1)}`);
        const [{ info, data, tags }] = search as [Found];
        assertEquals(info.status, "FINISHED");
        assertEquals(data.params?.find(({ key }) => key === "rate")?.value, "1");
        assertEquals(data.metrics?.length, 1);
        assertEquals(tags["runlog.state"]?.split(" ").length, 2);
      }
    }
  });

  await test.step("a run that the server refuses keeps no other from arriving", async () => {
    await using service = await temporaryService();
    const from = await serviceSession(service);
    for (const runName of ["good", "bad", "well"]) {
      const options = { experimentName: "some", runName, session: from };
      await withRun(options, (run) => run.logMetric("loss", 1, { step: 0 }));
    }
    const fetchBut: MlflowFetch = async (request) => {
      const isBad = request.url.endsWith("runs/create") &&
        (await request.clone().text()).includes('"key":"runlog.run","value":"bad"');
      return isBad
        ? Response.json({ error_code: "INTERNAL", message: "no" }, { status: 400 })
        : await fetch(request);
    };
    const { outcomes, runs } = await syncRuns({ from, to: mlflow({ uri: url, fetch: fetchBut }) });
    assertEquals([outcomes.created, outcomes.failed], [2, 1]);
    assertEquals(runs.find(({ outcome }) => outcome === "failed")?.runName, "bad");
    assertEquals((await syncRuns({ from, to: mlflow({ uri: url }) })).outcomes.created, 1);
  });

  await test.step("a deleted experiment is named, and no other takes its place", async () => {
    await using service = await temporaryService();
    const from = await serviceSession(service);
    const options = { experimentName: "gone", runName: "one", session: from };
    await withRun(options, (run) => run.logMetric("loss", 1, { step: 0 }));
    const to = mlflow({ uri: url });
    await syncRuns({ from, to });
    const experiment = await experimentId(url, "gone");
    await post(url, "experiments/delete", { experiment_id: experiment });
    const error = await syncRuns({ from, to }).catch((error) => error);
    assert(String(error).includes("It is deleted there"), String(error));
  });
});

/** Parameters without those of the environment. */
function own<Value>(parameters: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !name.startsWith("env/")),
  );
}

interface Found {
  readonly info: { readonly status: string };
  readonly data: {
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly metrics?: readonly unknown[];
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  };
  readonly tags: Readonly<Record<string, string>>;
}

// deno-lint-ignore no-explicit-any -- answers of another program, whose members the tests compare
async function post(url: string, path: string, body: object): Promise<any> {
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return await answer.json();
}

async function experimentId(url: string, name: string): Promise<string> {
  const { experiments } = await post(url, "experiments/search", {
    max_results: 1,
    filter: `name = '${name}'`,
  });
  return experiments[0].experiment_id;
}

async function apiOf(url: string, path: string, experiment: string): Promise<readonly Found[]> {
  const ids = [await experimentId(url, experiment)];
  const { runs = [] } = await post(url, path, { experiment_ids: ids, max_results: 10 });
  return runs.map((run: Omit<Found, "tags">) => ({
    ...run,
    tags: Object.fromEntries(run.data.tags.map(({ key, value }) => [key, value])),
  }));
}
