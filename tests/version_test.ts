import { assertEquals } from "@std/assert";
import { VERSION } from "../src/version.ts";

Deno.test("VERSION is the version of deno.json", async () => {
  const text = await Deno.readTextFile(new URL("../deno.json", import.meta.url));
  assertEquals(VERSION, JSON.parse(text).version);
});
