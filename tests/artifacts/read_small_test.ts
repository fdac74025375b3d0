import fs from "node:fs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileChangedError } from "../../src/artifacts/file_changed_error.ts";
import { SmallReader } from "../../src/artifacts/read_small.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";

type FileSystem = typeof fs;

/** A file system of which some functions are others. */
function changed(own: Partial<FileSystem>): FileSystem {
  return { ...fs, ...own };
}

/** Writes a file that no one has written to for a while. */
function write(path: string, bytes: Uint8Array): void {
  fs.writeFileSync(path, bytes);
  fs.utimesSync(path, 1_700_000_000, 1_700_000_000);
}

Deno.test("small files that nobody writes to are read whole, each with bytes of its own, until there is no room", () =>
  inFolder((folder) => {
    const sizes = [0, 1, 10_000, 65_536];
    for (const size of sizes) write(`${folder}/${size}`, bytesOf(size + 8).subarray(8));
    const reader = new SmallReader(fs);
    for (const _ of range(3)) {
      reader.clear();
      const read: { readonly size: number; readonly bytes: Uint8Array | undefined }[] = [];
      for (let index = 0; index < 1_000 && reader.hasRoom; index++) {
        const size = sizes[index % sizes.length] ?? NaN;
        read.push({ size, bytes: reader.read(`${folder}/${size}`)?.bytes });
      }
      assert(read.length >= 40 && read.length < 1_000, `${read.length} files`);
      for (const { size, bytes } of read) assertEquals(bytes, bytesOf(size + 8).subarray(8));
    }
    return Promise.resolve();
  }));

Deno.test("what is no small file is not read, without waiting for a pipe", () =>
  inFolder(async (folder) => {
    write(`${folder}/large`, bytesOf(65_537));
    fs.mkdirSync(`${folder}/folder`);
    fs.symlinkSync("none", `${folder}/dead`);
    fs.symlinkSync("loop", `${folder}/loop`);
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    const reader = new SmallReader(fs);
    const made = ["/proc/self/status", "/dev/zero"];
    for (const name of ["large", "folder", "dead", "loop", "pipe", "none"]) {
      assertEquals(reader.read(`${folder}/${name}`), undefined, name);
    }
    for (const path of made) assertEquals(reader.read(path), undefined, path);
  }));

Deno.test("a file that was written a moment ago is left: another change would not show in its time", () =>
  inFolder((folder) => {
    const path = `${folder}/new`;
    write(path, bytesOf(10));
    const reader = new SmallReader(fs);
    assert(reader.read(path));
    const { now } = Date;
    try {
      for (const age of [0, 5, 19, 20, 3_000]) {
        Date.now = () => 1_700_000_000_000 + age;
        assertEquals(reader.read(path) === undefined, age < 20, `${age} ms`);
      }
    } finally {
      Date.now = now;
    }
    return Promise.resolve();
  }));

Deno.test("a file that changes while it is read fails by name, one that only grows keeps its length", () =>
  inFolder(async (folder) => {
    const path = `${folder}/log`;
    const changes: readonly (readonly [string, string | undefined, () => void])[] = [
      ["grown", undefined, () => fs.appendFileSync(path, "more")],
      ["cut", "cut", () => fs.truncateSync(path, 3)],
      ["rewritten", "rewritten", () => fs.writeFileSync(path, bytesOf(100).map((byte) => ~byte))],
      ["removed and grown", "removed", () => {
        fs.appendFileSync(path, "more");
        fs.rmSync(path);
      }],
    ];
    for (const [name, change, act] of changes) {
      for (const isBefore of [true, false]) {
        write(path, bytesOf(100));
        const readSync = ((...given: Parameters<FileSystem["readSync"]>) => {
          if (isBefore) act();
          const length = fs.readSync(...given);
          if (!isBefore) act();
          return length;
        }) as FileSystem["readSync"];
        const small = new SmallReader(changed({ readSync })).read(path);
        assert(small?.check, name);
        if (change === undefined) {
          await small.check();
          assertEquals(small.bytes, bytesOf(100));
          continue;
        }
        const error = await assertRejects(small.check, FileChangedError);
        assertEquals([error.path, error.change, error.before.size], [path, change, 100], name);
      }
    }
  }));

Deno.test("whatever fails while a file is read, the file is closed", () =>
  inFolder((folder) => {
    const path = `${folder}/file`;
    write(path, bytesOf(100));
    const fail = (): never => {
      throw new Error("the disk is gone");
    };
    for (const name of ["openSync", "fstatSync", "readSync"] as const) {
      let open = 0;
      const counted = changed({
        openSync: ((...given: Parameters<FileSystem["openSync"]>) => {
          const file = fs.openSync(...given);
          open++;
          return file;
        }) as FileSystem["openSync"],
        closeSync: (file) => {
          open--;
          fs.closeSync(file);
        },
        [name]: fail,
      });
      assertEquals(new SmallReader(counted).read(path), undefined, name);
      assertEquals(open, 0, name);
    }
    return Promise.resolve();
  }));
