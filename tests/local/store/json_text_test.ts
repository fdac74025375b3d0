import { assertEquals } from "@std/assert";
import { jsonText } from "../../../src/local/store/json_text.ts";

Deno.test("jsonText() writes negative zero so that readers with whole numbers keep its sign", () => {
  assertEquals(jsonText({ a: -0, b: [0, -0.5, "-0"] }), '{"a":-0.0,"b":[0,-0.5,"-0"]}');
});
