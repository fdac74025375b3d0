import { assertEquals } from "@std/assert";

const ROOT = `${import.meta.dirname}/../..`;
/** Runs whichever package is called `runlog`, and that is anybody's. */
const BARE = /\b(?:npx|bunx)(?: -y| --yes)? runlog\b/;

Deno.test("no page, message or docstring runs the program without naming its package", async () => {
  const bare: string[] = [];
  for await (const path of filesIn(ROOT)) {
    if (BARE.test(await Deno.readTextFile(path))) bare.push(path.slice(ROOT.length));
  }
  assertEquals(bare, []);
});

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && !/^(?:\.|node_modules$|npm$|runlog$|coverage$)/.test(name)) {
      yield* filesIn(path);
    } else if (/\.(?:md|ts|tsx)$/.test(name)) yield path;
  }
}
