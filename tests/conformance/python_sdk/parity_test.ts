/** The parity table names tests that exist, and leaves nothing of the Python SDK out. */
import { assertEquals } from "@std/assert";
import { runPython } from "../../support/python.ts";
import { PYTHON_SDKS, type PythonSdk } from "./python_run.ts";

const TESTS = new URL("../../", import.meta.url);
const SIGNATURES = new URL("./signatures.py", import.meta.url);

/** Rows of the table's sections, by cells; headings left out. */
async function readRows(): Promise<readonly (readonly string[])[]> {
  const table = await Deno.readTextFile(new URL("./PARITY.md", import.meta.url));
  return table.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2).replace(/ *\|$/, "").split(" | ").map((cell) => cell.trim()))
    .filter(([first = ""]) => first !== "Python SDK" && !/^-+$/.test(first));
}

/** Every method, argument, default and constant of a Python SDK's `Run` and what belongs to it. */
async function signaturesOf(sdk: PythonSdk): Promise<readonly string[]> {
  return await runPython(await sdk.python(), SIGNATURES, {});
}

/** The tests of a file, by name as written: the code of each. */
async function testsOf(file: string): Promise<ReadonlyMap<string, string>> {
  const source = await Deno.readTextFile(new URL(file, TESTS)).catch(() => "");
  const found = [...source.matchAll(/\btest\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g)];
  return new Map(found.map(({ index, 2: name = "" }, at) => [
    name,
    source.slice(index, found[at + 1]?.index),
  ]));
}

/** The names of the library that a row has in code, without what stands before a dot. */
function namesIn(cell: string): readonly string[] {
  return Array.from(cell.matchAll(/`(?:\w+\.)*([A-Za-z_]\w*)/g), ([, name = ""]) => name);
}

Deno.test("every row of the parity table names a test that is there, and that uses what the row names", async () => {
  const missing: string[] = [];
  for (const [what = "", here = "", file, name = ""] of await readRows()) {
    if (file === undefined) continue; // A row of what is left out has a reason and no test.
    const code = (await testsOf(file)).get(name);
    if (code === undefined) missing.push(`${what}: ${file}: ${name}`);
    const unused = namesIn(here).filter((name) => !new RegExp(`\\b${name}\\b`).test(code ?? ""));
    if (unused.length > 0) missing.push(`${what}: ${file} does not use ${unused.join(", ")}`);
  }
  assertEquals(missing, []);
});

Deno.test("every method, argument, default and constant of the Python SDK has a row", async () => {
  const signatures = await signaturesOf(PYTHON_SDKS[0]);
  const rows = new Set((await readRows()).map(([what = ""]) => what.replaceAll("`", "")));
  assertEquals(signatures.filter((signature) => !rows.has(signature)), []);
});

Deno.test("the Python SDK 3.x has the methods, arguments and defaults of 2.x, and cuts no message", async () => {
  const [before = [], after = []] = await Promise.all(PYTHON_SDKS.map(signaturesOf));
  assertEquals(after.filter((signature) => !before.includes(signature)), []);
  assertEquals(before.filter((signature) => !after.includes(signature)), [
    "MAX_STATUS_MESSAGE_LEN = 1024",
  ]);
});

Deno.test("every known defect of the Python SDK has a row", async () => {
  const defects = (await readRows()).flatMap(([what = ""]) => /^D(\d+) /.exec(what)?.[1] ?? []);
  assertEquals(defects.map(Number), Array.from({ length: 31 }, (_, index) => index + 1));
});
