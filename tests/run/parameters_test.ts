import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  ArgumentError,
  getRun,
  listRuns,
  loadRun,
  openArtifact,
  searchRuns,
  startRun,
  updateRun,
  withRun,
} from "../../mod.ts";
import fc from "../support/fast_check.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const PROMPT = 'You are a "helpful"\nassistant.\r\n\u2028\u2029\x85\x1b[31m \ud83d';
const LONG = "0123456789".repeat(400);

Deno.test("a configuration as people have it comes back, without a problem", async () => {
  await using service = await temporaryService();
  const logger = memoryLogger();
  const { session, calls } = await scriptedAws(service, undefined, { logger });
  const names = { experimentName: "config", runName: "one" };
  await withRun({ ...names, session, captureEnvironment: false }, (run) => {
    run.logParameters({
      lr: 5e-5,
      report_to: ["tensorboard"],
      kwargs: {},
      token: null,
      fp16: false,
      seed: 12345678901234567890n,
      at: new Date(0),
      prompt: PROMPT,
      [PROMPT]: "by its name",
      ["__proto__"]: "a name that the AWS SDK loses",
      quoted: '"hello"',
      escaped: '"a\\nb"',
      "": "nameless",
    });
    assertEquals(run.problems, []);
  });
  const wanted: Record<string, string | number> = {
    lr: 5e-5,
    report_to: '["tensorboard"]',
    kwargs: "{}",
    token: "null",
    fp16: "false",
    seed: "12345678901234567890",
    at: "1970-01-01T00:00:00.000Z",
    prompt: PROMPT,
    [PROMPT]: "by its name",
    ["__proto__"]: "a name that the AWS SDK loses",
    quoted: '"hello"',
    escaped: '"a\\nb"',
    "": "nameless",
  };
  assertEquals({ ...(await getRun(names, { session })).parameters }, wanted);
  const [listed] = await Array.fromAsync(listRuns({ experimentName: "config", session }));
  assertEquals({ ...listed?.parameters }, wanted);
  assertEquals(logger.lines, []);
  assertEquals(calls.filter(({ operation }) => operation.startsWith("PUT")).length, 0);
  // AWS's pattern, as Java reads it.
  for (const { members } of calls) {
    for (const [name, value] of Object.entries(members["Parameters"] ?? {})) {
      assert(/^[^\n\r\x85\u2028\u2029]*$/.test(name + (value.StringValue ?? "")), name);
    }
  }
  for (
    const where of [
      { "parameters.fp16": "false" },
      { "parameters.prompt": PROMPT },
      { [`parameters.${PROMPT}`]: "by its name" },
    ]
  ) {
    const found = await Array.fromAsync(searchRuns({ where, session }));
    assertEquals(found.length, 1, JSON.stringify(where));
  }
  await session[Symbol.asyncDispose]();
});

Deno.test("what a run cannot hold whole is kept in one file, and getRun() returns it", async () => {
  await using service = await temporaryService();
  const logger = memoryLogger();
  const { session, calls } = await scriptedAws(service, undefined, { logger });
  const names = { experimentName: "config", runName: "long" };
  const config: Record<string, string | number> = {
    system: LONG,
    [`${"k".repeat(400)}`]: 1,
    ...Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`key-${index}`, index])),
  };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  run.logParameters(config);
  run.logParameters(config);
  await run.flush();
  const uploads = () =>
    calls.filter(({ operation }) => /^PUT .*parameters\.json$/.test(operation)).length;
  assertEquals(uploads(), 1);
  const { parameters, outputArtifacts } = await getRun(names, { session });
  assertEquals({ ...parameters }, config);
  assertEquals(Object.keys(outputArtifacts), ["runlog/parameters.json"]);
  const [listed] = await Array.fromAsync(listRuns({ experimentName: "config", session }));
  const short = String(listed?.parameters["system"]);
  assertEquals([short.length, short.startsWith("0123456789")], [2_500, true]);
  assert(/… [0-9a-f]{16}$/.test(short));
  assertEquals(run.problems.map(({ name, effect }) => [name.slice(0, 7), effect]), [
    ["system", "changed"],
    ["kkkkkkk", "changed"],
    ["key-298", "changed"],
    ["key-299", "changed"],
    ["key-300", "changed"],
  ]);
  run.logParameters(config);
  await run.flush();
  assertEquals(uploads(), 1);
  // A later change: the file is stored once more, and an earlier one's values stay.
  run.logParameter("system", "short now");
  run.logParameters({ other: LONG, "key-0": LONG });
  await run.close();
  assertEquals(uploads(), 2);
  const later = await loadRun({ ...names, session });
  later.logParameter("third", `${LONG}!`);
  await later.close();
  const changed = (await getRun(names, { session })).parameters;
  assertEquals(
    ["system", "key-0", "other", "third", "key-300"].map((name) => changed[name]),
    ["short now", LONG, LONG, `${LONG}!`, 300],
  );
  await updateRun(names, { parameters: { system: "updated" } }, { session });
  assertEquals((await getRun(names, { session })).parameters["system"], "updated");
  await session[Symbol.asyncDispose]();
});

