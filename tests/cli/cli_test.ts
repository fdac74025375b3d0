import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { getRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { bearerOf } from "../support/reach.ts";
import { plainEnvironment } from "../support/environment.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** What of bash's own completion package scripts of completions need. */
const BASH_COMPLETION = '_get_comp_words_by_ref() { words=("${COMP_WORDS[@]}"); ' +
  "cword=$COMP_CWORD; cur=${words[cword]}; prev=${words[cword - 1]}; }; ";

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(args: readonly string[], env: Record<string, string> = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, ...args],
    clearEnv: true,
    env: { ...plainEnvironment(), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the command with its output in pipes. */
async function runlog(...args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await command(args).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs the command in a pseudo-terminal of some width; gives what the terminal was sent. */
async function inTerminal(columns: number, typed: string, ...args: readonly string[]) {
  const quoted = [Deno.execPath(), "run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN]
    .concat(args).map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} -echo; ${quoted}`, "/dev/null"],
    clearEnv: true,
    env: { ...withoutColors(plainEnvironment()), TERM: "xterm" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  if (typed !== "") await input.write(new TextEncoder().encode(typed));
  const { code, stdout } = await child.output();
  await input.close().catch(() => {});
  return { code, text: new TextDecoder().decode(stdout) };
}

function withoutPaint(text: string): string {
  return text.replaceAll("\u001b[1m", "").replaceAll("\u001b[22m", "");
}

function withoutColors({ NO_COLOR: _, ...env }: Record<string, string>): Record<string, string> {
  return env;
}

/** A store with two runs of an experiment, one with a name in a parameter that would act. */
async function withStore(work: (where: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-cli-" });
  try {
    {
      await using session = await localSession({ path: folder });
      for (const [runName, lr] of [["first", 0.1], ["second", 0.01]] as const) {
        const options = { experimentName: "demo", runName, captureEnvironment: false, session };
        await withRun(options, async (run) => {
          run.logParameters({ lr, evil: "\x1b]8;;http://x\x07\x1b[2Jgone\r" });
          for (let step = 0; step < 3; step++) run.logMetric("loss", lr / (step + 1), { step });
          await run.logText("hello", { name: "note.txt" });
        });
      }
    }
    await work(`local:${folder}`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("runlog list, show, compare, best, export and doctor write tables and JSON into a pipe", () =>
  withStore(async (session) => {
    const read = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runlog(...args, "--session", session);
      assertEquals([code, stderr], [0, ""], args.join(" "));
      return stdout;
    };
    assertMatch(await read("list"), /^experiment\tcreated\tchanged\ndemo\t20/);
    const listed =
      (await read("list", "demo", "--sort-by", "metrics.loss.last", "--sort-order", "ascending"))
        .trim().split("\n").map((line) => line.split("\t"));
    assertEquals(listed.map(([run, status]) => [run, status]), [
      ["run", "status"],
      ["second", "Completed"],
      ["first", "Completed"],
    ]);
    assertEquals(
      JSON.parse(await read("list", "demo", "--where", "parameters.lr<0.05", "--json"))
        .map(({ runName }: { runName: string }) => runName),
      ["second"],
    );
    const shown = await read("show", "demo", "first");
    assertStringIncludes(shown, "note.txt\toutput");
    assertStringIncludes(shown, "evil\t\\u001b]8;;http://x\\u0007\\u001b[2Jgone\\u000d");
    const acting = [...shown].filter((character) => character < " " && !"\n\t".includes(character));
    assertEquals(acting, [], "nothing acts on the terminal");
    assertEquals(JSON.parse(await read("show", "demo", "first", "--json")).parameters.lr, 0.1);
    assertMatch(await read("compare", "demo", "first", "second"), /parameter lr\t0\.1\t0\.01/);
    const best = await read("best", "demo", "--metric", "loss", "--goal", "minimize");
    assertMatch(best, /^run\tloss \(last\)\tstatus\nsecond\t/);
    assertMatch(await read("export", "demo"), /^experimentName,runName,/);
    const points = (await read("export", "demo", "--metrics", "--format", "jsonl")).trim();
    assertEquals(points.split("\n").length, 6);
    assertMatch(
      await read("doctor"),
      /damage in the store: none in \d+ records, 6 points and 2 files\nstale runs \(open, without a recent heartbeat\): none/,
    );
  }));

Deno.test("runlog export writes files in the format of their names", () =>
  withStore(async (session, folder) => {
    const output = `${folder}/runs.parquet`;
    const { code, stdout, stderr } = await runlog(
      "export",
      "demo",
      "--output",
      output,
      "--session",
      session,
    );
    assertEquals([code, stdout, stderr], [0, "", `Exported 2 runs to ${output}\n`]);
    assertEquals(new TextDecoder().decode((await Deno.readFile(output)).subarray(0, 4)), "PAR1");
  }));

Deno.test("runlog sync copies runs, and nothing the second time", () =>
  withStore(async (session, folder) => {
    const args = ["sync", "demo", "--session", session, "--to", `local:${folder}/copy`];
    const first = await runlog(...args);
    assertEquals([first.code, first.stderr], [0, ""]);
    assertMatch(first.stdout, /created 2, updated 0, 0 unchanged; 6 points, 2 files\n$/);
    const again = await runlog(...args, "--json");
    assertEquals(JSON.parse(again.stdout).outcomes.unchanged, 2);
    assertEquals((await runlog("list", "demo", "--session", `local:${folder}/copy`)).code, 0);
  }));

Deno.test("runlog sync ends with an error when a run is left out, and says how many", () =>
  withStore(async (session, folder) => {
    {
      await using other = await localSession({ path: `${folder}/other` });
      const names = { experimentName: "demo", runName: "first", session: other };
      await withRun(names, (run) => run.logParameter("lr", 7));
    }
    const places = ["--session", session, "--to", `local:${folder}/other`];
    const { code, stderr } = await runlog("sync", "demo", ...places, "--on-conflict", "keep");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Cannot copy 1 run completely");
  }));

Deno.test("runlog delete says what it would delete, deletes nothing unasked, and then what it was told", () =>
  withStore(async (session, folder) => {
    const args = ["delete", "demo", "first", "--delete-files", "--session", session];
    const plan = await runlog(...args, "--dry-run");
    assertEquals(plan.stdout.trim().split("\n").map((line) => line.split("\t")[0]), [
      "kind",
      "run",
      "file",
    ]);
    const unasked = await runlog(...args);
    assertEquals(unasked.code, 2);
    assertStringIncludes(unasked.stderr, "pass --yes or --dry-run");
    const refused = await inTerminal(80, "no\n", ...args);
    assertStringIncludes(refused.text, "Nothing was deleted");
    {
      await using opened = await localSession({ path: folder });
      await getRun({ experimentName: "demo", runName: "first" }, { session: opened });
    }
    const confirmed = await inTerminal(80, "demo\n", ...args);
    assertStringIncludes(confirmed.text, "Deleted 1 run, 1 file");
    assertEquals(
      (await runlog(...args, "--yes", "--json")).stdout.trim(),
      JSON.stringify({
        experiments: [],
        runGroups: [],
        runs: [],
        files: [],
        lineageArtifacts: [],
      }),
    );
  }));

Deno.test("runlog delete --delete-lineage names and deletes the artifacts of graphs", () =>
  withStore(async (session, folder) => {
    {
      await using opened = await localSession({ path: folder });
      const names = { experimentName: "demo", runName: "first", session: opened };
      await withRun(names, (run) => run.logRocCurve([0, 1], [0.2, 0.7]));
    }
    const args = ["delete", "demo", "first", "--delete-lineage", "--session", session];
    assertMatch(
      (await runlog(...args, "--dry-run")).stdout,
      /^lineage artifact\tarn:aws:sagemaker:/m,
    );
    assertMatch((await runlog(...args, "--yes")).stderr, /^Deleted 1 run, 1 lineage artifact$/m);
  }));

Deno.test("runlog lays tables out for a terminal, in colors unless NO_COLOR says no", () =>
  withStore(async (session) => {
    const { code, text } = await inTerminal(80, "", "list", "demo", "--session", session);
    assertEquals(code, 0);
    const [header = "", first = ""] = text.trim().split(/\r?\n/);
    assert(header.startsWith("\u001b[1m") && header.endsWith("\u001b[22m"), header);
    assertEquals(withoutPaint(header).split(/ +/), ["run", "status", "started", "took", "loss"]);
    assertMatch(first, /^second +Completed +20\S+Z +\d+ ms +0\.0033333$/);
    assertEquals(withoutPaint(header).indexOf("took"), first.search(/\d+ ms/));
    const narrow = await inTerminal(20, "", "list", "demo", "--session", session);
    for (const line of narrow.text.trim().split(/\r?\n/)) {
      assert(withoutPaint(line).length <= 20, line);
    }
  }));

Deno.test("runlog serve serves a store until it is interrupted", () =>
  withStore(async (session) => {
    const child = command(["serve", "--json", "--session", session]).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { url, token } = JSON.parse((await reader.read()).value ?? "");
    const answer = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.ListExperiments", ...bearerOf({ token }) },
      body: "{}",
    });
    assertEquals((await answer.json()).ExperimentSummaries[0].ExperimentName, "demo");
    child.kill("SIGINT");
    assertEquals((await child.status).code, 130);
    await reader.cancel();
    await child.stderr.cancel();
  }));

Deno.test("runlog serve --aws-quotas keeps to AWS's quotas, and serves without them by default", () =>
  withStore(async (session) => {
    const refusals = async (...args: readonly string[]): Promise<readonly number[]> => {
      const child = command(["serve", "--json", "--session", session, ...args]).spawn();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const { url, token } = JSON.parse((await reader.read()).value ?? "");
      const call = async (operation: string, body: object): Promise<number> => {
        const answer = await fetch(url, {
          method: "POST",
          headers: { "x-amz-target": `SageMaker.${operation}`, ...bearerOf({ token }) },
          body: JSON.stringify(body),
        });
        await answer.body?.cancel();
        return answer.status;
      };
      const TrialName = `group${args.length}`;
      await call("CreateTrial", { ExperimentName: "demo", TrialName });
      const refused: number[] = [];
      for (let index = 0; index < 52; index++) {
        const TrialComponentName = `${TrialName}-${index}`;
        await call("CreateTrialComponent", { TrialComponentName });
        const status = await call("AssociateTrialComponent", { TrialName, TrialComponentName });
        if (status !== 200) refused.push(index);
      }
      child.kill("SIGINT");
      await child.status;
      await reader.cancel();
      await child.stderr.cancel();
      return refused;
    };
    assertEquals(await refusals("--aws-quotas"), [50, 51]);
    assertEquals(await refusals(), []);
  }));

Deno.test("runlog serve for other machines makes a token that its access key ID proves", () =>
  withStore(async (session) => {
    const args = ["serve", "--json", "--hostname", "0.0.0.0", "--session", session];
    const child = command(args).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { url, accessKeyId } = JSON.parse((await reader.read()).value ?? "");
    assertMatch(accessKeyId, /^[0-9a-f]{64}$/);
    const loopback = `http://127.0.0.1:${new URL(url).port}`;
    const statusOf = async (headers: Record<string, string>): Promise<number> => {
      const answer = await fetch(loopback, { headers });
      await answer.body?.cancel();
      return answer.status;
    };
    assertEquals(await statusOf({}), 403);
    assertEquals(await statusOf({ authorization: `Bearer ${accessKeyId}` }), 200);
    child.kill("SIGINT");
    await child.status;
    await reader.cancel();
    await child.stderr.cancel();
  }));

Deno.test("runlog doctor says what is damaged, of a store that cannot be opened as well, and fails", () =>
  withStore(async (session, folder) => {
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec("UPDATE points SET value = 7 WHERE seq = 1");
    database.close();
    const rows = await runlog("doctor", "--session", session);
    assertEquals(rows.code, 1);
    assertStringIncludes(rows.stdout, '1 of 3 points of metric "loss" of demo-first');
    assertStringIncludes(rows.stderr, `Cannot use store "${folder}": 2 items are damaged`);
    const json = await runlog("doctor", "--session", session, "--json");
    assertEquals([json.code, JSON.parse(json.stdout).store.damage.length], [1, 2]);

    const bytes = await Deno.readFile(`${folder}/runlog.db`);
    await Deno.writeFile(
      `${folder}/runlog.db`,
      bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 4096),
    );
    assertMatch((await runlog("list", "--session", session)).stderr, /damaged[^]*runlog doctor/);
    const pages = await runlog("doctor", "--session", session);
    assertEquals(pages.code, 1);
    assertMatch(pages.stdout, /^damage in the store: [1-9]/);
    const missing = await runlog("doctor", "--session", `local:${folder}/none`);
    assertEquals(missing.code, 1, missing.stderr);
    assertStringIncludes(missing.stderr, `There is no store in ${folder}/none`);
  }));

