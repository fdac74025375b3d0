import { assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { ArgumentError } from "../../mod.ts";
import type { DirectoryHandle, FileHandle, ImportInput } from "../../src/import.ts";
import { inputVersion, openInput } from "../../src/import/input.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { file } from "./importing.ts";

/** A folder as a browser's picker returns it. */
function handle(name: string, ...entries: readonly (DirectoryHandle | File)[]): DirectoryHandle {
  return {
    kind: "directory",
    name,
    async *values() {
      for (const entry of entries) {
        await Promise.resolve();
        yield entry instanceof File ? fileHandle(entry) : entry;
      }
    },
  };
}

function fileHandle(one: File): FileHandle {
  return { kind: "file", name: one.name, getFile: () => Promise.resolve(one) };
}

/** A file of an `<input webkitdirectory>`. */
function within(path: string, content: string): File {
  const one = file(path.slice(path.lastIndexOf("/") + 1), content);
  return Object.defineProperty(one, "webkitRelativePath", { value: path });
}

Deno.test("a folder has the same files as a path, a URL, a list of files and a handle", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/logs/a`, { recursive: true });
    await Deno.writeTextFile(`${folder}/logs/b.txt`, "two");
    await Deno.writeTextFile(`${folder}/logs/a/c.txt`, "three");
    const inputs: readonly ImportInput[] = [
      `${folder}/logs`,
      toFileUrl(`${folder}/logs`),
      [within("logs/b.txt", "two"), within("logs/a/c.txt", "three")],
      handle("logs", file("b.txt", "two"), handle("a", file("c.txt", "three"))),
    ];
    for (const input of inputs) {
      const { name, files } = await openInput(input);
      assertEquals(name, "logs");
      assertEquals(files.map(({ path, size }) => [path, size]), [["a/c.txt", 5], ["b.txt", 3]]);
      const [first] = files;
      const decoder = new TextDecoder();
      assertEquals(decoder.decode(await first?.read()), "three");
      assertEquals(decoder.decode(await first?.read(1, 3)), "hr");
    }
  }));

Deno.test("a file alone is its folder's only file, and links are followed once", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "one");
    await Deno.symlink(folder, `${folder}/loop`);
    assertEquals((await openInput(`${folder}/a.txt`)).files.map(({ path }) => path), ["a.txt"]);
    assertEquals((await openInput(folder)).files.map(({ path }) => path), ["a.txt"]);
    assertEquals((await openInput(file("b.txt", "two"))).name, "b.txt");
  }));

Deno.test("the version changes with any file, and what does not exist is refused by name", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "one");
    const before = await inputVersion(folder);
    assertEquals(await inputVersion(folder), before);
    await Deno.writeTextFile(`${folder}/a.txt`, "more", { append: true });
    const after = await inputVersion(folder);
    await Deno.writeTextFile(`${folder}/b.txt`, "");
    assertEquals(new Set([before, after, await inputVersion(folder)]).size, 3);
    for (const input of [`${folder}/none`, new URL("https://example.org/a")]) {
      const error = await assertRejects(() => openInput(input), ArgumentError);
      assertEquals(error.argument, "from");
    }
  }));
