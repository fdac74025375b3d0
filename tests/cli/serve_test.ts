import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { shellOf } from "../../src/cli/shells.ts";
import { bearerOf } from "../support/reach.ts";
import { environmentAfter } from "../support/shells.ts";
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
      const { message } = await assertRejects(async () => {
        await using _ = await startCommand(["serve", ...args], options);
      }, Error);
      const said = new RegExp(`ended with 2: .*Cannot serve "aws": ${words} must be local`, "s");
      assertMatch(message, said);
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

for (const shell of ["sh", "bash", "zsh", "fish"] as const) {
  Deno.test(`the lines that runlog serve prints work in ${shell}, whatever was set before`, () =>
    inFolder(async (folder) => {
      const odd = `${folder}/it's "a" $HOME \`id\` \\ folder`;
      await fill(odd, "there");
      const options = { cwd: folder, env: { SHELL: `/bin/${shell}` } };
      await using served = await startCommand(["serve", "--session", `local:${odd}`], options);
      const after = await environmentAfter(shell, served.lines, {
        AWS_PROFILE: "work",
        AWS_DEFAULT_PROFILE: "work",
        AWS_SESSION_TOKEN: "old",
        AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
        RUNLOG_SESSION: "local:elsewhere",
      });
      const names = Object.keys(after).filter((name) => /^(?:AWS|RUNLOG|SAGEMAKER)_/.test(name));
      assertEquals(names.sort(), [
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "RUNLOG_SESSION",
        "SAGEMAKER_USER_CONFIG_OVERRIDE",
      ]);
      // runlog itself is such a client.
      const { code, stdout, stderr } = await runlogCommand(["list"], { cwd: folder, env: after })
        .output();
      const decoder = new TextDecoder();
      assertEquals(code, 0, decoder.decode(stderr));
      assertMatch(decoder.decode(stdout), /there/);
    }));
}

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
