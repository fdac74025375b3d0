import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { runTool } from "../support/tools.ts";

const ROOT = new URL("../../", import.meta.url);

const CHOOSE = `
    import { defaultSession } from "${ROOT}mod.ts";
    try {
      console.log("at " + (await defaultSession()).location);
    } catch (error) {
      console.log("at " + error.name + ": " + error.message);
    }`;

/** What `defaultSession()` chooses in an environment, asked in a process of its own. */
async function choose(
  env: Record<string, string>,
  script = CHOOSE,
): Promise<{ location: string; output: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-default-" });
  await Deno.writeTextFile(`${folder}/script.ts`, script);
  const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
  const { output } = await runTool(
    Deno.execPath(),
    ["run", "-A", "--no-check", `--config=${fromFileUrl(ROOT)}deno.json`, "script.ts"],
    { cwd: folder, clearEnv: true, env: { PATH, HOME: folder, DENO_DIR, NO_COLOR: "1", ...env } },
  );
  await Deno.remove(folder, { recursive: true });
  const location = output.split("\n").find((line) => line.startsWith("at ")) ?? output;
  return { location, output };
}

const CHOICES: readonly (readonly [string, Record<string, string>, string])[] = [
  [
    "RUNLOG_SESSION=local:",
    { RUNLOG_SESSION: "local:mine", AWS_REGION: "eu-west-1" },
    "at local store mine",
  ],
  [
    "RUNLOG_SESSION=aws",
    { RUNLOG_SESSION: "aws", AWS_REGION: "eu-west-1" },
    "at SageMaker in eu-west-1",
  ],
  ["AWS_REGION", { AWS_REGION: "eu-west-1" }, "at SageMaker in eu-west-1"],
  ["AWS_DEFAULT_REGION", { AWS_DEFAULT_REGION: "us-east-2" }, "at SageMaker in us-east-2"],
  ["nothing", {}, "at local store ./runlog"],
];

for (const [name, env, expected] of CHOICES) {
  Deno.test(`defaultSession() with ${name} records ${expected}`, async () => {
    const { location, output } = await choose(env);
    assertEquals(location, expected);
    const isTold = output.includes("runs are recorded locally in ./runlog/");
    assertEquals(isTold, expected === "at local store ./runlog");
  });
}

Deno.test("defaultSession() with a profile that names no region is an error, and records nowhere else", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "[profile research]\noutput = json\n");
  const { location } = await choose({ AWS_CONFIG_FILE: file, AWS_PROFILE: "research" });
  assertMatch(location, /^at SessionError: .*region/i);
  await Deno.remove(file);
});

Deno.test("defaultSession() that failed to open is opened anew, and one that opened is shared", async () => {
  const { location } = await choose(
    { RUNLOG_SESSION: "aws" },
    `
    import { defaultSession } from "${ROOT}mod.ts";
    const first = await defaultSession().catch((error) => error.name);
    Deno.env.set("AWS_REGION", "eu-west-1");
    const session = await defaultSession();
    console.log("at " + [first, session.location, await defaultSession() === session].join(", "));`,
  );
  assertEquals(location, "at SessionError, SageMaker in eu-west-1, true");
});

Deno.test("defaultSession() takes the region of a profile's file", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "[profile research]\nregion = ap-south-1\n");
  const { location } = await choose({ AWS_CONFIG_FILE: file, AWS_PROFILE: "research" });
  assertEquals(location, "at SageMaker in ap-south-1");
  await Deno.remove(file);
});

Deno.test("defaultSession() refuses a RUNLOG_SESSION that says neither", async () => {
  const { location } = await choose({ RUNLOG_SESSION: "cloud" });
  assertStringIncludes(
    location,
    'SessionError: Cannot choose session: RUNLOG_SESSION must be "aws"',
  );
});

Deno.test("a run takes the session that it is given, and the default session without one", async () => {
  const { location } = await choose(
    { RUNLOG_SESSION: "local:default" },
    `
    import { defaultSession, listRuns, withRun } from "${ROOT}mod.ts";
    import { localSession } from "${ROOT}src/local.ts";
    const session = await localSession({ path: "given" });
    await withRun({ experimentName: "demo", runName: "in-default" }, () => {});
    await withRun({ experimentName: "demo", runName: "in-given", session }, () => {});
    const found = [];
    for (const session of [await defaultSession(), await localSession({ path: "given" })]) {
      for await (const run of listRuns({ experimentName: "demo", session })) found.push(run.runName);
    }
    console.log("at " + found);`,
  );
  assertEquals(location, "at in-default,in-given");
});
