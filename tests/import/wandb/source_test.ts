import { assert, assertEquals } from "@std/assert";
import { wandbOffline } from "../../../src/import.ts";
import { file, pointsOf, readAll, readOne, SAMPLES } from "../importing.ts";

const RUN = `${SAMPLES}wandb/offline-run-20261130_091651-abc12345`;

Deno.test("a run of W&B has its history, settings, tags, notes and status", async () => {
  const run = await readOne(wandbOffline(RUN));
  assertEquals([run.experiment, run.name, run.displayName], ["interop", "abc12345", "first"]);
  assertEquals([run.status, run.notes], ["Completed", "some notes"]);
  assertEquals(
    run.parameters,
    new Map<string, unknown>([
      ["lr", 0.1],
      ["third", 1 / 3],
      ["epochs", 10],
      ["opt", "adam"],
      ["nested.a", 1],
      ["nested.b", "[1,2]"],
      ["none", "null"],
      ["flag", true],
      ["added", 5],
    ]) as never,
  );
  assertEquals(
    [...run.tags],
    [["wandb.tag.a", "a"], ["wandb.tag.b", "b"], ["wandb.group", "g"], ["wandb.jobType", "train"]],
  );
  const points = pointsOf(run);
  assertEquals(
    points["train/loss"]?.map(([value, step]) => [value, step]),
    // Every tenth row is followed by one of the evaluation, which takes a step too.
    Array.from({ length: 40 }, (_, index) => [1 / (index + 1), index + Math.floor(index / 10)]),
  );
  assertEquals(points["nested.x"]?.length, 40);
  assertEquals(points["weird"]?.[0]?.[0], NaN);
  assertEquals([points["inf"]?.[0]?.[0], points["ninf"]?.[0]?.[0]], [Infinity, -Infinity]);
  assertEquals(points["big"]?.[0]?.[0], 2 ** 60);
  assertEquals(points["late"]?.map(([value, step]) => [value, step]), [[1, 100], [2, 101]]);
  assertEquals(points["best"]?.map(([value, step]) => [value, step]), [[0.97, NaN]]);
  assertEquals(points["flag"], undefined);
});

Deno.test("a metric with a step metric of its own has its values as steps", async () => {
  const points = pointsOf(await readOne(wandbOffline(RUN)));
  assertEquals(points["val/loss"]?.map(([, step]) => step), [0, 1, 2, 3]);
  assertEquals(points["epoch"]?.map(([, step]) => step), [10, 21, 32, 43]);
});

Deno.test("values that are no numbers are in a file, with their steps", async () => {
  const run = await readOne(wandbOffline(RUN));
  assertEquals(run.files.map(({ path }) => path), [
    "wandb/values.json",
    "wandb/media/table/t_46_f87e254b768120a6aa89.table.json",
  ]);
  const values = JSON.parse(await new Response(await run.files[0]?.read()).text()) as {
    readonly name: string;
    readonly step: number;
    readonly value: { readonly _type?: string } | string;
  }[];
  const named = new Map(values.map(({ name, value }) => [name, value]));
  assertEquals(named.get("text"), "hello");
  const [histogram, table] = ["h", "t"].map((name) => named.get(name));
  assert(typeof histogram === "object" && typeof table === "object");
  assertEquals([histogram._type, table._type], ["histogram", "table-file"]);
});

Deno.test("records over several blocks are whole, and a cut file yields those that are", async () => {
  const bytes = await Deno.readFile(`${SAMPLES}wandb/long/run-long0001.wandb`);
  const whole = await readOne(wandbOffline(file("run-long0001.wandb", bytes)));
  assertEquals(whole.problems, []);
  assertEquals(
    pointsOf(whole)["loss"]?.map(([value, step]) => [value, step]),
    [
      ...Array.from({ length: 150 }, (_, index) => [1 / (index + 1), index]),
      ...Array.from({ length: 60 }, (_, index) => [1 / (index + 1000), index + 151]),
    ],
  );
  const text = JSON.parse(await new Response(await whole.files[0]?.read()).text());
  assertEquals(text.find(({ name }: { name: string }) => name === "text").value.length, 40_000);
  const cut = await Deno.readFile(`${SAMPLES}wandb/long/run-long0001-cut.wandb`);
  const part = await readOne(wandbOffline(file("run-long0001.wandb", cut)));
  assertEquals(part.status, "InProgress");
  assertEquals(part.endTime, undefined);
  assert(part.problems.length > 0);
  const points = pointsOf(part)["loss"] ?? [];
  assert(points.length > 0 && points.length < 210);
  assertEquals(points, pointsOf(whole)["loss"]?.slice(0, points.length));
});

Deno.test("of a damaged block, the pieces before the damage count, and so do all other blocks", async () => {
  const bytes = await Deno.readFile(`${SAMPLES}wandb/long/run-long0001.wandb`);
  const name = "run-long0001.wandb";
  const whole = pointsOf(await readOne(wandbOffline(file(name, bytes))))["loss"] ?? [];
  for (let at = 100; at < bytes.length; at += 4_099) {
    const flipped = bytes.slice();
    flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    const run = await readOne(wandbOffline(file(name, flipped)));
    assert(run.problems.length > 0, `byte ${at}`);
    const points = pointsOf(run)["loss"] ?? [];
    const rows = new Set(whole.map((row) => row.join()));
    assert(points.every((row) => rows.has(row.join())), `byte ${at}`);
  }
});

Deno.test("an exit code makes a failed run, and a file of another kind is named", async () => {
  const { runs } = await readAll(wandbOffline(`${SAMPLES}wandb`));
  const failed = runs.find(({ name }) => name === "fail0001");
  assertEquals([failed?.status, failed?.statusMessage], ["Failed", "Exit code 3"]);
  const { unread } = await readAll(wandbOffline(file("run-a.wandb", "no such file")));
  assertEquals(unread, [{
    path: "run-a.wandb",
    reason: "is no file of W&B: its first bytes are others",
  }]);
});

Deno.test("several files of a run are one run, with each row once", async () => {
  const run = await readOne(wandbOffline(`${SAMPLES}wandb/long`));
  assertEquals(pointsOf(run)["loss"]?.length, 210);
  assertEquals(run.status, "Completed");
});
