import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  downloadArtifact,
  IntegrityError,
  openArtifact,
  type Run,
  type Session,
  startRun,
} from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { bytesOf } from "../../support/sample_bytes.ts";
import { temporaryService } from "../../support/services.ts";

const MIB = 1024 * 1024;

interface Recorded extends AsyncDisposable {
  readonly session: Session;
  readonly run: Run;
  /** The store's folder of objects. */
  readonly objects: string;
  /** A folder to download to. */
  readonly folder: string;
}

async function recorded(): Promise<Recorded> {
  const service = await temporaryService();
  const session = await serviceSession(service);
  const folder = await Deno.makeTempDir({ prefix: "runlog-download-" });
  const run = await startRun({ experimentName: "demo", session, captureEnvironment: false });
  return {
    session,
    run,
    objects: `${service.folder}/objects`,
    folder,
    async [Symbol.asyncDispose]() {
      await run.close();
      await session[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function namesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

/** Changes one byte of the one object that the store holds. */
async function damage(objects: string): Promise<void> {
  const [file = ""] = namesIn(objects);
  const bytes = await Deno.readFile(`${objects}/${file}`);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await Deno.writeFile(`${objects}/${file}`, bytes);
}

Deno.test("downloadArtifact() brings back what was logged, of any size, and tells its progress", async () => {
  await using at = await recorded();
  for (const size of [0, 1, 5 * MIB, 12 * MIB]) {
    await at.run.logFile(bytesOf(size), { name: `${size}.bin` });
    await at.run.flush();
    const path = `${at.folder}/a/b/${size}.bin`;
    const heard: (number | undefined)[] = [];
    const done = await downloadArtifact(at.run, `${size}.bin`, path, {
      session: at.session,
      onProgress: ({ loaded, total }) => heard.push(loaded, total),
    });
    assertEquals([done.files, done.size, done.path], [1, size, path]);
    assert(size === 0 || heard.at(-2) === size && heard.at(-1) === size);
    assertEquals(await Deno.readFile(path), bytesOf(size));
  }
});

Deno.test("downloadArtifact() notices damage of one byte, and leaves what was there before", async () => {
  for (const size of [100, 12 * MIB]) {
    await using at = await recorded();
    const uri = await at.run.logFile(bytesOf(size), { name: "weights.bin" });
    await at.run.flush();
    await damage(at.objects);
    const path = `${at.folder}/weights.bin`;
    await Deno.writeTextFile(path, "before");
    const options = { session: at.session };
    const error = await assertRejects(
      () => downloadArtifact(at.run, "weights.bin", path, options),
      IntegrityError,
    );
    assertEquals(error.uri, uri);
    assertEquals(await Deno.readTextFile(path), "before");
    assertEquals(namesIn(at.folder), ["weights.bin"]);
    const opened = await openArtifact(at.run, "weights.bin", options);
    await assertRejects(() => opened.bytes(), IntegrityError);
  }
});

Deno.test("downloadArtifact() that is given up leaves nothing", async () => {
  await using at = await recorded();
  await at.run.logFile(bytesOf(12 * MIB), { name: "weights.bin" });
  await at.run.flush();
  const stop = new AbortController();
  const error = await assertRejects(() =>
    downloadArtifact(at.run, "weights.bin", `${at.folder}/weights.bin`, {
      session: at.session,
      signal: stop.signal,
      onProgress: ({ loaded }) => {
        if (loaded > 6 * MIB) stop.abort(new Error("enough"));
      },
    })
  );
  assertEquals((error as Error).message, "enough");
  assertEquals(namesIn(at.folder), []);
});

Deno.test("downloadArtifact() brings back a folder, with the folders within", async () => {
  await using at = await recorded();
  const source = `${at.folder}/model`;
  await Deno.mkdir(`${source}/shards/deep`, { recursive: true });
  const files = ["config.json", "shards/0.bin", "shards/deep/ü, b.bin", ".hidden"];
  for (const [index, file] of files.entries()) {
    await Deno.writeFile(`${source}/${file}`, bytesOf(index * 1000));
  }
  await at.run.logDirectory(source);
  await at.run.flush();
  const path = `${at.folder}/copy`;
  const options = { session: at.session };
  const done = await downloadArtifact(at.run, "model", path, options);
  assertEquals([done.files, done.size], [4, 6000]);
  for (const [index, file] of files.entries()) {
    assertEquals(await Deno.readFile(`${path}/${file}`), bytesOf(index * 1000));
  }
});
