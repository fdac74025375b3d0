import { assertEquals } from "@std/assert";
import { specifiersOf, toBuilt, toStaged } from "./specifiers.ts";

const TYPES = `/**
 * import { a } from "./in_a_comment.ts";
 */
export type { A } from "./a.ts";
import "../b.tsx";
type C = typeof import("./c.ts");
`;

Deno.test("toBuilt() names JavaScript in types, and leaves comments alone", () => {
  const built = toBuilt(TYPES);
  assertEquals(specifiersOf(built), ["./a.js", "../b.js", "./c.js"]);
  assertEquals(built.includes("./in_a_comment.ts"), true);
});

Deno.test("toBuilt() brings Node's types only where types mention them", () => {
  const reference = '/// <reference types="node" />';
  assertEquals(toBuilt(TYPES).includes(reference), false);
  assertEquals(toBuilt('type F = typeof import("node:fs");').startsWith(reference), true);
  assertEquals(toBuilt("export type S = NodeJS.ReadableStream;").startsWith(reference), true);
  assertEquals(toBuilt(" * NodeJS.ReadableStream\n").startsWith(reference), false);
});

Deno.test("toStaged() imports the standard library from the package itself", () => {
  const source = 'import { join } from "@std/path";\nawait import("@std/media-types");';
  assertEquals(specifiersOf(toStaged(source, "../../")), [
    "../../std/path.ts",
    "../../std/media_types.ts",
  ]);
});
