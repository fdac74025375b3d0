import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { batchOf, wholeSeries } from "../support/points.ts";
import { testService } from "./test_service.ts";

const CHARACTERS = [
  "\0",
  "\u0001",
  "\u0085",
  "\u2028",
  "\n",
  "\ud800",
  "😀",
  "\ufeff",
  "a",
  "__proto__",
];
const TEXT = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 4 });

/** Whether AWS's `.*` matches, and JSON carries the text. */
const isTaken = (text: string): boolean => text.isWellFormed() && !/[\n\u0085\u2028]/.test(text);

Deno.test("any text of a run is kept and read back equal, or refused by name", async () => {
  await using aws = await testService();
  let names = 0;
  await fc.assert(
    fc.asyncProperty(TEXT, TEXT, async (key, text) => {
      const TrialComponentName = `run-${names++}`;
      const members = {
        Parameters: Object.fromEntries([[key, { StringValue: text }]]),
        OutputArtifacts: Object.fromEntries([[key, { Value: text }]]),
        Status: { PrimaryStatus: "Failed", Message: text },
      };
      const made = await aws.call("CreateTrialComponent", { TrialComponentName, ...members });
      const isKept = isTaken(key) && isTaken(text);
      assertEquals([made.status, made.body["__type"]], [
        isKept ? 200 : 400,
        isKept ? undefined : "ValidationException",
      ]);
      if (!isKept) return;
      const { body } = await aws.call("DescribeTrialComponent", { TrialComponentName });
      const { Parameters, OutputArtifacts, Status } = body;
      assertEquals({ Parameters, OutputArtifacts, Status }, members);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

Deno.test("numbers and times that no reader can carry are refused by name, and others are read back equal", async () => {
  await using aws = await testService();
  await aws.call("CreateTrialComponent", { TrialComponentName: "run" });
  const update = (members: string) =>
    aws.call("UpdateTrialComponent", `{"TrialComponentName": "run", ${members}}`);
  const refused = ['"StartTime": 1e18', '"EndTime": -1e12', '"StartTime": 1e400']
    .concat(
      ["1e400", "-1e400", '"NaN"', '"Infinity"'].map((number) =>
        `"Parameters": {"p": {"NumberValue": ${number}}}`
      ),
    );
  for (const members of refused) {
    const { status, body } = await update(members);
    assertEquals([status, body["__type"]], [400, "ValidationException"], members);
  }
  for (const number of ["-0", "9007199254740993", "1152921504606846976", "1e308", "5e-324"]) {
    assertEquals((await update(`"Parameters": {"p": {"NumberValue": ${number}}}`)).status, 200);
    const { body } = await aws.call("DescribeTrialComponent", { TrialComponentName: "run" });
    // As written above.
    const { p } = body["Parameters"] as Record<string, { readonly NumberValue: number }>;
    assert(Object.is(p?.NumberValue, Number(number)), number);
  }
  assertEquals((await update('"StartTime": -1.5')).status, 200);
  assertEquals((await aws.call("ListTrialComponents", {})).status, 200);
});

Deno.test("the raw port refuses names and times that AWS refuses point by point, and keeps the rest", async () => {
  await using aws = await testService();
  await aws.call("CreateTrialComponent", { TrialComponentName: "run" });
  const good = { name: "x", value: 1, time: 1, step: 0 };
  const rows = [
    ...[good, { ...good, name: "top_\ud83d" }, { ...good, name: "a\u2028b" }],
    ...[{ ...good, time: 1e18 }, { ...good, name: "" }, { ...good, name: "a\0b" }],
    ...[{ ...good, step: -1 }, { ...good, name: "x".repeat(256) }, { ...good, value: 2 }],
  ];
  const refusals = await aws.service.metrics.put(batchOf("run", rows));
  assertEquals(refusals.map(({ index }) => index), [1, 2, 3, 4, 6, 7]);
  assert(
    refusals.every(({ code, verdict }) => code === "VALIDATION_ERROR" && verdict === "refuse"),
  );
  const read = async (
    name: string,
  ) => [...(await aws.service.metrics.read(wholeSeries("run", name))).values];
  assertEquals([await read("x"), await read("a\0b")], [[1, 2], [1]]);
});

Deno.test("an S3 key with any character is kept, and a path that is no text is refused", async () => {
  await using aws = await testService();
  const send = (method: string, path: string) =>
    aws.service.fetch(new Request(`http://runlog.local${path}`, { method }));
  await send("PUT", "/bucket");
  for (const key of ["a%00b", "%01", "%E2%80%A8", "__proto__"]) {
    assertEquals((await send("PUT", `/bucket/${key}`)).status, 200);
    assertEquals((await send("HEAD", `/bucket/${key}`)).status, 200);
  }
  assertEquals((await send("HEAD", "/bucket/a")).status, 404);
  const listed = await (await send("GET", "/bucket?list-type=2&encoding-type=url")).text();
  assert(listed.includes("<Key>a%00b</Key>"), listed);
  for (const path of ["/bucket/%ff", "/bucket/%ED%A0%80"]) {
    const answer = await send("PUT", path);
    assertEquals(answer.status, 400);
    assert((await answer.text()).includes("InvalidURI"));
  }
});
