import { assert, assertEquals, assertMatch } from "@std/assert";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { type Shell, shellOf, variableLines } from "../../src/cli/shells.ts";
import fc from "../support/fast_check.ts";
import { bearerOf } from "../support/reach.ts";
import { askSageMaker, runlogCommand, startCommand } from "../support/served_command.ts";

/** What `runlog serve --json` prints. */
interface Printed {
  readonly url: string;
  readonly region: string;
  readonly folder: string;
  readonly token?: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-serve-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function fill(folder: string, experimentName: string): Promise<void> {
  await using session = await localSession({ path: folder });
  await withRun({ experimentName, runName: "first", session }, () => {});
}

const printedBy = ({ lines }: { readonly lines: readonly string[] }): Printed =>
  JSON.parse(lines.join("\n"));

Deno.test("runlog serve serves the store of RUNLOG_SESSION, in the region of --region", () =>
  inFolder(async (folder) => {
    await fill(`${folder}/named`, "there");
    const env = { RUNLOG_SESSION: `local:${folder}/named` };
    await using served = await startCommand(["serve", "--json", "--region", "us-west-2"], {
      cwd: folder,
      env,
    });
    const printed = printedBy(served);
    assertEquals([printed.folder, printed.region], [`${folder}/named`, "us-west-2"]);
    assertEquals(printed.environment["AWS_REGION"], "us-west-2");
    assertEquals(printed.environment["AWS_DEFAULT_REGION"], "us-west-2");
    const { ExperimentSummaries: [found] } = await askSageMaker<
      { ExperimentSummaries: { ExperimentName: string }[] }
    >(printed, "ListExperiments");
    assertEquals(found?.ExperimentName, "there");
    const made = await askSageMaker<{ ExperimentArn: string }>(printed, "CreateExperiment", {
      ExperimentName: "made",
    });
    assertEquals(made.ExperimentArn, "arn:aws:sagemaker:us-west-2:000000000000:experiment/made");
  }));

Deno.test("runlog serve takes --session before RUNLOG_SESSION, and says which of them it cannot serve", () =>
  inFolder(async (folder) => {
    const options = { cwd: folder, env: { RUNLOG_SESSION: "aws" } };
    {
      await using served = await startCommand(["serve", "--json", "--session", "local:a"], options);
      assertEquals(printedBy(served).folder, await Deno.realPath(`${folder}/a`));
    }
    for (
      const [args, words] of [[[], "RUNLOG_SESSION"], [["--session", "aws"], "--session"]] as const
    ) {
      const { code, stderr } = await runlogCommand(["serve", ...args], options).output();
      assertEquals(code, 2);
      const said = new TextDecoder().decode(stderr);
      assertMatch(said, new RegExp(`Cannot serve "aws": ${words} must be local`));
    }
  }));

Deno.test("runlog ui shows the store of RUNLOG_SESSION, with --region as well", () =>
  inFolder(async (folder) => {
    await fill(`${folder}/named`, "there");
    const env = { RUNLOG_SESSION: `local:${folder}/named` };
    await using served = await startCommand(["ui", "--json", "--region", "us-west-2"], {
      cwd: folder,
      env,
    });
    const { url, token } = printedBy(served);
    const headers = bearerOf({ token });
    const answer = await fetch(new URL("/api/experiments", url), { headers });
    assertEquals((await answer.json())[0].experimentName, "there");
  }));

Deno.test("runlog serve and ui let strangers in with --no-token only", () =>
  inFolder(async (folder) => {
    await fill(`${folder}/runlog`, "demo");
    for (
      const [command, path, status] of [["serve", "/", 403], [
        "ui",
        "/api/experiments",
        401,
      ]] as const
    ) {
      for (const [args, expected] of [[[], status], [["--no-token"], 200]] as const) {
        await using served = await startCommand([command, "--json", ...args], { cwd: folder });
        const { url, token } = printedBy(served);
        assertEquals(token === undefined, expected === 200);
        const answer = await fetch(new URL(path, url));
        await answer.body?.cancel();
        assertEquals(answer.status, expected, `${command} ${args.join(" ")}`);
      }
    }
    const token = "0123456789".repeat(4);
    const env = { RUNLOG_TOKEN: token };
    await using served = await startCommand(["serve", "--json"], { cwd: folder, env });
    assertEquals(printedBy(served).token, token);
    const beyond = ["serve", "--no-token", "--hostname", "0.0.0.0"];
    const { code, stderr } = await runlogCommand(beyond, { cwd: folder }).output();
    assertEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), /token must be/);
  }));

