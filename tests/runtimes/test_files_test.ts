import { assert, assertEquals } from "@std/assert";
import { batchesOf, testFiles } from "./test_files.ts";

Deno.test("testFiles() lists what Deno's runner would run", async () => {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", "tests"],
  }).output();
  const listed = new TextDecoder().decode(stdout).trim().split("\n")
    .filter((path) => /(^|[./_])test\.[cm]?[jt]sx?$/.test(path));
  assertEquals(await testFiles(), listed.sort());
});

Deno.test("batchesOf() has every file once, and those that limit times alone and last", async () => {
  const files = await testFiles();
  const batches = await batchesOf(files);
  assertEquals(batches.flatMap(({ files }) => files).sort(), [...files]);
  const alone = batches.flatMap(({ isAlone }, index) => isAlone ? [index] : []);
  assertEquals(alone, [batches.length - 1]);
  for (const { files, isAlone } of batches) {
    assert(isAlone || files.length <= 8, files.join());
    for (const file of files) {
      const isTimed = /^import .*pace\.ts";$/m.test(await Deno.readTextFile(file));
      assertEquals(isAlone, isTimed, file);
    }
  }
});
