import { assertEquals, assertStringIncludes } from "@std/assert";
import { listRuns, type RunRecord, toCsv, toJsonLines, toTable, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { withoutFormulas } from "../../../src/records/tables/encode_table.ts";
import { temporaryService } from "../../support/services.ts";

async function recorded(): Promise<readonly RunRecord[]> {
  await using session = await serviceSession(await temporaryService());
  const experimentName = "exported";
  await withRun({ experimentName, runName: "a", session }, (run) => {
    run.logParameters({ lr: -0.5, note: '=HYPERLINK("x")', "@cell": "+1" });
    run.logMetric("loss", 0.5, { step: 0 });
  });
  await withRun(
    { experimentName, runName: "b", session },
    (run) => run.logParameter("text", "é,\n"),
  );
  return await Array.fromAsync(
    listRuns({ experimentName, session, sortBy: "runName", sortOrder: "ascending" }),
  );
}

Deno.test("toTable() gives every run every column, null where it has no value", async () => {
  const [first, second] = toTable(await recorded());
  assertEquals(Object.keys(first ?? {}), Object.keys(second ?? {}));
  assertEquals([first?.["parameters.lr"], second?.["parameters.lr"]], [-0.5, null]);
  assertEquals([first?.["metrics.loss.last"], second?.["metrics.loss.last"]], [0.5, null]);
  assertEquals(first?.["creationTime"] instanceof Date, true);
});

Deno.test("toCsv() keeps text from running as a formula, and numbers as they are", async () => {
  const runs = await recorded();
  const text = await toCsv(runs);
  assertStringIncludes(text, `"'=HYPERLINK(""x"")"`);
  assertStringIncludes(text, ",'+1,");
  assertStringIncludes(text, ",-0.5,");
  const plain = await toCsv(runs, { escapeFormulas: false });
  assertStringIncludes(plain, `"=HYPERLINK(""x"")"`);
});

Deno.test("toJsonLines() gives a line for each run, which reads back as its row", async () => {
  const runs = await recorded();
  const lines = (await toJsonLines(runs)).trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line)), JSON.parse(JSON.stringify(toTable(runs))));
});

Deno.test("exports of no runs are empty", async () => {
  assertEquals(toTable([]), []);
  assertEquals(await toJsonLines([]), "");
});

Deno.test("toCsv() keeps names of columns from running as formulas too", () => {
  const table = { "=1+1": [1], "+a": ["-b"], "-c": ["@d"], "@e": ["\tf"], plain: [-1] };
  assertEquals(
    withoutFormulas(table),
    { "'=1+1": [1], "'+a": ["'-b"], "'-c": ["'@d"], "'@e": ["'\tf"], plain: [-1] },
  );
});
