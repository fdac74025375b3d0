import { assertEquals } from "@std/assert";

const ROOT = `${import.meta.dirname}/..`;

/** What is read of the documentation of modules as `deno doc --json` writes it. */
interface Documentation {
  readonly nodes: Readonly<
    Record<string, { readonly symbols?: readonly { readonly name: string }[] }>
  >;
}

/** Names that each entry of deno.json exports, types among them, in order. */
async function exportedNames(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { exports } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`)) as {
    readonly exports: Readonly<Record<string, string>>;
  };
  const paths = Object.values(exports).map((path) => new URL(`../${path}`, import.meta.url).href);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", `--config=${ROOT}/deno.json`, ...paths],
  }).output();
  // Beside errors, it warns of types that no entry names.
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const { nodes }: Documentation = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(
    Object.keys(exports).map((entry, index) => {
      const symbols = nodes[paths[index] ?? ""]?.symbols ?? [];
      return [entry, symbols.map(({ name }) => name).toSorted()] as const;
    }),
  );
}

/** The lists of doors.txt: an entry to a heading, a name to a line below it. */
async function statedNames(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await Deno.readTextFile(new URL("doors.txt", import.meta.url));
  const sections = text.trimEnd().split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [entry = "", ...names] = section.trim().split("\n");
      return [entry, names] as const;
    }),
  );
}

Deno.test("every entry exports the names that doors.txt states, and no other", async () => {
  const [exported, stated] = await Promise.all([exportedNames(), statedNames()]);
  for (const [entry, names] of exported) console.log(`${entry}: ${names.length} names`);
  assertEquals(exported, stated);
});
