import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, getRun, type Run, type Session, startRun } from "../../mod.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

interface Open extends AsyncDisposable {
  readonly session: Session;
  readonly run: Run;
  /** A folder with `a.json`, `b.txt`, `deep/c.json` and `deep/link`. */
  readonly folder: string;
  /** Keys of the objects there are. */
  keys(): Promise<readonly string[]>;
}

/** Files of that folder, of which the last is a link. */
const FILES = ["a.json", "b.txt", "deep/c.json", "deep/link"];

/** A run over a service that refuses the upload of one file. */
async function open(refused?: string, strict = false): Promise<Open> {
  const service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      refused !== undefined && operation.startsWith("PUT") && operation.endsWith(refused)
        ? new Response("<Error><Code>AccessDenied</Code><Message>no</Message></Error>", {
          status: 403,
          headers: { "content-type": "application/xml" },
        })
        : undefined,
  );
  const folder = await Deno.makeTempDir({ prefix: "runlog-directory-" });
  await Deno.mkdir(`${folder}/model/deep`, { recursive: true });
  for (const file of ["a.json", "b.txt", "deep/c.json"]) {
    await Deno.writeTextFile(`${folder}/model/${file}`, file);
  }
  await Deno.symlink(`${folder}/model/a.json`, `${folder}/model/deep/link`);
  const run = await startRun({
    experimentName: "demo",
    session,
    captureEnvironment: false,
    strict,
  });
  return {
    session,
    run,
    folder: `${folder}/model`,
    async keys() {
      const Bucket = `sagemaker-local-${run.arn.split(":")[4]}`;
      const { Contents = [] } = await session.s3.call("ListObjectsV2", { Bucket });
      return Contents.map(({ Key = "" }) => Key.split(`${run.trialComponentName}/`)[1] ?? "");
    },
    async [Symbol.asyncDispose]() {
      await run.close();
      await session[Symbol.asyncDispose]();
      await service.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("logDirectory() is one artifact: the address that its files' keys start with", async () => {
  await using at = await open();
  const { uri, files, size } = await at.run.logDirectory(at.folder);
  assertEquals([files, size], [4, 28]);
  assertEquals(await at.keys(), FILES.map((file) => `model/${file}`));
  await at.run.flush();
  const { experimentName, runName } = at.run;
  const { outputArtifacts } = await getRun({ experimentName, runName }, { session: at.session });
  assertEquals(outputArtifacts, {
    model: { value: uri, mediaType: "application/x-directory" },
  });
  assertEquals(uri.endsWith(`/${at.run.trialComponentName}/model/`), true);
});

Deno.test("logDirectory() takes the files that its globs tell", async () => {
  await using at = await open();
  const cases = [
    [{ include: "*.json" }, ["a.json"]],
    [{ include: "**/*.json" }, ["a.json", "deep/c.json"]],
    [{ include: ["*.{txt,md}", "deep/*"] }, ["b.txt", "deep/c.json", "deep/link"]],
    [{ exclude: "deep/**" }, ["a.json", "b.txt"]],
    [{ include: "**/*.json", exclude: ["a.*"] }, ["deep/c.json"]],
  ] as const;
  for (const [index, [filter, files]] of cases.entries()) {
    const name = `chosen-${index}`;
    await at.run.logDirectory(at.folder, { ...filter, name });
    const keys = (await at.keys()).filter((key) => key.startsWith(`${name}/`));
    assertEquals(keys, files.map((file) => `${name}/${file}`));
  }
});

Deno.test("logDirectory() refuses folders that are absent or have no such file, before anything is sent", async () => {
  await using at = await open();
  for (
    const [path, options] of [
      [`${at.folder}/absent`, {}],
      [`${at.folder}/a.json`, {}],
      [at.folder, { include: "*.bin" }],
    ] as const
  ) await assertRejects(() => at.run.logDirectory(path, options), ArgumentError);
  await at.run.logDirectory(at.folder);
  await assertRejects(() => at.run.logDirectory(at.folder), ArgumentError, "be free");
});

Deno.test("logDirectory() with a name that leads out of the run's folder stays in it", async () => {
  await using at = await open();
  await at.run.logDirectory(at.folder, { name: "../up" });
  assertEquals(await at.keys(), FILES.map((file) => `%2E%2E/up/${file}`));
});

Deno.test("logDirectory() whose one file is refused removes the others, and records nothing", async () => {
  await using at = await open("c.json");
  await assertRejects(() => at.run.logDirectory(at.folder), Error, "no");
  assertEquals(await at.keys(), []);
  await at.run.flush();
  const { experimentName, runName } = at.run;
  const { outputArtifacts } = await getRun({ experimentName, runName }, { session: at.session });
  assertEquals(outputArtifacts, {});
});

Deno.test("a file beyond the 60th of a strict run is refused before anything of it is sent", async () => {
  await using at = await open(undefined, true);
  for (let index = 0; index < 60; index++) at.run.logArtifact(`a${index}`, "s3://x/y");
  let pulls = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulls++;
      controller.enqueue(new Uint8Array(1024));
    },
  }, { highWaterMark: 0 });
  await assertRejects(() => at.run.logFile(stream, { name: "b" }), ArgumentError, "at most 60");
  await assertRejects(() => at.run.logDirectory(at.folder), ArgumentError, "at most 60");
  assertEquals(pulls, 0);
  await assertRejects(() => at.keys(), Error, "bucket");
});

