import { assert, assertEquals, assertRejects } from "@std/assert";
import { openDirectory } from "../../src/artifacts/directory.ts";
import { ArgumentError } from "../../src/errors.ts";
import fc from "../support/fast_check.ts";
import { inFolder } from "../support/temporary_folder.ts";

const FOLDERS = ["", "a/", "a/b/", "c/", "c/d/"];

/** Links from anywhere to anywhere: folders, files, other links, nothing. */
const LINKS = fc.uniqueArray(
  fc.record({
    path: fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom("k", "l", "m")).map((two) =>
      two.join("")
    ),
    target: fc.constantFrom(
      "",
      "a",
      "a/b",
      "c",
      "c/d",
      "a/x",
      "c/d/x",
      "k",
      "a/l",
      "c/m",
      "none",
      "..",
    ),
  }),
  { selector: ({ path }) => path, maxLength: 6 },
);

/** The files that GNU find reaches through links, which names loops and goes on. */
async function filesByFind(folder: string): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command("find", {
    args: ["-L", ".", "-type", "f", "-print0"],
    cwd: folder,
  }).output();
  return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "")
    .map((path) => path.slice(2));
}

Deno.test("openDirectory() lists what find -L does, except below links to a folder around them, which it names", () =>
  inFolder(async (outer) => {
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(LINKS, async (links) => {
        const folder = `${outer}/${trial++}/root`;
        for (const within of FOLDERS) {
          await Deno.mkdir(`${folder}/${within}`, { recursive: true });
          await Deno.writeTextFile(`${folder}/${within}x`, within);
        }
        for (const { path, target } of links) {
          await Deno.symlink(`${folder}/${target}`, `${folder}/${path}`);
        }
        const { files, omitted } = await openDirectory(folder, {});
        const isBelow = (path: string): boolean =>
          omitted.some(({ within }) => path === within || path.startsWith(`${within}/`));
        const found = (await filesByFind(folder)).filter((path) => !isBelow(path));
        assertEquals(files.map(({ within }) => within), found.toSorted());
        for (const { within } of omitted) {
          const real = await Deno.realPath(`${folder}/${within}`).catch(() => undefined);
          // A link that leads nowhere, or to itself.
          if (real === undefined) continue;
          const steps = within.split("/").slice(0, -1);
          const around = await Promise.all(
            [0, ...steps.keys().map((index) => index + 1)].map((length) =>
              Deno.realPath([folder, ...steps.slice(0, length)].join("/"))
            ),
          );
          assert(around.some((one) => `${one}/`.startsWith(`${real}/`)), within);
        }
      }),
      { numRuns: 100 },
    );
  }));

Deno.test("openDirectory() does not enter a link whose files are all excluded, and ends with the signal", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/a`);
    await Deno.writeTextFile(`${folder}/a/x.txt`, "x");
    await Deno.symlink("/", `${folder}/machine`);
    const { files, omitted } = await openDirectory(folder, { exclude: "machine/**" });
    assertEquals([files.map(({ within }) => within), omitted], [["a/x.txt"], []]);
    const told = await openDirectory(folder, {});
    assertEquals(told.omitted.map(({ within }) => within), ["machine"]);
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(() => openDirectory(folder, { signal }), Error, "enough");
  }));

Deno.test("openDirectory() of a link to a folder is that folder under the link's name", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/releases/5`, { recursive: true });
    await Deno.writeTextFile(`${folder}/releases/5/x.txt`, "x");
    await Deno.symlink("releases/5", `${folder}/current`);
    const { name, files } = await openDirectory(`${folder}/current`, {});
    assertEquals([name, files.map(({ within }) => within)], ["current", ["x.txt"]]);
    await assertRejects(() => openDirectory(`${folder}/none`, {}), ArgumentError);
  }));

Deno.test("openDirectory() follows a link to a folder beside it whose name begins alike", () =>
  inFolder(async (folder) => {
    const [data, beside] = [`${folder}/data-2`, `${folder}/data`];
    for (const path of [data, beside]) await Deno.mkdir(path);
    await Deno.writeTextFile(`${beside}/x.txt`, "x");
    await Deno.symlink(beside, `${data}/link`);
    const { files, omitted } = await openDirectory(data, {});
    assertEquals([files.map(({ within }) => within), omitted], [["link/x.txt"], []]);
  }));
