/**
 * Runs the benches that hold figures against bars, one after the other, each in a process of its own.
 * Fails where one falls below 80 % of its bar twice.
 *
 *     deno task bench [name...] [--short]
 *
 * `--short` takes a small size of each: a few minutes in all, as in `.ci/run`.
 *
 * @module
 */

/** The benches, by their file's name. */
const BENCHES: readonly string[] = [
  "local_run",
  "requests",
  "files",
  "records",
  "history",
  "delete",
  "indexeddb",
  "curves",
  "import",
];

const isShort = Deno.args.includes("--short");
const named = Deno.args.filter((arg) => !arg.startsWith("--"));
const unknown = named.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}. There are ${BENCHES.join(", ")}.`);
  Deno.exit(2);
}

/** Runs a bench, and says whether it reached enough of its bars. */
async function isEnough(name: string): Promise<boolean> {
  console.log(`== ${name}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--v8-flags=--expose-gc",
      `${import.meta.dirname}/${name}.ts`,
      ...(isShort ? ["--short"] : []),
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return code === 0;
}

const failed: string[] = [];
for (const name of named.length > 0 ? named : BENCHES) {
  // Other work of the machine may have come between: what is too slow is so twice.
  if (!await isEnough(name) && !await isEnough(name)) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Below 80 % of a bar, or ended by an error, twice: ${failed.join(", ")}`);
  Deno.exit(1);
}