Deno.test("a file beyond the 60th is stored, and run.problems has the one that the run does not list", async () => {
  await using at = await open();
  for (let index = 0; index < 60; index++) at.run.logArtifact(`a${index}`, "s3://x/y");
  await at.run.logDirectory(at.folder);
  assertEquals(await at.keys(), FILES.map((file) => `model/${file}`));
  assertEquals(at.run.problems.map(({ name, effect }) => [name, effect]), [["model", "changed"]]);
});

Deno.test("logDirectory() of a strict run refuses what it would leave out, by name, before anything is sent", async () => {
  await using at = await open(undefined, true);
  await Deno.symlink(`${at.folder}/none`, `${at.folder}/deep/gone`);
  const error = await assertRejects(() => at.run.logDirectory(at.folder), ArgumentError, "gone");
  assertEquals(error.value, "model/deep/gone");
  await assertRejects(() => at.keys(), Error, "bucket");
  await at.run.logDirectory(at.folder, { exclude: "deep/gone" });
  assertEquals(await at.keys(), FILES.map((file) => `model/${file}`));
});

Deno.test("logDirectory() says why a folder has nothing to log", async () => {
  await using at = await open();
  await Deno.mkdir(`${at.folder}/links`);
  await Deno.symlink("none", `${at.folder}/links/gone`);
  const log = (): Promise<unknown> => at.run.logDirectory(`${at.folder}/links`);
  await assertRejects(log, ArgumentError, '"gone" must lead to a file');
});

Deno.test("files and folders whose keys would meet are refused by the other's name", async () => {
  await using at = await open();
  await at.run.logText("x", { name: "model/a.json" });
  const log = (name: string): Promise<unknown> => at.run.logDirectory(at.folder, { name });
  await assertRejects(
    () => log("model"),
    ArgumentError,
    'share files in S3 with the run\'s output "model/a.json"',
  );
  await log("other");
  const nested = (): Promise<unknown> => at.run.logText("x", { name: "other/b.txt" });
  await assertRejects(nested, ArgumentError, '"other"');
  await assertRejects(() => log("other/deep"), ArgumentError, '"other"');
  await at.run.logText("x", { name: "other.txt" });
  await at.run.logDirectory(at.folder, { name: "model", isOutput: false });
});

Deno.test("a folder called runlog leaves out the file that would replace the run's parameters", async () => {
  await using at = await open();
  await Deno.rename(`${at.folder}/a.json`, `${at.folder}/parameters.json`);
  await Deno.remove(`${at.folder}/deep/link`);
  await at.run.logDirectory(at.folder, { name: "runlog" });
  assertEquals(await at.keys(), ["runlog/b.txt", "runlog/deep/c.json"]);
  assertEquals(at.run.problems.map(({ name }) => name), ["runlog/parameters.json"]);
});