Deno.test("runlog completion completes commands and options in bash", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-completion-" });
  try {
    const run =
      `exec "${Deno.execPath()}" run --quiet --no-check -A --config="${CONFIG}" "${MAIN}"`;
    await Deno.writeTextFile(`${folder}/runlog`, `#!/bin/sh\n${run} "$@"\n`, { mode: 0o755 });
    const typed = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await new Deno.Command("bash", {
        args: [
          "--norc",
          "-c",
          BASH_COMPLETION +
          'source <(runlog completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' +
          '__runlog_complete; printf "%s\\n" "${COMPREPLY[@]}"',
          "bash",
          "runlog",
          ...words,
        ],
        env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
        stdin: "null",
      }).output();
      return new TextDecoder().decode(stdout).split("\n").map((line) => line.trim())
        .filter((line) => line !== "");
    };
    assertEquals(await typed("se"), ["serve"]);
    assertEquals(await typed("sync", "--dry"), ["--dry-run"]);
    assert((await typed("")).includes("ui"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runlog ui serves the viewer until it is interrupted, with a token", () =>
  withStore(async (session) => {
    for (const host of [undefined, "0.0.0.0"]) {
      const args = ["ui", "--json", "--session", session, ...(host ? ["--hostname", host] : [])];
      const child = command(args).spawn();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const { url, token } = JSON.parse((await reader.read()).value ?? "");
      const address = `http://127.0.0.1:${new URL(url).port}/api/experiments`;
      const known = await fetch(address, { headers: bearerOf({ token }) });
      assertEquals((await known.json())[0].experimentName, "demo");
      const unknown = await fetch(address);
      assertEquals(unknown.status, 401);
      await unknown.body?.cancel();
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
      await reader.cancel();
      await child.stderr.cancel();
    }
  }));

Deno.test("runlog ends with 2 and says why when it is called wrongly, and with 1 and a hint when it fails", () =>
  withStore(async (session) => {
    const calls: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["lsit"], 2, /unknown command 'lsit'\n\(Did you mean list\?\)/],
      [["show", "demo"], 2, /missing required argument 'run'/],
      [["list", "demo", "--max-results", "many"], 2, /Expected a whole number/],
      [["list", "demo", "--max-results", "0"], 2, /Expected a whole number from 1/],
      [["list", "demo", "--sort-order", "up"], 2, /ascending or descending/],
      [["list", "demo", "--where", "loss<"], 2, /has no value/],
      [["list", "demo", "--where", "status=done"], 2, /InProgress, Completed, Failed/],
      [["list", "demo", "--where", "metrics.loss.mean<1"], 2, /the statistic must be avg/],
      [["list", "demo", "--where", "parameters.lr<x"], 2, /compared with a number/],
      [["best", "demo", "--metric", "loss", "--goal", "win"], 2, /"minimize" or "maximize"/],
      [["export", "demo", "--format", "xls"], 2, /csv, jsonl, parquet or tensorboard/],
      [["show", "demo", "none"], 1, /has no run "none"\nhint: `runlog list/],
      [
        ["best", "demo", "--metric", "none", "--goal", "minimize"],
        1,
        /no matching run of experiment "demo" has metric "none"/,
      ],
    ];
    for (const [args, expected, words] of calls) {
      const { code, stdout, stderr } = await runlog(...args, "--session", session);
      assertEquals([code, stdout], [expected, ""], `${args.join(" ")}\n${stderr}`);
      assertMatch(stderr, words);
      assert(!stderr.includes("    at "), `no stack unless it is asked for: ${stderr}`);
    }
    assertEquals((await runlog("list", "--session", "elsewhere")).code, 2);
    const help = await runlog("--help");
    assertEquals([help.code, help.stderr], [0, ""]);
    assertStringIncludes(help.stdout, "Usage: runlog");
  }));

Deno.test("runlog names the innermost reason of a failed request, and with --verbose the chain of causes", async () => {
  // Nothing listens here any more.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const env = {
    ...plainEnvironment(),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  const list = async (...options: readonly string[]): Promise<string> => {
    const before = ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN];
    const args = [...before, "list", "--session", "aws", ...options];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, clearEnv: true, env })
      .output();
    assertEquals(code, 1);
    return new TextDecoder().decode(stderr);
  };
  const brief = await list();
  assertMatch(brief, /^error: Cannot reach 127\.0\.0\.1:\d+: .*refused.*ListExperiments, 3 tries/i);
  assert(!brief.includes("Caused by"), brief);
  assertMatch(await list("--verbose"), /^Caused by: .*(refused|sending request)/im);
});

Deno.test("runlog ends quietly when its reader has had enough", () =>
  withStore(async (session) => {
    const shell = `"$0" run --quiet --no-check -A "--config=${CONFIG}" "${MAIN}" ` +
      `export demo --metrics --session "${session}" | head -1`;
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-o", "pipefail", "-c", shell, Deno.execPath()],
      clearEnv: true,
      env: plainEnvironment(),
    }).output();
    const text = new TextDecoder().decode(stdout);
    assertEquals([code, text], [0, "run,metric,statistic,step,timestamp,value\r\n"]);
    assertEquals(new TextDecoder().decode(stderr), "");
  }));
