import { assert, assertEquals, assertRejects } from "@std/assert";
import { withRun } from "../../../mod.ts";
import { exportRuns } from "../../../src/cli/commands/export.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { serviceSession } from "../../../src/local.ts";
import { contextOf } from "../../support/command_line.ts";
import { temporaryService } from "../../support/services.ts";
import { inFolder } from "../../support/temporary_folder.ts";

/** First bytes of each format. */
const SIGNS = { csv: "experimentName,", jsonl: '{"experimentName"', parquet: "PAR1" };

Deno.test("runlog export writes the format that a file's name has, unless another is asked for", () =>
  inFolder(async (folder) => {
    await using service = await temporaryService();
    await using session = await serviceSession(service);
    await withRun({ experimentName: "demo", runName: "a", session }, () => {});
    const { context } = contextOf({ isTTY: true });
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
    const { context, written } = contextOf({ isTTY });
    await exportRuns(context, session, "demo", { format });
    assert(written.length > 0, format);
  }
  const { context, written } = contextOf({ isTTY: true });
  const refused = (): Promise<void> => exportRuns(context, session, "demo", { format: "parquet" });
  await assertRejects(refused, UsageError, "--output");
  assertEquals(written, []);
});
