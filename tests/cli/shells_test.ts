import { assertEquals } from "@std/assert";
import { variableLines } from "../../src/cli/shells.ts";
import fc from "../support/fast_check.ts";
import { environmentAfter, type RealShell } from "../support/shells.ts";

/** Every shell that lines are written for, and Debian has. */
const SHELLS: readonly (readonly [RealShell, "sh" | "fish"])[] = [
  ["sh", "sh"],
  ["bash", "sh"],
  ["zsh", "sh"],
  ["fish", "fish"],
];

/** Texts that mean more than themselves to some shell. */
const ODD: readonly string[] = [
  ...["", " ", "a b", "\t", "a\nb", "\\n", "$HOME `id` $(id) (id)"],
  ..."' '' \\ \\' a'b\\'c \" ~ * !x #x -e {a,b} [a] a;b a&b %self é日本🙂 it’s ‘‚‛".split(" "),
];

const ANY = fc.string({ unit: "grapheme", maxLength: 30 });
const SYMBOLS = fc.string({
  unit: fc.constantFrom(..."'\"\\`$%~{}[]()*?!#;&|<>=@:,./-+^ \n\ta1‘’‚‛"),
  maxLength: 30,
});

for (const [shell, written] of SHELLS) {
  Deno.test(`variableLines() sets what any text says in ${shell}, and removes variables`, async () => {
    const texts = fc.sample(fc.oneof(ANY, SYMBOLS), 200).map((text) => text.replaceAll("\0", ""));
    const values = Object.fromEntries(
      [...ODD, ...texts].map((text, index) => [`RUNLOG_${index}`, text]),
    );
    const lines = variableLines(written, values, ["NEVER_SET", "GONE", "GONE_TOO"]);
    const before = { GONE: "there", GONE_TOO: "there", KEPT: "there", RUNLOG_0: "before" };
    const after = await environmentAfter(shell, lines, before);
    const wrong = Object.entries(values).filter(([name, text]) => after[name] !== text)
      .map(([name, text]) => [text, after[name]]);
    assertEquals(wrong, []);
    assertEquals([after["GONE"], after["GONE_TOO"], after["KEPT"]], [
      undefined,
      undefined,
      "there",
    ]);
  });
}

/**
 * The text that PowerShell reads from a literal in single quotes, by the rule of its tokenizer: any of
 * five quotes ends it, and a second one after it stands for itself.
 */
function readPowerShell(literal: string): string | undefined {
  const quote = "['\u2018-\u201b]";
  const inside = new RegExp(`^'((?:[^'\u2018-\u201b]|${quote}${quote})*)${quote}$`).exec(literal)
    ?.[1];
  return inside?.replace(new RegExp(`${quote}(${quote})`, "g"), "$1");
}

Deno.test("variableLines() quotes any text for PowerShell", () => {
  for (const text of [...ODD, ...fc.sample(fc.oneof(ANY, SYMBOLS), 500)]) {
    const [line = ""] = variableLines("powershell", { A: text }, ["C"]);
    assertEquals(readPowerShell(line.replace(/^\$env:A = /, "")), text, line);
  }
  const values = { A: "http://127.0.0.1:80", B: "it's a \\" };
  assertEquals(variableLines("powershell", values, ["C", "D"]), [
    "$env:A = 'http://127.0.0.1:80'",
    "$env:B = 'it''s a \\'",
    "Remove-Item -ErrorAction Ignore Env:C, Env:D",
  ]);
});
