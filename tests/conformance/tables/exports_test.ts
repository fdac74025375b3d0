import { assertEquals } from "@std/assert";
import {
  getMetricHistory,
  listRuns,
  toCsv,
  toHistoryTable,
  toJsonLines,
  toParquet,
  withRun,
} from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { pythonTool, runPython } from "../../support/python.ts";
import { temporaryService } from "../../support/services.ts";

type Figures = readonly (number | string)[];

Deno.test("DuckDB reads exported CSV, JSON Lines and Parquet with the counts and sums of the runs", async () => {
  await using session = await serviceSession(await temporaryService());
  const experimentName = "tables";
  const started = Date.now();
  for (let index = 0; index < 30; index++) {
    await withRun({ experimentName, runName: `r${index}`, session }, (run) => {
      run.logParameter("note", 'a "quoted", é\ntext');
      if (index % 3 > 0) run.logParameter("lr", index / 8);
      run.logMetric("loss", index / 4, { step: index, timestamp: started + index });
    });
  }
  const runs = await Array.fromAsync(listRuns({ experimentName, session }));
  const folder = await Deno.makeTempDir({ prefix: "runlog-tables-" });
  try {
    const paths = {
      csv: `${folder}/runs.csv`,
      jsonl: `${folder}/runs.jsonl`,
      parquet: `${folder}/runs.parquet`,
    };
    await Deno.writeTextFile(paths.csv, await toCsv(runs));
    await Deno.writeTextFile(paths.jsonl, await toJsonLines(runs));
    await Deno.writeFile(paths.parquet, await toParquet(runs));
    const history = `${folder}/history.parquet`;
    const histories = runs.map(async (run) =>
      [run.runName, [await getMetricHistory(run, "loss", { session })]] as const
    );
    const long = toHistoryTable(Object.fromEntries(await Promise.all(histories)));
    await Deno.writeFile(history, await toParquet(long));
    const python = await pythonTool("duckdb", new URL("requirements.txt", import.meta.url));
    const script = new URL("duckdb_reads.py", import.meta.url);
    const read = await runPython<Record<string, Figures>>(python, script, { paths, history });
    const rates = runs.flatMap(({ parameters }) => parameters["lr"] ?? []).map(Number);
    const expected = [
      30,
      rates.length,
      // Eighths and quarters: their sums are exact in any order.
      rates.reduce((sum, rate) => sum + rate, 0),
      runs.reduce((sum, { metrics }) => sum + (metrics["loss"]?.last ?? NaN), 0),
      30,
      'a "quoted", é\ntext',
    ];
    assertEquals(read, {
      csv: expected,
      jsonl: expected,
      parquet: expected,
      types: ["VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "TIMESTAMP", "DOUBLE"],
      history: [30, 30, 435, 435 / 4, started + 29],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
