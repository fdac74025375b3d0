import { assert, assertEquals, assertThrows } from "@std/assert";
import { chooseMutants, commitOf } from "./choose.ts";
import { type Mutant, mutate, StaleMutantError } from "./mutant.ts";
import { runTests, scoreOf, type Verdict } from "./try_mutants.ts";
import { inFolder } from "../support/temporary_folder.ts";

function mutantOf(own: Partial<Mutant> = {}): Mutant {
  return {
    name: "folder/name",
    promise: "a number stays",
    file: "src/folder/file.ts",
    from: "1 + 1",
    to: "1 - 1",
    tests: ["tests/a_test.ts"],
    ...own,
  };
}

Deno.test("mutate() replaces the text of a mutant where it occurs once, and refuses it elsewhere", () => {
  assertEquals(mutate("a = 1 + 1;", mutantOf()), "a = 1 - 1;");
  assertEquals(mutate("a = 1 + 1;", mutantOf({ to: "$&$1" })), "a = $&$1;");
  for (const source of ["a = 2;", "a = 1 + 1; b = 1 + 1;"]) {
    assertThrows(() => mutate(source, mutantOf()), StaleMutantError, "must occur once");
  }
});

Deno.test("chooseMutants() goes by words of names and files, changed files, and an even sample", () => {
  const all = ["a/one", "a/two", "b/one", "b/two"].map((name) =>
    mutantOf({ name, file: `src/${name}.ts` })
  );
  const every = { words: [], changed: undefined, oneOf: 1 };
  const namesOf = (choice: Partial<Parameters<typeof chooseMutants>[1]>) =>
    chooseMutants(all, { ...every, ...choice }).map(({ name }) => name);
  assertEquals(namesOf({}), ["a/one", "a/two", "b/one", "b/two"]);
  assertEquals(namesOf({ words: ["a/", "b/two"] }), ["a/one", "a/two", "b/two"]);
  assertEquals(namesOf({ changed: new Set(["src/b/one.ts"]) }), ["b/one"]);
  assertEquals(namesOf({ oneOf: 3 }), ["a/one", "b/two"]);
});

Deno.test("commitOf() finds the commit of a page of figures, and says if there is none", () => {
  assertEquals(commitOf("Measured on 2 cores at commit `0123abc`, Deno 2.9"), "0123abc");
  assertThrows(() => commitOf("Measured yesterday"), Error, "names no commit");
});

Deno.test("scoreOf() counts a mutant whose tests do not end as noticed", () => {
  const verdicts = (["noticed", "late", "survived", "noticed"] as const).map((
    outcome,
  ): Verdict => ({
    mutant: mutantOf(),
    outcome,
    by: undefined,
  }));
  assertEquals([scoreOf(verdicts), scoreOf([])], [75, 100]);
});

Deno.test("runTests() tells tests that pass, that fail by name, and that do not end", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/deno.lock`, '{"version":"5"}');
    const run = async (body: string, limitMs = 600_000) => {
      await Deno.writeTextFile(`${folder}/a_test.ts`, `Deno.test("it holds", ${body});`);
      return await runTests({ folder }, "a_test.ts", limitMs);
    };
    assertEquals((await run("() => {}")).isPassed, true);
    const failed = await run('() => { throw new Error("no"); }');
    assertEquals([failed.isPassed, failed.isLate, failed.failed], [false, false, "it holds"]);
    const late = await run("() => { for (;;); }", 3_000);
    assert(late.isLate && !late.isPassed);
  }));
