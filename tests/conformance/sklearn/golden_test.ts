import { assertEquals } from "@std/assert";
import { GOLDEN_FILE, goldenCases } from "./golden.ts";
import { comparison } from "./setup.ts";

const compare = await comparison();

compare("the golden cases are what scikit-learn says", async (sklearn) => {
  assertEquals(JSON.parse(await Deno.readTextFile(GOLDEN_FILE)), await goldenCases(sklearn));
});
