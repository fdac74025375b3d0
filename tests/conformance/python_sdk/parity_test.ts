/** The parity table names tests that exist, and leaves nothing of the Python SDK out. */
import { assertEquals } from "@std/assert";
import { pythonTool, runPython } from "../../support/python.ts";

const TESTS = new URL("../../", import.meta.url);
const SIGNATURES = new URL("./signatures.py", import.meta.url);
const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);

/** Rows of the table's sections, by cells; headings left out. */
async function readRows(): Promise<readonly (readonly string[])[]> {
  const table = await Deno.readTextFile(new URL("./PARITY.md", import.meta.url));
  return table.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2).replace(/ *\|$/, "").split(" | ").map((cell) => cell.trim()))
    .filter(([first = ""]) => first !== "Python SDK" && !/^-+$/.test(first));
}

/** The names of a file's tests, as written. */
async function testNames(file: string): Promise<readonly string[]> {
  const source = await Deno.readTextFile(new URL(file, TESTS)).catch(() => "");
  const tests = source.matchAll(/\btest\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g);
  return Array.from(tests, ([, , name = ""]) => name);
}

Deno.test("every row of the parity table names a test that is there", async () => {
  const missing: string[] = [];
  for (const [what = "", , file, name = ""] of await readRows()) {
    if (file === undefined) continue; // A row of what is left out has a reason and no test.
    if (!(await testNames(file)).includes(name)) missing.push(`${what}: ${file}: ${name}`);
  }
  assertEquals(missing, []);
});

Deno.test("every method, argument, default and constant of the Python SDK has a row", async () => {
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  const signatures = await runPython<readonly string[]>(python, SIGNATURES, {});
  const rows = new Set((await readRows()).map(([what = ""]) => what.replaceAll("`", "")));
  assertEquals(signatures.filter((signature) => !rows.has(signature)), []);
});

Deno.test("every known defect of the Python SDK has a row", async () => {
  const defects = (await readRows()).flatMap(([what = ""]) => /^D(\d+) /.exec(what)?.[1] ?? []);
  assertEquals(defects.map(Number), Array.from({ length: 31 }, (_, index) => index + 1));
});
