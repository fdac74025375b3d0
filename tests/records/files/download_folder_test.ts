import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { downloadArtifact, DownloadError, type Session, withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { parseAddress } from "../../../src/artifacts/address.ts";
import { linesOf, type ScriptRuntime, startScript } from "../../support/children.ts";
import { bytesOf } from "../../support/sample_bytes.ts";
import { smallDisk } from "../../support/small_disk.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const PART = /^\.runlog-download-[0-9a-f]{8}\.part$/;

/** Records a run with a folder, and puts further objects under the folder's prefix. */
async function record(
  session: Session,
  runName: string,
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  keys: readonly string[] = [],
): Promise<void> {
  const source = await Deno.makeTempDir({ prefix: "runlog-model-" });
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(`${source}/${name}`, bytes);
  }
  const names = { experimentName: "downloads", runName, captureEnvironment: false };
  const { uri } = await withRun(
    { ...names, session },
    (run) => run.logDirectory(source, { name: "model" }),
  );
  const { bucket, key } = parseAddress(uri) ?? { bucket: "", key: "" };
  for (const own of keys) {
    const Body = own.endsWith("/") ? "" : "x";
    await session.s3.call("PutObject", { Bucket: bucket, Key: key + own, Body });
  }
  await Deno.remove(source, { recursive: true });
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, a folder with markers and keys that cannot be files comes without them, and they are named`, () =>
    inFolder(async (folder) => {
      {
        await using session = await localSession({ path: `${folder}/store` });
        const keys = ["empty/", "a.bin/b", "double//slash", "deep/er/c.bin", "back\\slash"];
        await record(session, "odd", { "a.bin": bytesOf(1_000) }, keys);
      }
      const to = `${folder}/to`;
      await Deno.mkdir(to);
      await Deno.symlink(folder, `${to}/deep`);
      const args = [`${folder}/store`, "odd", to];
      const child = await startScript(runtime, "tests/records/files/download_child.ts", args);
      const { stdout, stderr } = await child.output();
      const text = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
      assertMatch(text, /^\{/, new TextDecoder().decode(stderr));
      const { files, failed } = JSON.parse(text);
      const named = failed.map(({ within }: { readonly within: string }) => within).toSorted();
      assertEquals([files, named], [2, ["a.bin/b", "deep/er/c.bin", "double//slash"]]);
      const found = [...Deno.readDirSync(to)].map(({ name }) => name).toSorted();
      assertEquals(found, ["a.bin", "back\\slash", "deep"]);
      assertEquals(await Deno.readFile(`${to}/a.bin`), bytesOf(1_000));
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).toSorted(), [
        "store",
        "to",
      ]);
    }));

  Deno.test(`in ${runtime}, a download that is killed leaves whole files, and others only under names that say so`, () =>
    inFolder(async (folder) => {
      const bytes = bytesOf(2 ** 20);
      const names = Array.from({ length: 30 }, (_, index) => `${index}.bin`);
      {
        await using session = await localSession({ path: `${folder}/store` });
        await record(session, "long", Object.fromEntries(names.map((name) => [name, bytes])));
      }
      const args = [`${folder}/store`, "long", `${folder}/to`];
      const child = await startScript(runtime, "tests/records/files/download_child.ts", args);
      const stderr = new Response(child.stderr).text();
      for await (const line of linesOf(child)) if (line === "begun") child.kill("SIGKILL");
      await child.status;
      await stderr;
      for (const { name } of Deno.readDirSync(`${folder}/to`)) {
        if (PART.test(name)) continue;
        assert(names.includes(name), name);
        assertEquals(await Deno.readFile(`${folder}/to/${name}`), bytes);
      }
    }));
}

Deno.test("DownloadError has the files that are not there, and names three of them", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: `${folder}/store` });
    const keys = ["a//1", "a//2", "a//3", "a//4"];
    await record(session, "many", { "good.bin": bytesOf(10) }, keys);
    const names = { experimentName: "downloads", runName: "many" };
    const to = `${folder}/to`;
    const error = await assertRejects(
      () => downloadArtifact(names, "model", to, { session }),
      DownloadError,
      "and 1 more. 1 other file was downloaded",
    );
    assertEquals([error.path, error.files, error.failed.length], [to, 1, 4]);
    assertMatch(error.uri, /^s3:\/\/.*\/$/);
  }));

Deno.test("a full disk stops the download of a folder, is named, and no half file has a final name", () =>
  inFolder(async (folder) => {
    await using disk = await smallDisk(4);
    if (!disk) return;
    await using session = await localSession({ path: `${folder}/store` });
    const bytes = bytesOf(900_000);
    const names = Array.from({ length: 8 }, (_, index) => `${index}.bin`);
    await record(session, "large", Object.fromEntries(names.map((name) => [name, bytes])));
    const run = { experimentName: "downloads", runName: "large" };
    await assertRejects(
      () => downloadArtifact(run, "model", `${disk.path}/to`, { session }),
      Error,
      "ENOSPC",
    );
    const found = [...Deno.readDirSync(`${disk.path}/to`)];
    for (const { name } of found) {
      assertEquals((await Deno.stat(`${disk.path}/to/${name}`)).size, 900_000);
    }
    assert(found.length >= 1 && found.length < names.length);
  }));
