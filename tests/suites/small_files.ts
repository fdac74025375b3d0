import { assertEquals, assertRejects } from "@std/assert";
import { downloadArtifact, FileChangedError, type Run, type Session, startRun } from "../../mod.ts";
import fc from "../support/fast_check.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { whileRead } from "./disk_files.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

/** Small files of folders, which a store of the process takes in batches, in each runtime that has files. */
export function smallFilesSuite({ runtime, test, session: open }: SuiteContext): void {
  // Pages have no file system.
  if (runtime === "chromium") return;
  const fs = process.getBuiltinModule?.("node:fs");
  const os = process.getBuiltinModule?.("node:os");
  if (!fs || !os) return;

  const withFolder = async (
    work: (
      at: { readonly run: Run; readonly session: Session; readonly folder: string },
    ) => unknown,
  ): Promise<void> => {
    const session = await open();
    const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-small-`);
    try {
      await using run = await startRun({ experimentName: uniqueName(), session });
      await work({ run, session, folder });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };

  /** Writes a file that no one has written to for a while. */
  const write = (path: string, bytes: Uint8Array): void => {
    fs.writeFileSync(path, bytes);
    fs.utimesSync(path, 1_700_000_000, 1_700_000_000);
  };

  test("logDirectory() of any sizes brings each file back, with its media type and the sum of the sizes", () =>
    withFolder(async ({ run, session, folder }) => {
      const SIZE = fc.oneof(
        fc.constantFrom(0, 1, 65_535, 65_536, 65_537),
        fc.nat({ max: 20_000 }),
        fc.nat({ max: 400_000 }),
      );
      let trial = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(SIZE, { minLength: 1, maxLength: 90 }), async (sizes) => {
          const source = `${folder}/source-${++trial}`;
          fs.mkdirSync(`${source}/deep`, { recursive: true });
          const names = sizes.map((_, index) => `${index % 2 ? "deep/" : ""}${index}.json`);
          for (const [index, name] of names.entries()) {
            write(`${source}/${name}`, bytesOf((sizes[index] ?? 0) + 4).subarray(4));
          }
          const seen: number[] = [];
          const { files, size } = await run.logDirectory(source, {
            name: `model-${trial}`,
            onProgress: ({ loadedFiles }) => seen.push(loadedFiles),
          });
          const sum = sizes.reduce((total, one) => total + one, 0);
          assertEquals([files, size], [sizes.length, sum]);
          assertEquals(seen, sizes.map((_, index) => index + 1));
          await run.flush();
          await downloadArtifact(run, `model-${trial}`, `${source}-back`, { session });
          for (const name of names) {
            const [before, after] = [source, `${source}-back`]
              .map((path) => new Uint8Array(fs.readFileSync(`${path}/${name}`)));
            assertEquals(after, before, name);
          }
        }),
        { numRuns: 6 },
      );
      const [Key = ""] = await keysOf(run, session);
      const { ContentType } = await session.s3.call("HeadObject", { Bucket: bucketOf(run), Key });
      assertEquals([Key.endsWith(".json"), ContentType], [true, "application/json"]);
    }));

  const size = 10_000;
  const before = bytesOf(size);
  const after = bytesOf(size + 1_000).map((byte) => byte ^ 0xff);
  const writeAt = (path: string, position: number): void => {
    const file = fs.openSync(path, "r+");
    fs.writeSync(file, Uint8Array.of(7), 0, 1, position);
    fs.closeSync(file);
  };
  const changes: Readonly<Record<string, (path: string) => void>> = {
    cut: (path) => fs.truncateSync(path, 0),
    rewritten: (path) => fs.writeFileSync(path, after),
    "rewritten in place": (path) => writeAt(path, size - 1),
    "rewritten and grown": (path) => {
      writeAt(path, 0);
      fs.appendFileSync(path, "more");
    },
  };

  for (const [name, change] of Object.entries(changes)) {
    test(`a small file of a folder that is ${name} while it is read fails by name, and nothing is stored`, () =>
      withFolder(async ({ run, session, folder }) => {
        const path = `${folder}/m.bin`;
        for (const other of ["a.bin", "m.bin", "z.bin"]) write(`${folder}/${other}`, before);
        using _ = whileReadInAnyWay(fs, path, () => change(path));
        const error = await assertRejects(
          () => run.logDirectory(folder, { name: "model" }),
          FileChangedError,
        );
        assertEquals([error.path, error.change], [path, name.split(" ")[0]]);
        assertEquals(error.before.size, size);
        assertEquals(await keysOf(run, session), []);
      }));

    test(`a small file of a folder that is ${name} while it is read is read again, with onChange`, () =>
      withFolder(async ({ run, session, folder }) => {
        const path = `${folder}/m.bin`;
        for (const other of ["a.bin", "m.bin"]) write(`${folder}/${other}`, before);
        using _ = whileReadInAnyWay(fs, path, () => change(path));
        await run.logDirectory(folder, { name: "model", onChange: "retry" });
        await run.flush();
        await downloadArtifact(run, "model", `${folder}-back`, { session });
        const [now, back, other] = [path, `${folder}-back/m.bin`, `${folder}-back/a.bin`]
          .map((path) => new Uint8Array(fs.readFileSync(path)));
        fs.rmSync(`${folder}-back`, { recursive: true });
        assertEquals(back, now);
        assertEquals(other, before);
      }));
  }

  test("a small log of a folder to which others append keeps the length it had", () =>
    withFolder(async ({ run, session, folder }) => {
      const path = `${folder}/train.log`;
      write(path, before);
      using _ = whileReadInAnyWay(fs, path, () => fs.appendFileSync(path, "more"), Infinity);
      assertEquals((await run.logDirectory(folder, { name: "logs" })).size, size);
      await run.flush();
      await downloadArtifact(run, "logs", `${folder}-back`, { session });
      const back = new Uint8Array(fs.readFileSync(`${folder}-back/train.log`));
      fs.rmSync(`${folder}-back`, { recursive: true });
      assertEquals(back, before);
    }));
}

function bucketOf({ arn }: Run): string {
  const [, , , region, account] = arn.split(":");
  return `sagemaker-${region}-${account}`;
}

/** Keys of the objects that a run has. */
async function keysOf(run: Run, session: Session): Promise<readonly string[]> {
  const { Contents = [] } = await session.s3.call("ListObjectsV2", {
    Bucket: bucketOf(run),
    Prefix: `trial-component-artifacts/${run.trialComponentName}/`,
  });
  return Contents.map(({ Key = "" }) => Key);
}

type FileSystem = typeof import("node:fs");

/** Does what `whileRead` does, and the same for a file that is read without waiting. */
function whileReadInAnyWay(
  fs: FileSystem,
  path: string,
  change: () => void,
  times = 1,
): Disposable {
  const act = (): void => {
    if (times-- > 0) change();
  };
  const later = whileRead(fs, path, act, Infinity);
  const { openSync, readSync } = fs;
  const files = new Set<number>();
  Object.assign(fs, {
    openSync(...given: Parameters<typeof openSync>) {
      const file = openSync(...given);
      // The number of a file that was closed comes back for another one.
      if (given[0] === path && typeof given[1] === "number") files.add(file);
      else files.delete(file);
      return file;
    },
    readSync(...given: unknown[]) {
      const bytes = Reflect.apply(readSync, fs, given);
      if (files.delete(Number(given[0]))) act();
      return bytes;
    },
  });
  return {
    [Symbol.dispose]() {
      Object.assign(fs, { openSync, readSync });
      later[Symbol.dispose]();
    },
  };
}