Deno.test("a bucket that cannot be written to costs neither the shortened text nor the run", async () => {
  await using service = await temporaryService();
  const logger = memoryLogger();
  const { session } = await scriptedAws(
    service,
    ({ operation }) => operation.startsWith("PUT") ? awsRefusal("AccessDenied") : undefined,
    { logger },
  );
  const names = { experimentName: "config", runName: "denied" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  run.logParameters({ system: LONG, lr: 1 });
  await run.close();
  const record = await getRun(names, { session });
  assertEquals([record.status, record.parameters["lr"]], ["Completed", 1]);
  assertEquals(String(record.parameters["system"]).length, 2_500);
  assertEquals(run.problems.length, 2);
  assertStringIncludes(run.problems[1]?.reason ?? "", "runlog/parameters.json cannot be stored");
  await session[Symbol.asyncDispose]();
});

Deno.test("an upload of parameters that never ends holds up neither the end of a run nor its status", async () => {
  await using service = await temporaryService();
  const { session, calls } = await scriptedAws(
    service,
    ({ operation }) =>
      operation.endsWith("parameters.json") ? new Promise<undefined>(() => {}) : undefined,
    { logger: memoryLogger() },
  );
  const names = { experimentName: "config", runName: "hung" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  run.logParameters({ system: LONG });
  while (!calls.some(({ operation }) => operation.endsWith("parameters.json"))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await run.close({ timeoutMs: 1_000 });
  assertEquals((await getRun(names, { session })).status, "Completed");
  assertStringIncludes(run.problems[1]?.reason ?? "", "runlog/parameters.json cannot be stored");
  await session[Symbol.asyncDispose]();
});

Deno.test("only the run's own file is read for its parameters, and only if there is one", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  const names = { experimentName: "config", runName: "lured" };
  await withRun({ ...names, session, captureEnvironment: false }, (run) => {
    run.logParameter("lr", 1);
  });
  reset();
  await getRun(names, { session });
  assertEquals(calls.length, 3);
  const { sagemaker } = session;
  await sagemaker.call("UpdateTrialComponent", {
    TrialComponentName: "config-lured",
    OutputArtifacts: { "runlog/parameters.json": { Value: "s3://secrets/of/others.json" } },
  });
  reset();
  assertEquals((await getRun(names, { session })).parameters["lr"], 1);
  assertEquals(calls.length, 3);
  await session[Symbol.asyncDispose]();
});

Deno.test("a strict run throws at what does not fit, and logs nothing of it", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const names = { experimentName: "config", runName: "strict" };
  const run = await startRun({ ...names, session, captureEnvironment: false, strict: true });
  assertThrows(() => run.logParameters({ kept: 1, lr: NaN }), ArgumentError);
  assertThrows(() => run.logParameters({ kept: 1, system: LONG }), ArgumentError);
  run.logParameters({ prompt: "two\nlines" });
  await run.close();
  assertEquals({ ...(await getRun(names, { session })).parameters }, { prompt: "two\nlines" });
  await session[Symbol.asyncDispose]();
});

Deno.test("slips throw: a map for the configuration, a name that is no text", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const run = await startRun({ experimentName: "config", session });
  assertThrows(() => run.logParameters(new Map([["lr", 1]])), ArgumentError);
  // What JavaScript passes.
  assertThrows(() => run.logParameter(1 as unknown as string, 1), ArgumentError);
  assertThrows(() => run.logArtifact("data", 1 as unknown as string), ArgumentError);
  await run.close();
  await session[Symbol.asyncDispose]();
});

