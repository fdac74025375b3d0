import { assertEquals } from "@std/assert";
import { csvLog, type CsvLogOptions } from "../../../src/import.ts";
import fc from "../../support/fast_check.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { file, pointsOf, readAll, readOne, SAMPLES } from "../importing.ts";

const MODIFIED = 1_700_000_000_000;

async function read(
  text: string,
  options: CsvLogOptions = {},
): Promise<Readonly<Record<string, number[][]>>> {
  return pointsOf(await readOne(csvLog(file("log.csv", text, MODIFIED), options)));
}

Deno.test("logs of Keras with commas and semicolons have a metric for each column", async () => {
  const { runs } = await readAll(csvLog(`${SAMPLES}keras`));
  assertEquals(runs.map(({ name }) => name), ["log", "semicolon"]);
  for (const run of runs) {
    const points = pointsOf(run);
    assertEquals(Object.keys(points), ["accuracy", "loss", "val_loss"]);
    assertEquals(points["loss"]?.map(([value, step]) => [value, step]), [
      [1, 0],
      [0.5, 1],
      [1 / 3, 2],
    ]);
    assertEquals(run.files.map(({ path }) => path), [`${run.name}.csv`]);
  }
});

Deno.test("a log of Ultralytics with padded names and values, and repeated epochs, is read whole", async () => {
  const text = "                  epoch,         train/box_loss,   metrics/mAP50(B)\n" +
    "                      0,                 1.1201,                0.5\n" +
    "                      1,                    inf,                nan\n" +
    "                      1,                 0.9,                -Infinity\n";
  assertEquals(await read(text), {
    "train/box_loss": [[1.1201, 0, MODIFIED], [Infinity, 1, MODIFIED], [0.9, 1, MODIFIED]],
    "metrics/mAP50(B)": [[0.5, 0, MODIFIED], [NaN, 1, MODIFIED], [-Infinity, 1, MODIFIED]],
  });
});

Deno.test("a log of Lightning takes its sparse rows, and the folder's name and parameters", () =>
  inFolder(async (folder) => {
    const version = `${folder}/lightning_logs/version_0`;
    await Deno.mkdir(version, { recursive: true });
    await Deno.writeTextFile(
      `${version}/metrics.csv`,
      "epoch,step,train_loss,val_loss\n0,49,0.5,\n0,49,,0.7\n1,99,0.25,\n",
    );
    await Deno.writeTextFile(
      `${version}/hparams.yaml`,
      "lr: 0.1\nlayers: [1, 2]\nnest: {a: true}\n",
    );
    const run = await readOne(csvLog(`${folder}/lightning_logs`));
    assertEquals([run.experiment, run.name], ["lightning_logs", "version_0"]);
    const parameters = [["lr", 0.1], ["layers", "[1,2]"], ["nest.a", true]] as const;
    assertEquals([...run.parameters], parameters as never);
    const rows = (name: string) => pointsOf(run)[name]?.map(([value, step]) => [value, step]);
    assertEquals(rows("train_loss"), [[0.5, 49], [0.25, 99]]);
    assertEquals(rows("val_loss"), [[0.7, 49]]);
    assertEquals(rows("epoch"), [[0, 49], [0, 49], [1, 99]]);
  }));

Deno.test("a time is a date or seconds or milliseconds since 1970, and nothing else", async () => {
  for (
    const [time, expected] of [
      ["1700000000.5", 1_700_000_000_500],
      ["1700000000500", 1_700_000_000_500],
      ["2023-11-14T22:13:20.5Z", 1_700_000_000_500],
      ["2023-11-14 22:13:20.5", 1_700_000_000_500],
      ["2023-11-14T23:13:20.5+01:00", 1_700_000_000_500],
    ] as const
  ) {
    assertEquals(await read(`step,time,loss\n3,${time},0.5\n`), { loss: [[0.5, 3, expected]] });
  }
  // Seconds since the start, as Ultralytics writes them, are a metric.
  assertEquals(await read("epoch,time,loss\n1,12.5,0.5\n"), {
    time: [[12.5, 1, MODIFIED]],
    loss: [[0.5, 1, MODIFIED]],
  });
});

Deno.test("the caller names columns of step, time and run, and columns without a header", async () => {
  const text = "0,5,a,0.5\n1,6,b,0.25\n";
  const options = { columns: ["x", "at", "who", "loss"], step: "at", run: "who" };
  const { runs } = await readAll(csvLog(file("log.csv", text, MODIFIED), options));
  assertEquals(runs.map((run) => [run.name, pointsOf(run)]), [
    ["a", { x: [[0, 5, MODIFIED]], loss: [[0.5, 5, MODIFIED]] }],
    ["b", { x: [[1, 6, MODIFIED]], loss: [[0.25, 6, MODIFIED]] }],
  ]);
});

Deno.test("a file of numbers without a header is not guessed at", async () => {
  const { unread } = await readAll(csvLog(file("results.csv", "0,0.5\n1,0.25\n")));
  assertEquals(unread, [{
    path: "results.csv",
    reason: "has no header: name its columns with the option columns",
  }]);
});

Deno.test("repeated headers are passed over, and texts, extra cells and open quotes are told", async () => {
  const text = "step,loss,note\n0,0.5,good\nstep,loss,note\n1,0.25,bad,more\n";
  const run = await readOne(csvLog(file("log.csv", text)));
  assertEquals(pointsOf(run)["loss"]?.map(([value, step]) => [value, step]), [[0.5, 0], [0.25, 1]]);
  assertEquals(run.problems.map(({ kind, name, count }) => [kind, name, count]), [
    ["file", "log.csv", 1],
    ["metric", "note", 2],
  ]);
  const open = await readOne(csvLog(file("log.csv", 'step,loss\n0,"0.5\n1,0.25\n')));
  assertEquals(open.problems[0]?.kind, "file");
});

Deno.test("a last line without an end waits while the file is written, and counts otherwise", async () => {
  const source = csvLog(file("log.csv", "step,loss\n0,0.5\n1,0.2"));
  const points = (isLive: boolean) =>
    readOne(source, { isLive }).then((run) => pointsOf(run)["loss"]?.length);
  assertEquals([await points(true), await points(false)], [1, 2]);
});

Deno.test("every table of numbers is read as it was written, with any separator", async () => {
  const cell = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
    fc.constantFrom("", "NA", "nan", "inf", "-inf"),
  );
  const table = fc.record({
    separator: fc.constantFrom(",", ";", "\t"),
    end: fc.constantFrom("\n", "\r\n"),
    rows: fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
  });
  await fc.assert(fc.asyncProperty(table, async ({ separator, end, rows }) => {
    const lines = [["step", "a", 'b "c"'], ...rows.map((row, step) => [String(step), ...row])];
    const quoted = lines.map((line) =>
      line.map((text) => text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text)
    );
    const text = quoted.map((line) => line.join(separator) + end).join("");
    const points = await read(text);
    for (const [column, name] of ["a", 'b "c"'].entries()) {
      const expected = rows.flatMap((row, step) => {
        const value = numberOf(row[column] ?? "");
        return value === undefined ? [] : [[value, step, MODIFIED]];
      });
      assertEquals(points[name] ?? [], expected);
    }
  }));
});

function numberOf(text: string): number | undefined {
  if (text === "" || text === "NA") return undefined;
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}
