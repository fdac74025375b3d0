import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Session, updateRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { visible, visibleLines } from "../../src/cli/visible.ts";
import { runlogInProcess } from "../support/command_line.ts";

/** A name that makes a link of what follows, where a terminal obeys it. */
const METRIC = "m\x1b]8;;http://evil\x07";
const SHOWN = "m\\u001b]8;;http://evil\\u0007";

/** Eight-bit controls, a line that overwrites itself, and letters from right to left. */
const VALUE = "\x9b2Jgone\rno\x7f\u202eevil\x1b[41m";

async function record(session: Session): Promise<void> {
  for (const runName of ["first", "second"]) {
    const run = { experimentName: "hostile", runName };
    await withRun({ ...run, captureEnvironment: false, session }, async (open) => {
      open.logMetric(METRIC, 1, { step: 0 });
      open.logParameters({ [`p${METRIC}`]: `${VALUE}${runName}` });
      await open.logText("x", { name: `a${METRIC}.txt` });
    });
    await updateRun(run, { notes: `${VALUE}\n${VALUE}` }, { session });
  }
}

/** Characters that a terminal would act on: of ours there are colors and line ends. */
function acting(text: string): readonly string[] {
  const ours = ["1", "22", "31", "33", "39"].reduce(
    (text, color) => text.replaceAll(`\x1b[${color}m`, ""),
    text.replaceAll("\n", ""),
  );
  return [...ours].filter((character) => /[\p{Cc}\p{Bidi_Control}]/u.test(character));
}

Deno.test("no command lets a terminal obey text of runs, in headers, JSON, exports and errors as well", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-hostile-" });
  try {
    {
      await using session = await localSession({ path });
      await record(session);
    }
    const onTerminal = async (...args: readonly string[]): Promise<string> => {
      const result = await runlogInProcess([...args, "--session", `local:${path}`], 400);
      const text = result.stdout + result.stderr;
      assertEquals(acting(text), [], args.join(" "));
      return text;
    };
    assertStringIncludes(await onTerminal("list", "hostile"), SHOWN);
    assertStringIncludes(await onTerminal("show", "hostile", "first"), SHOWN);
    assertStringIncludes(await onTerminal("compare", "hostile", "first", "second"), SHOWN);
    assertStringIncludes(
      await onTerminal("best", "hostile", "--metric", METRIC, "--goal", "minimize"),
      SHOWN,
    );
    for (const format of ["csv", "jsonl"]) {
      for (const options of [[], ["--metrics"]]) {
        const text = await onTerminal("export", "hostile", "--format", format, ...options);
        assertStringIncludes(text, SHOWN);
      }
    }
    const json = await onTerminal("list", "hostile", "--json");
    const [run] = JSON.parse(json);
    assertEquals(run.parameters[`p${METRIC}`], `${VALUE}second`, "JSON of the same value");
    await onTerminal("delete", "hostile", "first", "--delete-files", "--dry-run");
    // What was typed comes back in errors, notices and hints.
    for (const args of [[VALUE], [VALUE, "x"], ["--where", METRIC], ["--bad\x1b[2J"]]) {
      await onTerminal("list", ...args);
      await onTerminal("show", "hostile", ...args);
    }
    await onTerminal("list", "hostile", "--sort-by", METRIC, "--where", `"${METRIC}"=1`, "x=1");
    await onTerminal("list", VALUE, "--verbose");
    await onTerminal(VALUE);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("what is exported into a pipe is the text as it was logged", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-hostile-" });
  try {
    {
      await using session = await localSession({ path });
      await record(session);
    }
    const args = ["export", "hostile", "--session", `local:${path}`];
    assertStringIncludes((await runlogInProcess(args)).stdout, METRIC);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("visible() writes control characters out, visibleLines() all but line ends and tabs", () => {
  assertEquals(
    visible("a\tb\nc\r\x9b\u202e\u2028é実"),
    "a\\u0009b\\nc\\u000d\\u009b\\u202e\\u2028é実",
  );
  assertEquals(visibleLines("a\tb\r\nc\rd\x1b"), "a\tb\nc\\u000dd\\u001b");
});
