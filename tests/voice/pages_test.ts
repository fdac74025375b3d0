import { assertEquals } from "@std/assert";
import { checkVoice } from "./check_voice.ts";

/** Pages that are written in the project's voice. */
const PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "tests/README.md"];

Deno.test("the pages have no wording that the project does not use", async () => {
  const { findings, problems } = await checkVoice(PAGES);
  const found = findings.map(({ path, line, words, instead }) =>
    `${path}:${line}: ${words} -> ${instead}`
  );
  assertEquals([...found, ...problems], []);
});
