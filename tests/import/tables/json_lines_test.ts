import { assertEquals } from "@std/assert";
import { jsonLines } from "../../../src/import.ts";
import { file, pointsOf, readAll, readOne } from "../importing.ts";

const LINES = [
  '{"step": 0, "_timestamp": 1700000000.5, "train": {"loss": 0.5}, "ok": true}',
  '{"step": 1, "_timestamp": 1700000001.5, "train": {"loss": NaN}}',
  "not a line of JSON",
  '{"step": 2, "_timestamp": 1700000002.5, "train": {"loss": 0.25}, "lr": 1e-4}',
];

Deno.test("JSON lines have a metric for each number, and tell the lines that are none", async () => {
  const run = await readOne(jsonLines(file("a.jsonl", LINES.join("\n"))));
  assertEquals(run.name, "a");
  assertEquals(pointsOf(run), {
    "train.loss": [
      [0.5, 0, 1_700_000_000_500],
      [NaN, 1, 1_700_000_001_500],
      [0.25, 2, 1_700_000_002_500],
    ],
    lr: [[1e-4, 2, 1_700_000_002_500]],
  });
  assertEquals(run.problems, [
    {
      kind: "file",
      name: "a.jsonl",
      count: 1,
      reason: "lines are no JSON objects, from line 3 on",
    },
    { kind: "metric", name: "ok", count: 1, reason: "are no numbers" },
  ]);
});

Deno.test("a member names the run of each line, and an unfinished line waits", async () => {
  const text = '{"who":"a","step":0,"x":1}\n{"who":"b","step":0,"x":2}\n{"who":"a","step":1,"x":3';
  const { runs } = await readAll(jsonLines(file("a.jsonl", text), { run: "who" }), {
    isLive: true,
  });
  assertEquals(runs.map(({ name, problems }) => [name, problems.length]), [["a", 0], ["b", 0]]);
  assertEquals(runs.map((run) => pointsOf(run)["x"]?.map(([value]) => value)), [[1], [2]]);
});
