import { assert, assertEquals, assertRejects } from "@std/assert";
import type { FileHandle } from "node:fs/promises";
import {
  ArgumentError,
  downloadArtifact,
  FileChangedError,
  openArtifact,
  type Run,
  type Session,
  startRun,
} from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { dice, SEED } from "../support/dice.ts";
import { type Register, type SuiteContext, uniqueName } from "./suite.ts";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();

/** Whether this is a Deno of an earlier version. */
function isDenoBefore(...wanted: readonly number[]): boolean {
  const { Deno } = globalThis as {
    readonly Deno?: { readonly version: { readonly deno: string } };
  };
  if (!Deno) return false;
  const version = Deno.version.deno.split(".").map(Number);
  const at = wanted.findIndex((part, index) => part !== version[index]);
  return at >= 0 && (version[at] ?? 0) < (wanted[at] ?? 0);
}

/** Files on disk as people keep them, in each runtime that has a file system. */
export function diskFilesSuite({ runtime, test, session: open }: SuiteContext): void {
  // Pages have no file system.
  if (runtime === "chromium") return;
  const fs = process.getBuiltinModule?.("node:fs");
  const os = process.getBuiltinModule?.("node:os");
  const childProcess = process.getBuiltinModule?.("node:child_process");
  if (!fs || !os || !childProcess) return;
  // Programs, links and files of the system are beyond the permissions that recording needs.
  const testWithAll: Register = mayDoAll() ? test : () => {};
  const testOfDescriptors: Register = showsDescriptors(fs) ? test : () => {};

  /** Calls work with an open run and a folder of its own. */
  const withFolder = async (
    work: (
      at: { readonly run: Run; readonly session: Session; readonly folder: string },
    ) => unknown,
  ): Promise<void> => {
    const session = await open();
    const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-disk-`);
    try {
      await using run = await startRun({ experimentName: uniqueName(), session });
      await work({ run, session, folder });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };

  const read = async (run: Run, name: string, session: Session): Promise<string> => {
    await run.flush();
    return await (await openArtifact(run, name, { session })).text();
  };

  testWithAll(
    "logDirectory() follows links, and names what it leaves out, without waiting for a pipe",
    () =>
      withFolder(async ({ run, session, folder }) => {
        const snapshot = `${folder}/snapshots/main`;
        fs.mkdirSync(`${snapshot}/onnx`, { recursive: true });
        fs.mkdirSync(`${folder}/blobs/tokenizer`, { recursive: true });
        fs.writeFileSync(`${folder}/blobs/abc`, "weights");
        fs.writeFileSync(`${folder}/blobs/tokenizer/vocab.txt`, "words");
        fs.writeFileSync(`${snapshot}/config.json`, "{}");
        fs.symlinkSync("../../blobs/abc", `${snapshot}/model.safetensors`);
        fs.symlinkSync("../../blobs/tokenizer", `${snapshot}/tokenizer`);
        fs.symlinkSync("../../blobs/gone", `${snapshot}/gone.bin`);
        fs.symlinkSync("..", `${snapshot}/onnx/up`);
        fs.symlinkSync("../..", `${snapshot}/root`);
        fs.symlinkSync("itself", `${snapshot}/itself`);
        childProcess.execFileSync("mkfifo", [`${snapshot}/pipe`]);
        fs.symlinkSync("/dev/zero", `${snapshot}/device`);
        const { files } = await run.logDirectory(snapshot, { name: "model" });
        assertEquals(files, 3);
        assertEquals(
          run.problems.map(({ name, effect }) => [name, effect]).toSorted(),
          ["device", "gone.bin", "itself", "onnx/up", "pipe", "root"]
            .map((name) => [`model/${name}`, "left out"]),
        );
        await run.flush();
        const copy = `${folder}/copy`;
        await downloadArtifact(run, "model", copy, { session });
        assertEquals(fs.readFileSync(`${copy}/model.safetensors`, "utf8"), "weights");
        assertEquals(fs.readFileSync(`${copy}/tokenizer/vocab.txt`, "utf8"), "words");
        assertEquals(fs.readFileSync(`${copy}/config.json`, "utf8"), "{}");
      }),
  );

  testWithAll(
    "logDirectory() names a file whose name is not UTF-8, and sends none in its place",
    () =>
      withFolder(async ({ run, folder }) => {
        // A runtime shows both names as "b\ufffda", under which the third file really is.
        const script =
          "for name in 'b\\377a' 'b\\376a'; do printf x > \"$(printf \"$name\")\"; done";
        childProcess.execFileSync("sh", ["-c", script], { cwd: folder });
        fs.writeFileSync(`${folder}/plain.txt`, "plain");
        assertEquals((await run.logDirectory(folder, { name: "first" })).files, 1);
        fs.writeFileSync(`${folder}/b\ufffda`, "its own");
        assertEquals((await run.logDirectory(folder, { name: "second" })).files, 2);
        const problems = run.problems.map(({ name, reason, count }) => [name, reason, count]);
        // Deno before 2.8.3 does not list such names at all.
        if (isDenoBefore(2, 8, 3)) return assertEquals(problems, []);
        assertEquals(problems, [
          ["first/b\ufffda", "file must have a name in UTF-8", 2],
          ["second/b\ufffda", "file must have a name in UTF-8", 2],
        ]);
      }),
  );

  for (const size of [300 * 1024, 6 * MIB]) {
    const before = bytesOf(size);
    const after = bytesOf(size + 1000).map((byte) => byte ^ 0xff);
    const changes: Readonly<Record<string, (path: string) => void>> = {
      cut: (path) => fs.truncateSync(path, 0),
      rewritten: (path) => fs.writeFileSync(path, after),
      // A byte behind what is read, and the same length.
      "rewritten in place": (path) => writeAt(path, size - 1, [1]),
      // As logs with a header are written.
      "rewritten and grown": (path) => {
        writeAt(path, 0, [1]);
        fs.appendFileSync(path, "more");
      },
    };
    const writeAt = (path: string, position: number, bytes: readonly number[]): void => {
      const file = fs.openSync(path, "r+");
      fs.writeSync(file, Uint8Array.from(bytes), 0, bytes.length, position);
      fs.closeSync(file);
    };

    for (const [name, change] of Object.entries(changes)) {
      test(`a file of ${size} bytes that is ${name} while it is read fails by name, and nothing is stored`, () =>
        withFolder(async ({ run, folder }) => {
          const path = `${folder}/weights.bin`;
          fs.writeFileSync(path, before);
          using _ = whileRead(fs, path, () => change(path));
          const error = await assertRejects(() => run.logFile(path), FileChangedError);
          assertEquals([error.path, error.change], [path, name.split(" ")[0]]);
          assertEquals(error.before.size, size);
          await run.flush();
          await assertRejects(() => openArtifact(run, "weights.bin"), Error);
        }));
    }

    test(`a file of ${size} bytes that changes while it is read is read again, with onChange`, () =>
      withFolder(async ({ run, session, folder }) => {
        const path = `${folder}/weights.bin`;
        fs.writeFileSync(path, before);
        fs.mkdirSync(`${folder}/model`);
        fs.linkSync(path, `${folder}/model/weights.bin`);
        {
          using _ = whileRead(fs, path, () => fs.writeFileSync(path, after));
          await run.logFile(path, { onChange: "retry" });
        }
        {
          const linked = `${folder}/model/weights.bin`;
          using _ = whileRead(fs, linked, () => writeAt(path, 5, [7]));
          await run.logDirectory(`${folder}/model`, { onChange: "retry" });
        }
        await run.flush();
        const stored = await openArtifact(run, "weights.bin", { session });
        assertEquals(await stored.bytes(), after);
        await downloadArtifact(run, "model", `${folder}/back`, { session });
        const back = new Uint8Array(fs.readFileSync(`${folder}/back/weights.bin`));
        assertEquals(back, after.with(5, 7));
      }));

    test(`a file of ${size} bytes that always changes is given up, also with onChange`, () =>
      withFolder(async ({ run, folder }) => {
        const path = `${folder}/weights.bin`;
        fs.writeFileSync(path, before);
        let changes = 0;
        using _ = whileRead(fs, path, () => writeAt(path, 0, [++changes]), Infinity);
        await assertRejects(() => run.logFile(path, { onChange: "retry" }), FileChangedError);
        assertEquals(changes, 5);
      }));

    test(`a log of ${size} bytes to which others append keeps the length it had`, () =>
      withFolder(async ({ run, session, folder }) => {
        const path = `${folder}/train.log`;
        fs.writeFileSync(path, before);
        using _ = whileRead(fs, path, () => fs.appendFileSync(path, "more"), Infinity);
        await run.logFile(path);
        await run.flush();
        assertEquals(await (await openArtifact(run, "train.log", { session })).bytes(), before);
      }));
  }

  test("a file that is removed before it is read fails by name", () =>
    withFolder(async ({ run, folder }) => {
      const path = `${folder}/weights.bin`;
      fs.writeFileSync(path, "x");
      const logged = run.logFile(path);
      // The path is opened to see whether it can be read, and again to read it.
      using _ = onOpen(fs, path, 2, () => fs.rmSync(path));
      const error = await assertRejects(() => logged, FileChangedError);
      assertEquals([error.path, error.change, error.after], [path, "removed", undefined]);
    }));

  testWithAll(
    "an empty log that grows stays empty, and a file whose content is made up is whole",
    () =>
      withFolder(async ({ run, session, folder }) => {
        const path = `${folder}/train.log`;
        fs.writeFileSync(path, "");
        using _ = onOpen(fs, path, 2, () => fs.appendFileSync(path, "more"));
        await run.logFile(path);
        assertEquals(await read(run, "train.log", session), "");
        await run.logFile("/proc/self/status");
        assert((await read(run, "status", session)).includes("VmRSS"));
      }),
  );

  test("streams of Node, bodies and shared memory are files as well", () =>
    withFolder(async ({ run, session, folder }) => {
      const path = `${folder}/data.csv`;
      fs.writeFileSync(path, "x,y\n");
      await run.logFile(fs.createReadStream(path));
      await run.logFile(fs.createReadStream(path, "utf8"), { name: "text.csv" });
      const shared = new SharedArrayBuffer(8);
      new Uint8Array(shared).set(encoder.encode("--x,y\n--"));
      await run.logFile(new Uint8Array(shared, 2, 4), { name: "shared.csv" });
      await run.logFile(new Response("x,y\n"), { name: "response.csv" });
      const request = new Request("http://localhost/", { method: "POST", body: "x,y\n" });
      await run.logFile(request, { name: "request.csv" });
      const pieces = async function* (): AsyncGenerator<Uint8Array | string> {
        yield "x,";
        yield encoder.encode("y\n");
      };
      await run.logFile(pieces(), { name: "pieces.csv" });
      const names = ["data", "text", "shared", "response", "request", "pieces"];
      for (const name of names) {
        assertEquals(await read(run, `${name}.csv`, session), "x,y\n", name);
      }
    }));

  test("a stream of Node of a file that does not exist fails with its error", () =>
    withFolder(async ({ run, folder }) => {
      const source = fs.createReadStream(`${folder}/none.csv`);
      await assertRejects(() => run.logFile(source), Error, "ENOENT");
      const over = fs.createReadStream(`${folder}/none.csv`);
      over.on("error", () => {}).destroy();
      await assertRejects(() => run.logFile(over), ArgumentError, "has not ended");
    }));

  testOfDescriptors(
    "200 uploads that are given up at any moment leave no descriptor open",
    () =>
      withFolder(async ({ run, folder }) => {
        // In one request, and in parts.
        const paths = [`${folder}/small.bin`, `${folder}/large.bin`] as const;
        const sizes = [600 * 1024, 6 * MIB] as const;
        const write = (index: 0 | 1): void => fs.writeFileSync(paths[index], bytesOf(sizes[index]));
        [write(0), write(1)];
        const descriptors = (): number =>
          fs.readdirSync("/proc/self/fd").filter((fd) => linkOf(fs, fd)?.startsWith(folder)).length;
        const random = dice(SEED);
        for (let trial = 0; trial < 200; trial++) {
          const index = trial % 8 === 0 ? 1 : 0;
          const path = paths[index];
          const isStream = trial % 5 === 0;
          const isCut = trial % 7 === 0;
          const stop = new AbortController();
          const turns = Math.floor(30 * random());
          using _ = isCut ? whileRead(fs, path, () => fs.truncateSync(path, 7)) : undefined;
          const source = isStream ? fs.createReadStream(path) : path;
          const logged = run.logFile(source, {
            name: "weights",
            overwrite: true,
            signal: stop.signal,
          });
          const outcome = logged.then(() => "stored", (error) => String(error));
          for (let turn = 0; turn < turns; turn++) await new Promise((next) => setTimeout(next, 0));
          stop.abort(new Error("enough"));
          await outcome;
          if (isCut) write(index);
          // The end of a stream of Node is not awaited: it may never come.
          for (let wait = 0; isStream && wait < 500 && descriptors() > 0; wait++) {
            await new Promise((next) => setTimeout(next, 10));
          }
          assertEquals(descriptors(), 0, `trial ${trial}, ${turns} turns: ${await outcome}`);
        }
      }),
  );

  testOfDescriptors(
    "uploads that a bucket refuses or a closed session ends leave no descriptor open",
    () =>
      withFolder(async ({ folder }) => {
        const path = `${folder}/weights.bin`;
        fs.writeFileSync(path, bytesOf(6 * MIB));
        const logger = { info() {}, warn() {}, error() {} };
        for (let trial = 0; trial < 6; trial++) {
          const session = await localSession({ path: `${folder}/store-${trial}`, logger });
          const artifactBucket = trial % 2 === 0 ? undefined : "none-such";
          const run = await startRun({ experimentName: uniqueName(), session, artifactBucket });
          const logged = run.logFile(path).then(() => {}, () => {});
          for (let turn = 0; turn < 5 * trial; turn++) {
            await new Promise((next) => setTimeout(next, 0));
          }
          await session[Symbol.asyncDispose]();
          await logged;
          await run.close({ timeoutMs: 0 }).catch(() => {});
          const open = fs.readdirSync("/proc/self/fd").filter((fd) => linkOf(fs, fd) === path);
          assertEquals(open, []);
        }
      }),
  );
}

type FileSystem = typeof import("node:fs");

/** Whether this process has every permission. In Deno it may have less. */
function mayDoAll(): boolean {
  const { Deno } = globalThis as {
    readonly Deno?: {
      readonly permissions: { querySync(about: { readonly name: string }): { state: string } };
    };
  };
  return Deno === undefined || Deno.permissions.querySync({ name: "run" }).state === "granted";
}

/** Only Linux shows the descriptors of a process as files, and Deno only to a process that may do all. */
function showsDescriptors(fs: FileSystem): boolean {
  try {
    return fs.readdirSync("/proc/self/fd").length > 0;
  } catch {
    return false;
  }
}

function linkOf(fs: FileSystem, descriptor: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // The descriptor with which the folder is listed is gone.
    return undefined;
  }
}

/** Calls back after the first bytes of a file have been read or copied, as often as that begins. */
export function whileRead(
  fs: FileSystem,
  path: string,
  change: () => void,
  times = 1,
): Disposable {
  const { copyFile } = fs.promises;
  fs.promises.copyFile = async (...given) => {
    await copyFile.apply(fs.promises, given);
    if (given[0] === path && times-- > 0) change();
  };
  const opening = intercept(fs, path, (handle) => {
    const read = handle.read.bind(handle) as (...given: unknown[]) => Promise<unknown>;
    let isFirst = true;
    Object.assign(handle, {
      async read(...given: unknown[]) {
        const result = await read(...given);
        if (isFirst && times-- > 0) change();
        isFirst = false;
        return result;
      },
    });
  });
  return {
    [Symbol.dispose]() {
      fs.promises.copyFile = copyFile;
      opening[Symbol.dispose]();
    },
  };
}

/** Calls back before a path is opened for a given time. */
function onOpen(fs: FileSystem, path: string, time: number, change: () => void): Disposable {
  return intercept(fs, path, () => {}, () => {
    if (--time === 0) change();
  });
}

function intercept(
  fs: FileSystem,
  path: string,
  act: (handle: FileHandle) => void,
  before: () => void = () => {},
): Disposable {
  const { open } = fs.promises;
  fs.promises.open = async (...given) => {
    if (given[0] === path) before();
    const handle = await open.apply(fs.promises, given);
    if (given[0] === path) act(handle);
    return handle;
  };
  return {
    [Symbol.dispose]: () => void (fs.promises.open = open),
  };
}
