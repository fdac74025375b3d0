import { assert, assertEquals, assertRejects } from "@std/assert";
import { withRun } from "../../../mod.ts";
import type { Context } from "../../../src/cli/context.ts";
import { exportRuns } from "../../../src/cli/commands/export.ts";
import { Terminal } from "../../../src/cli/terminal.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { serviceSession } from "../../../src/local.ts";
import { temporaryService } from "../../support/services.ts";
import { inFolder } from "../../support/temporary_folder.ts";

/** First bytes of each format. */
const SIGNS = { csv: "experimentName,", jsonl: '{"experimentName"', parquet: "PAR1" };

function contextOf(isTTY: boolean): { readonly context: Context; readonly parts: unknown[] } {
  const parts: unknown[] = [];
  const terminal = new Terminal(
    { isTTY, columns: 80, write: (data) => parts.push(data) },
    { isJson: false, environment: {} },
  );
  const ask = (): Promise<undefined> => Promise.resolve(undefined);
  const { signal } = new AbortController();
  return { context: { out: terminal, messages: terminal, ask, environment: {}, signal }, parts };
}

Deno.test("runlog export writes the format that a file's name has, unless another is asked for", () =>
  inFolder(async (folder) => {
    await using service = await temporaryService();
    await using session = await serviceSession(service);
    await withRun({ experimentName: "demo", runName: "a", session }, () => {});
    const { context } = contextOf(true);
    for (
      const [name, format, expected] of [
        ["a.csv", undefined, "csv"],
        ["a.jsonl", undefined, "jsonl"],
        ["A.JSONL", undefined, "jsonl"],
        ["a.parquet", undefined, "parquet"],
        ["a.PARQUET", undefined, "parquet"],
        ["a.txt", undefined, "csv"],
        ["jsonl", undefined, "csv"],
        ["b.jsonl", "csv", "csv"],
        ["b.csv", "parquet", "parquet"],
      ] as const
    ) {
      const output = `${folder}/${name}`;
      const options = format === undefined ? { output } : { output, format };
      await exportRuns(context, session, "demo", options);
      const start = new TextDecoder().decode((await Deno.readFile(output)).subarray(0, 40));
      assert(start.startsWith(SIGNS[expected]), `${name}: ${start}`);
    }
  }));

Deno.test("runlog export writes no Parquet to a terminal, and any other format", async () => {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  await withRun({ experimentName: "demo", runName: "a", session }, () => {});
  for (const [format, isTTY] of [["csv", true], ["jsonl", true], ["parquet", false]] as const) {
    const { context, parts } = contextOf(isTTY);
    await exportRuns(context, session, "demo", { format });
    assert(parts.length > 0, format);
  }
  const { context, parts } = contextOf(true);
  const refused = (): Promise<void> => exportRuns(context, session, "demo", { format: "parquet" });
  await assertRejects(refused, UsageError, "--output");
  assertEquals(parts, []);
});
