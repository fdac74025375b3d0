import fs from "node:fs";
import { assertEquals, assertRejects } from "@std/assert";
import { Destination, PlaceError } from "../../../src/records/files/destination.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const writing = (text: string) => (path: string): Promise<void> => Deno.writeTextFile(path, text);

/** Every file below a folder, links as what they are. */
function filesIn(folder: string, within = ""): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`, `${within}${name}/`) : [within + name]
  ).toSorted();
}

Deno.test("a key that leads out of the destination is refused, and nothing is written", () =>
  inFolder(async (folder) => {
    const destination = new Destination(fs, `${folder}/to`, false);
    for (const key of ["../out", "a/../../out", "/etc/x", "a//b", "a/./b", "..", "", "a\0b"]) {
      await assertRejects(() => destination.put(key, writing("bad")), PlaceError, "", key);
    }
    assertEquals(filesIn(folder), []);
  }));

Deno.test("keys that Windows would read as a drive, a stream or a device are refused there", () =>
  inFolder(async (folder) => {
    const destination = new Destination(fs, folder, true);
    for (const key of ["C:\\x", "..\\out", "a:stream", "aux.txt", "deep/NUL", "end.", "end "]) {
      await assertRejects(() => destination.put(key, writing("bad")), PlaceError, "", key);
    }
    await destination.put("a/b.txt", writing("good"));
    assertEquals(filesIn(folder), ["a/b.txt"]);
  }));

Deno.test("a link in the destination is never followed, nor one that comes while a file is written", () =>
  inFolder(async (folder) => {
    const [to, outside] = [`${folder}/to`, `${folder}/outside`];
    await Deno.mkdir(outside);
    await Deno.mkdir(to);
    await Deno.writeTextFile(`${outside}/kept`, "kept");
    await Deno.symlink(outside, `${to}/planted`);
    await Deno.symlink(`${outside}/kept`, `${to}/file`);
    const destination = new Destination(fs, to, false);
    await assertRejects(() => destination.put("planted/x", writing("bad")), PlaceError, "a link");
    const planting = async (path: string): Promise<void> => {
      await Deno.rename(`${to}/a`, `${folder}/moved`);
      await Deno.symlink(outside, `${to}/a`);
      await Deno.writeTextFile(path, "bad");
    };
    await assertRejects(() => destination.put("a/x", planting), PlaceError, "a link");
    // A link to a file gives way to the file.
    await destination.put("file", writing("new"));
    assertEquals(await Deno.readTextFile(`${outside}/kept`), "kept");
    assertEquals(Deno.lstatSync(`${to}/file`).isFile, true);
    assertEquals(filesIn(outside), ["kept"]);
  }));

Deno.test("a destination that is a link itself is the caller's choice", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/real`);
    await Deno.symlink(`${folder}/real`, `${folder}/link`);
    await new Destination(fs, `${folder}/link`, false).put("a/b", writing("b"));
    assertEquals(filesIn(`${folder}/real`), ["a/b"]);
  }));

Deno.test("two keys that the file system takes for one are reported, and the first stays", () =>
  inFolder(async (folder) => {
    // Paths without letter case, as on most Macs and on Windows.
    const insensitive = {
      ...fs,
      promises: new Proxy(fs.promises, {
        get: (target, name: keyof typeof fs.promises) =>
          ["lstat", "rename", "mkdir"].includes(name)
            ? (...args: string[]) =>
              // The functions take paths first, then options.
              (target[name] as (...args: unknown[]) => unknown)(
                ...args.map((arg) => typeof arg === "string" ? lowered(arg) : arg),
              )
            : target[name],
      }),
    };
    const lowered = (path: string): string => folder + path.slice(folder.length).toLowerCase();
    const destination = new Destination(insensitive, folder, false);
    const outcomes = await Promise.allSettled([
      destination.put("Data.bin", writing("first")),
      destination.put("data.BIN", writing("second")),
    ]);
    assertEquals(outcomes.map(({ status }) => status), ["fulfilled", "rejected"]);
    assertEquals(await Deno.readTextFile(`${folder}/data.bin`), "first");
    // Here they are two.
    const own = new Destination(fs, `${folder}/own`, false);
    await Promise.all([own.put("Data", writing("1")), own.put("data", writing("2"))]);
    assertEquals(filesIn(`${folder}/own`), ["Data", "data"]);
  }));

Deno.test("a file where a folder would be is reported, and one that fails leaves what was there", () =>
  inFolder(async (folder) => {
    const destination = new Destination(fs, folder, false);
    await destination.put("a", writing("a"));
    await assertRejects(() => destination.put("a/b", writing("b")), PlaceError, '"a" is a file');
    const next = new Destination(fs, folder, false);
    await assertRejects(() => next.put("a/b", writing("b")), PlaceError, "a file is where");
    const failing = async (path: string): Promise<void> => {
      await Deno.writeTextFile(path, "half");
      throw new Error("broken off");
    };
    await assertRejects(() => destination.put("a", failing), Error, "broken off");
    assertEquals(filesIn(folder), ["a"]);
    assertEquals(await Deno.readTextFile(`${folder}/a`), "a");
  }));
