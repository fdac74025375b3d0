import { listRuns, type RunRecord } from "@runlog/sagemaker";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { localSession } from "../../../src/connect/local_session.ts";

const root = new URL("../../../", import.meta.url);

/** The `demo` task as `deno task` runs it, recording into a folder. */
async function demo(folder: string): Promise<Deno.Command> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const [program, ...args] = tasks.demo.split(" ");
  assertEquals(program, "deno");
  return new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { RUNLOG_SESSION: `local:${folder}` },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function runDemo(folder: string): Promise<string> {
  const { success, stdout, stderr } = await (await demo(folder)).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function runsIn(folder: string): Promise<RunRecord[]> {
  await using session = await localSession({ path: folder });
  return await Array.fromAsync(listRuns({ experimentName: "penguins", session }));
}

/** The table's rows: a mark and a run's name each. */
function rowsOf(output: string): RegExpExecArray[] {
  return [...output.matchAll(/^([* ]) ((?:narrow|wide|decayed)-[0-9a-f]{8}) /gm)];
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("the demo records three runs: settings, every epoch, the data, the model", async () => {
  await using folder = await temporaryFolder();
  await runDemo(folder.path);

  const runs = await runsIn(folder.path);
  assertEquals(runs.map((run) => run.status), ["Completed", "Completed", "Completed"]);
  for (const { parameters, metrics, inputArtifacts, outputArtifacts } of runs) {
    for (const name of ["hiddenUnits", "learningRate", "weightDecay", "batchSize", "seed"]) {
      assert(name in parameters, name);
    }
    for (const name of ["train:loss", "validation:loss", "validation:accuracy"]) {
      assertEquals(metrics[name]?.count, parameters["epochs"], name);
    }
    assertEquals(Object.keys(inputArtifacts).toSorted(), ["penguins.json", "source"]);
    assertEquals(Object.keys(outputArtifacts), ["model.json"]);
  }
  const accuracies = runs.map((run) => run.metrics["test:accuracy"]?.last ?? 0);
  assertGreater(Math.max(...accuracies), 0.95);
});

Deno.test("a second demo adds its runs to those of the first, and marks its own", async () => {
  await using folder = await temporaryFolder();
  const first = rowsOf(await runDemo(folder.path));
  assertEquals(first.map(([, mark]) => mark), ["*", "*", "*"]);

  const second = rowsOf(await runDemo(folder.path));
  const namesBy = (wanted: string) =>
    second.flatMap(([, mark, name = ""]) => mark === wanted ? name : []).toSorted();
  assertEquals(namesBy("*").length, 3);
  assertEquals(namesBy(" "), first.map(([, , name = ""]) => name).toSorted());
});

Deno.test("a demo killed midway keeps the runs that had ended, and a later one adds to them", async () => {
  await using folder = await temporaryFolder();
  const child = (await demo(folder.path)).spawn();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (text.includes("narrow-")) break; // the first run has ended, the second begins
  }
  child.kill("SIGKILL");
  await Promise.all([child.status, child.stderr.cancel()]);

  const ended = (await runsIn(folder.path)).find((run) => run.runName.startsWith("narrow-"));
  assert(ended);
  assertEquals(ended.status, "Completed");
  assertEquals(ended.metrics["train:loss"]?.count, ended.parameters["epochs"]);

  const rows = rowsOf(await runDemo(folder.path));
  assert(rows.some(([, mark, name]) => mark === " " && name === ended.runName));
  assertEquals(rows.filter(([, mark]) => mark === "*").length, 3);
});
