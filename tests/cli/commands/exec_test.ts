import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { getMetricHistory, getRun, listRuns, openArtifact, type Session } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { plainEnvironment } from "../../support/environment.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const MAIN = fromFileUrl(new URL("../../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));
const MOD = new URL("../../../mod.ts", import.meta.url).href;
const DENO = [Deno.execPath(), "run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`];

/** Starts `runlog exec` over a store. */
function start(folder: string, args: readonly string[]): Deno.ChildProcess {
  const [program = "", ...flags] = DENO;
  return new Deno.Command(program, {
    args: [...flags, MAIN, "exec", "--session", `local:${folder}/store`, ...args],
    clearEnv: true,
    env: plainEnvironment(),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs `runlog exec` to its end. */
async function exec(folder: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await start(folder, args).output();
  const [out, messages] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, messages };
}

async function withStore(
  folder: string,
  action: (session: Session) => Promise<void>,
): Promise<void> {
  await using session = await localSession({ path: `${folder}/store` });
  await action(session);
}

const RUN = { experimentName: "e", runName: "r" };
const NAMES = ["--experiment", "e", "--run", "r"];

Deno.test("a program is recorded with its metrics, output, command and end", () =>
  inFolder(async (folder) => {
    const script = 'for i in 1 2 3; do echo "loss: 0.$i"; echo "METRIC acc=0.$i step=$i"; done; ' +
      "echo to the error output >&2; exit 3";
    const { code, out, messages } = await exec(
      folder,
      ...[...NAMES, "--metric", "loss=loss: ([0-9.]+)", "--", "sh", "-c", script],
    );
    assertEquals(code, 3);
    assert(out?.startsWith("loss: 0.1\nMETRIC acc=0.1 step=1\n"));
    assertStringIncludes(messages ?? "", "to the error output");
    await withStore(folder, async (session) => {
      const run = await getRun(RUN, { session });
      assertEquals([run.status, run.statusMessage], ["Failed", "Exit code 3"]);
      assertEquals([run.parameters["exit"], run.parameters["command"]], [3, `sh -c ${script}`]);
      const acc = await getMetricHistory(RUN, "acc", { session, by: "point" });
      assert(acc.kind === "point");
      assertEquals([[...acc.values], [...acc.steps]], [[0.1, 0.2, 0.3], [1, 2, 3]]);
      assertEquals(run.metrics["loss"]?.last, 0.3);
      const log = await (await openArtifact(run, "output.log", { session })).text();
      assertEquals(log.replace("to the error output\n", ""), out);
    });
  }));

Deno.test("a program's signal and a program that does not exist end the run, with the codes of a shell", () =>
  inFolder(async (folder) => {
    const killed = await exec(folder, ...NAMES, "--", "sh", "-c", "kill -KILL $$");
    assertEquals(killed.code, 137);
    const missing = await exec(folder, "--experiment", "e", "--run", "m", "--", "no-such-program");
    assertEquals(missing.code, 127);
    const fine = await exec(folder, "--experiment", "e", "--run", "f", "--no-output", "--", "true");
    assertEquals(fine.code, 0);
    await withStore(folder, async (session) => {
      const runs = await Array.fromAsync(listRuns({ experimentName: "e", session }));
      assertEquals(runs.map(({ runName, status }) => [runName, status]), [
        ["f", "Completed"],
        ["m", "Failed"],
        ["r", "Stopped"],
      ]);
      const [completed, failed, stopped] = runs;
      assertEquals(completed?.outputArtifacts, {});
      assertMatch(failed?.statusMessage ?? "", /ENOENT/);
      assertEquals(stopped?.statusMessage, "Ended by SIGKILL");
    });
  }));

Deno.test("a signal reaches the program, which may end in its own way", () =>
  inFolder(async (folder) => {
    const script = 'trap "echo caught; exit 5" TERM; echo ready; while true; do sleep 0.05; done';
    const child = start(folder, [...NAMES, "--", "sh", "-c", script]);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let shown = "";
    while (!shown.includes("ready")) shown += (await reader.read()).value ?? "";
    child.kill("SIGTERM");
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      shown += next.value;
    }
    assertEquals((await child.status).code, 5);
    await child.stderr.cancel();
    assertStringIncludes(shown, "caught");
    await withStore(folder, async (session) => {
      const { status, statusMessage } = await getRun(RUN, { session });
      assertEquals([status, statusMessage], ["Failed", "Exit code 5"]);
    });
  }));

Deno.test("a program records into its run by loadRun()", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/child.ts`,
      `import { loadRun } from ${JSON.stringify(MOD)};
      await using run = await loadRun();
      run.logMetric("own", 7);
      console.log("METRIC printed=8");`,
    );
    const { code, messages } = await exec(folder, ...NAMES, "--", ...DENO, `${folder}/child.ts`);
    assertEquals(code, 0, messages);
    await withStore(folder, async (session) => {
      const run = await getRun(RUN, { session });
      assertEquals([run.metrics["own"]?.last, run.metrics["printed"]?.last], [7, 8]);
      assertEquals(run.status, "Completed");
    });
  }));

Deno.test("megabytes of output pass through, with a reader that stops early", () =>
  inFolder(async (folder) => {
    const script = "yes 0123456789abcdef | head -c 19999990; echo METRIC done=1";
    const child = start(folder, [...NAMES, "--", "sh", "-c", script]);
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    await child.stderr.cancel();
    assertEquals((await child.status).code, 0);
    await withStore(folder, async (session) => {
      const run = await getRun(RUN, { session });
      assertEquals(run.metrics["done"]?.last, 1);
      const { size } = await openArtifact(run, "output.log", { session });
      assertEquals(size, 19_999_990 + "METRIC done=1\n".length);
    });
  }));

Deno.test("a wrong command line starts nothing and records nothing", () =>
  inFolder(async (folder) => {
    for (
      const args of [
        ["--", "true"],
        NAMES,
        [...NAMES, "--metric", "loss", "--", "true"],
        [...NAMES, "--metric", "loss=[", "--", "true"],
      ]
    ) {
      const { code } = await exec(folder, ...args);
      assertEquals(code, 2, args.join(" "));
    }
    await assertRejects(() => Deno.stat(`${folder}/store`), Deno.errors.NotFound);
  }));
