import { assert, assertEquals, assertMatch } from "@std/assert";
import { tensorboard } from "../../../src/import.ts";
import { file, pointsOf, readAll, readOne, SAMPLES } from "../importing.ts";

const LOGDIR = `${SAMPLES}tensorboard`;

Deno.test("scalars in all forms are read, with times, steps and the decimals that were logged", async () => {
  const { runs, unread } = await readAll(tensorboard(LOGDIR));
  assertEquals(unread, []);
  assertEquals(runs.map(({ name }) => name), [
    "damaged",
    "new_style/train",
    "old_style",
    "old_style/group/a",
    "old_style/group/b",
    "old_style/hp",
    "scalar_pb",
    "truncated",
  ]);
  const points = Object.fromEntries(runs.map((run) => [run.name, pointsOf(run)]));
  // A step is logged again at the end.
  assertEquals(points["old_style"]?.["train/loss"]?.map(([value, step]) => [value, step]), [
    ...Array.from({ length: 50 }, (_, index) => [float(1 / (index + 1)), index]),
    [0.5, 10],
  ]);
  assertEquals(points["old_style"]?.["train/loss"]?.[3]?.[2], 1_700_000_000_750);
  assertEquals(points["old_style"]?.["weird"]?.map(([value]) => value), [NaN, Infinity, 0.1]);
  // The plugin's name stands on the first event only.
  assertEquals(points["new_style/train"]?.["epoch_loss"]?.length, 50);
  assertEquals(points["scalar_pb"]?.["s"]?.map(([value]) => value), [0, 0.1, 0.2, 0.3, 0.4]);
});

/** The decimal of a 32-bit float, by its digits. */
function float(value: number): number {
  for (let digits = 1;; digits++) {
    const short = Number(Math.fround(value).toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
}

Deno.test("hyperparameters become parameters, and images, texts and histograms files", async () => {
  const { runs } = await readAll(tensorboard(LOGDIR));
  const run = (name: string) => runs.find((one) => one.name === name);
  assertEquals(
    run("new_style/train")?.parameters,
    new Map<string, unknown>([
      ["lr", 0.1],
      ["units", 16],
      ["opt", "adam"],
    ]) as never,
  );
  const files = run("old_style")?.files ?? [];
  assertEquals(files.map(({ path }) => path), [
    "tensorboard/images/img/0.png",
    "tensorboard/text/note/text_summary.json",
    "tensorboard/histograms/weights.json",
  ]);
  const [png, text, histogram] = await Promise.all(
    files.map(async (one) => new Uint8Array(await new Response(await one.read()).arrayBuffer())),
  );
  assertEquals([...png?.subarray(1, 4) ?? []], [0x50, 0x4e, 0x47]);
  assertEquals(parsed(text)[0].text, "some **markdown**");
  const [{ count, min, max, counts }] = parsed(histogram);
  assertEquals([count, min, max], [100, 0, 0.99]);
  assertEquals((counts as number[]).reduce((sum, one) => sum + one), 100);
});

// deno-lint-ignore no-explicit-any -- the documents are what this test is about.
function parsed(bytes: Uint8Array | undefined): any {
  return JSON.parse(new TextDecoder().decode(bytes));
}

Deno.test("of damaged files the whole records are read, and a cut one waits for the rest", async () => {
  const { runs } = await readAll(tensorboard(LOGDIR));
  const [damaged, truncated] = ["damaged", "truncated"].map((name) =>
    runs.find((one) => one.name === name)
  );
  assert(damaged && truncated);
  // One record of 104 scalars is damaged: TensorBoard itself stops there, after 27 records.
  const count = Object.values(pointsOf(damaged)).flat().length;
  assertEquals(count, 103);
  assertMatch(damaged.problems[0]?.reason ?? "", /^48 bytes from byte 1193 on are damaged$/);
  assertEquals(Object.values(pointsOf(truncated)).flat().length, 32);
  assertMatch(truncated.problems[0]?.reason ?? "", /^ends within a record: 41 bytes/);
});

Deno.test("joined folders belong to the run above them, with their path before the metrics", async () => {
  const { runs } = await readAll(tensorboard(LOGDIR, { joinFolders: true }));
  const run = runs.find(({ name }) => name === "old_style");
  assert(run);
  assertEquals(runs.some(({ name }) => name.startsWith("old_style/")), false);
  assertEquals([...run.series.keys()], [
    "train/loss",
    "acc",
    "weird",
    "group/a/group",
    "group/b/group",
    "hp/hparam/accuracy",
  ]);
  assertEquals(run.parameters.get("opt"), "adam");
});

Deno.test("a live run has no end, and a file alone is a run too", async () => {
  const path = `${LOGDIR}/scalar_pb`;
  const live = await readOne(tensorboard(path), { isLive: true });
  assertEquals([live.status, live.endTime], ["InProgress", undefined]);
  const [entry] = [...Deno.readDirSync(path)];
  const bytes = await Deno.readFile(`${path}/${entry?.name}`);
  const alone = await readOne(tensorboard(file(entry?.name ?? "", bytes)));
  assertEquals(Object.keys(pointsOf(alone)), ["s"]);
});
