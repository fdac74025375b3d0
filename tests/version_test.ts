import { assertEquals, assertStringIncludes } from "@std/assert";
import { VERSION } from "../src/version.ts";
import { OLDEST } from "./support/tools.ts";

Deno.test("VERSION is the version of deno.json", async () => {
  const text = await Deno.readTextFile(new URL("../deno.json", import.meta.url));
  assertEquals(VERSION, JSON.parse(text).version);
});

Deno.test("README claims the oldest versions in which the suites run", async () => {
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  const short = (version: string): string => version.replace(/\.0$/, "");
  const { deno, bun, node } = OLDEST;
  assertStringIncludes(
    readme,
    `Needs Deno ${short(deno)}, Bun ${short(bun)} or Node ${short(node)} or later`,
  );
});