Deno.test("the lines that runlog serve prints work in sh, whatever was set before", () =>
  inFolder(async (folder) => {
    const env = { SHELL: "/bin/bash" };
    await using served = await startCommand(["serve"], { cwd: folder, env });
    const script = `${served.lines.join("\n")}\nexec env -0`;
    const before = {
      AWS_PROFILE: "work",
      AWS_DEFAULT_PROFILE: "work",
      AWS_SESSION_TOKEN: "old",
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      RUNLOG_SESSION: "local:elsewhere",
    };
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-euc", script],
      env: before,
      clearEnv: true,
    }).output();
    assertEquals(code, 0);
    const after = Object.fromEntries(
      new TextDecoder().decode(stdout).split("\0").filter((line) =>
        /^(?:AWS|RUNLOG|SAGEMAKER)_/.test(line)
      )
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    assertEquals(Object.keys(after).sort(), [
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "RUNLOG_SESSION",
      "SAGEMAKER_USER_CONFIG_OVERRIDE",
    ]);
    // runlog itself is such a client.
    const { code: listed, stderr } = await runlogCommand(["list"], { cwd: folder, env: after })
      .output();
    assertEquals(listed, 0, new TextDecoder().decode(stderr));
  }));

Deno.test("variableLines() sets what any text says in sh, and quotes it for fish and PowerShell", async () => {
  const texts = fc.sample(fc.string({ unit: "grapheme", maxLength: 30 }), 100)
    .map((text) => text.replaceAll("\0", ""));
  const odd = ["", "'", "\\", "a'b\\'c", "$HOME `id` $(id)", '"', "a b", "a\nb", "~", "*", "!x"];
  const values = Object.fromEntries([...texts, ...odd].map((text, index) => [`V${index}`, text]));
  const script = [
    ...variableLines("sh", values, ["GONE"]),
    ...Object.keys(values).map((name) => `printf '%s\\0' "$${name}"`),
    'printf %s "${GONE-gone}"',
  ].join("\n");
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script],
    env: { GONE: "there" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\0"), [...Object.values(values), "gone"]);

  const other = (shell: Shell): readonly string[] =>
    variableLines(shell, { A: "http://127.0.0.1:80", B: "it's a \\" }, ["C", "D"]);
  assertEquals(other("fish"), [
    "set -gx A http://127.0.0.1:80",
    "set -gx B 'it\\'s a \\\\'",
    "set -e C D; or true",
  ]);
  assertEquals(other("powershell"), [
    "$env:A = 'http://127.0.0.1:80'",
    "$env:B = 'it''s a \\'",
    "Remove-Item -ErrorAction Ignore Env:C, Env:D",
  ]);
});

Deno.test("runlog serve prints lines for --shell, or the user's shell", () =>
  inFolder(async (folder) => {
    assertEquals(
      [{}, { SHELL: "/usr/bin/fish" }, { SHELL: "/bin/zsh" }, { OS: "Windows_NT" }].map(shellOf),
      ["sh", "fish", "sh", "powershell"],
    );
    assertEquals(shellOf({ SHELL: "C:/Git/bin/bash.exe", OS: "Windows_NT" }), "sh");
    for (
      const [shell, line] of [["fish", /^set -gx AWS_/], ["powershell", /^\$env:AWS_/]] as const
    ) {
      await using served = await startCommand(["serve", "--shell", shell], { cwd: folder });
      assert(served.lines.some((one) => line.test(one)), served.lines.join("\n"));
    }
    const wrong = await runlogCommand(["serve", "--shell", "cmd"], { cwd: folder }).output();
    assertEquals(wrong.code, 2);
  }));
