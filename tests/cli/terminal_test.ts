import { assertEquals } from "@std/assert";
import { paint, Terminal } from "../../src/cli/terminal.ts";

const ESCAPE = "\u001b";

function written(
  work: (terminal: Terminal) => void,
  environment: Record<string, string> = {},
  isTTY = true,
): string {
  let text = "";
  const output = { isTTY, columns: 80, write: (data: string | Uint8Array) => text += data };
  work(new Terminal(output, { isJson: false, environment }));
  return text;
}

Deno.test("a terminal has colors unless NO_COLOR or TERM says no, and a pipe has none unless FORCE_COLOR does", () => {
  const isColored = (environment: Record<string, string>, isTTY: boolean): boolean =>
    written((terminal) => terminal.line(paint("red", "a")), environment, isTTY).includes(ESCAPE);
  const cases: readonly (readonly [Record<string, string>, boolean, boolean])[] = [
    [{ TERM: "xterm" }, true, true],
    [{ TERM: "xterm", NO_COLOR: "1" }, true, false],
    [{ TERM: "xterm", NO_COLOR: "" }, true, true],
    [{ TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ TERM: "dumb" }, true, false],
    [{ TERM: "xterm" }, false, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ TERM: "xterm", FORCE_COLOR: "0" }, true, false],
  ];
  for (const [environment, isTTY, expected] of cases) {
    assertEquals(isColored(environment, isTTY), expected, JSON.stringify([environment, isTTY]));
  }
});

Deno.test("cells of tables, lines and their colors are shown without control characters, on terminals and in pipes", () => {
  const acting = `a${ESCAPE}[2Jb\u009b\r\n\tc`;
  for (const isTTY of [true, false]) {
    const environment = { NO_COLOR: "1" };
    const text = written(
      (terminal) => {
        terminal.table([`head${acting}`], [[acting]]);
        terminal.line(acting, paint("red", acting));
      },
      environment,
      isTTY,
    );
    const left = [...text].filter((character) => /[\p{Cc}]/u.test(character) && character !== "\n");
    assertEquals(left, [], `${isTTY}`);
    assertEquals(text.split("\n").length, 4, "header, row, line and the last line's end");
  }
});
