import { assert, assertEquals } from "@std/assert";

const TESTS = new URL("../../", import.meta.url);

Deno.test("every row of the parity table names a test that is there", async () => {
  const table = await Deno.readTextFile(new URL("./PARITY.md", import.meta.url));
  const rows = table.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()))
    .filter(([first = ""]) => first !== "Python SDK" && !/^-+$/.test(first));
  const missing: string[] = [];
  for (const [what = "", , file = "", name = ""] of rows) {
    const source = await Deno.readTextFile(new URL(file, TESTS)).catch(() => "");
    if (name === "" || !source.includes(name)) missing.push(`${what}: ${file}: ${name}`);
  }
  assertEquals(missing, []);
  assert(rows.length >= 70, `${rows.length} rows`);
  const defects = rows.flatMap(([what = ""]) => /^D(\d+) /.exec(what)?.[1] ?? []);
  assertEquals(defects.map(Number), Array.from({ length: 31 }, (_, index) => index + 1));
});