Deno.test("any parameters come back as they were logged", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom('"a\\nb"', "\n", "\u2028", '"\\u0085"', `${LONG}\n`),
  );
  const value = fc.oneof(text, fc.double({ noDefaultInfinity: true, noNaN: true }));
  const config = fc.dictionary(text, value, { maxKeys: 20 });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(config, async (parameters) => {
      const names = { experimentName: "config", runName: `any-${count++}` };
      await withRun(
        { ...names, session, captureEnvironment: false },
        (run) => run.logParameters(parameters),
      );
      const wanted = Object.entries(parameters).map(([name, one]) => [name, one === 0 ? 0 : one]);
      const { parameters: found } = await getRun(names, { session });
      assertEquals(Object.entries(found).toSorted(), wanted.toSorted());
    }),
    { numRuns: 20 },
  );
  await session[Symbol.asyncDispose]();
});

Deno.test("artifacts are data: odd names, values and media types do not end a run", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const names = { experimentName: "config", runName: "artifacts" };
  const long = "n".repeat(200);
  const run = await startRun({ ...names, session, captureEnvironment: false });
  run.logArtifact("two\nlines", "first\nsecond", { mediaType: "text/html; charset=utf-8" });
  run.logArtifact("sheet", "s3://bucket/sheet", { mediaType: "application/vnd.ms-excel" });
  run.logArtifact("empty", "");
  assertEquals(run.problems.map(({ name, reason }) => [name, reason.split("; ").at(-1)]), [
    ["two\nlines", "recorded as text/html"],
    ["sheet", "recorded as application/octet-stream"],
  ]);
  await run.logText("a", { name: "../odd\nname" });
  await run.logText("b", { name: long });
  for (let index = 0; index < 56; index++) run.logArtifact(`more-${index}`, "value");
  const uri = await run.logText("c", { name: "beyond.txt", mediaType: "text/x.odd" });
  assert(uri.endsWith("/beyond.txt"));
  await run.close();
  const { outputArtifacts, status } = await getRun(names, { session });
  assertEquals([Object.keys(outputArtifacts).length, status], [60, "Completed"]);
  assertEquals(outputArtifacts["two\nlines"], {
    value: "first\nsecond",
    mediaType: "text/html",
  });
  assertEquals(outputArtifacts["empty"]?.value, "");
  const read = async (name: string) => await (await openArtifact(names, name, { session })).text();
  assertEquals([await read("../odd\nname"), await read(long)], ["a", "b"]);
  const problems = run.problems.filter(({ name }) => name === "more-55" || name === "beyond.txt");
  assertEquals(problems.map(({ name, effect }) => [name, effect]), [
    ["more-55", "left out"],
    ["beyond.txt", "changed"],
  ]);
  await session[Symbol.asyncDispose]();
});

Deno.test("a run fails with any value, and its status is written", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const { proxy, revoke } = Proxy.revocable(new Error("gone"), {});
  revoke();
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const bad = new Error("first\u2028second\x85third\x1b \ud83d");
  const values: readonly (readonly [unknown, string])[] = [
    [bad, "first second third  �"],
    [{ message: "thrown by hand" }, "thrown by hand"],
    [{ code: 3 }, '{"code":3}'],
    [cyclic, "An error whose text cannot be read"],
    [proxy, "An error whose text cannot be read"],
    [Object.create(null), "An error whose text cannot be read"],
    [Symbol("why"), "Symbol(why)"],
    [undefined, "undefined"],
  ];
  for (const [index, [thrown, message]] of values.entries()) {
    const names = { experimentName: "failed", runName: `value-${index}` };
    const run = await startRun({ ...names, session, captureEnvironment: false });
    run.fail(thrown);
    await run.close();
    const { status, statusMessage } = await getRun(names, { session });
    assertEquals([status, statusMessage], ["Failed", message]);
  }
  await session[Symbol.asyncDispose]();
});
