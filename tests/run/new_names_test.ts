import { assert, assertEquals, assertRejects } from "@std/assert";
import { listRuns, startRun, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

/**
 * Replaces the random numbers of names, and stops the clock, so that equal numbers are equal names.
 * Numbers for anything else stay random.
 */
function rollDice(numbers: readonly number[]): Disposable & { readonly rolled: () => number } {
  const { getRandomValues } = crypto;
  // The types of the platform say "typed array", which no generic function is.
  const original = getRandomValues.bind(crypto) as <T extends ArrayBufferView | null>(
    array: T,
  ) => T;
  const { now } = Date;
  const stopped = now();
  let rolled = 0;
  Date.now = () => stopped;
  crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
    if (!(array instanceof Uint32Array) || array.length > 1) return original(array);
    array[0] = numbers[Math.min(rolled++, numbers.length - 1)] ?? 0;
    return array;
  };
  return {
    rolled: () => rolled,
    [Symbol.dispose]() {
      crypto.getRandomValues = getRandomValues;
      Date.now = now;
    },
  };
}

const quiet = { captureEnvironment: false };

Deno.test("two thousand runs that nobody named, opened at once, are two thousand runs", async () => {
  await using session = await serviceSession(await temporaryService());
  const experimentName = "unnamed";
  const opened = await Promise.all(
    Array.from({ length: 2_000 }, () => startRun({ experimentName, session, ...quiet })),
  );
  assertEquals(new Set(opened.map(({ runName }) => runName)).size, 2_000);
  await Promise.all(opened.map((run) => run.close()));
  let listed = 0;
  for await (const { status } of listRuns({ experimentName, session })) {
    assertEquals(status, "Completed");
    listed++;
  }
  assertEquals(listed, 2_000);
});

Deno.test("400 runs whose names are drawn from 20 numbers and then from many are 400 runs", async () => {
  await using session = await serviceSession(await temporaryService());
  const experimentName = "collisions";
  using dice = rollDice([
    ...Array.from({ length: 400 }, (_, index) => index % 20),
    ...Array.from({ length: 10_000 }, (_, index) => 1_000 + index),
  ]);
  const names = await Promise.all(
    Array.from(
      { length: 400 },
      () => withRun({ experimentName, session, ...quiet }, ({ runName }) => runName),
    ),
  );
  assertEquals(new Set(names).size, 400);
  // 380 of the first names were taken.
  assertEquals(dice.rolled(), 780);
  assertEquals((await Array.fromAsync(listRuns({ experimentName, session }))).length, 400);
});

const refusals = [
  ["ValidationException", "Trial Component with name (unnamed-x) already exists."],
  ["ValidationException", "TrialComponent already exists"],
  ["ResourceInUse", "Resource being accessed is in use."],
] as const;

for (const [code, words] of refusals) {
  Deno.test(`a taken name is left alone when AWS says ${code}: ${words}`, async () => {
    await using service = await temporaryService();
    let refused = 0;
    const aws = await scriptedAws(
      service,
      ({ operation }) =>
        operation === "CreateTrialComponent" && refused++ < 3 ? awsRefusal(code, words) : undefined,
    );
    await using session = aws.session;
    await withRun({ experimentName: "unnamed", session, ...quiet }, () => {});
    const names = aws.calls.filter(({ operation }) => operation === "CreateTrialComponent")
      .map(({ members }) => members["TrialComponentName"]);
    assertEquals(new Set(names).size, 4);
    // The run is written to under the last name only.
    const touched = aws.calls.filter(({ operation }) =>
      /^(Describe|Update|Associate)TrialComponent$/.test(operation)
    );
    assertEquals(
      new Set(touched.map(({ members }) => members["TrialComponentName"])),
      new Set([names.at(-1)]),
    );
  });
}

Deno.test("a run that somebody named is still loaded if it exists", async () => {
  await using session = await serviceSession(await temporaryService());
  const named = { experimentName: "named", runName: "same", session, ...quiet };
  await withRun(named, (run) => run.logParameter("first", 1));
  await withRun(named, (run) => run.logParameter("second", 2));
  const [only, ...others] = await Array.fromAsync(listRuns({ experimentName: "named", session }));
  assertEquals(others, []);
  assertEquals(only?.parameters, { first: 1, second: 2 });
});

Deno.test("a run whose creation was answered too late is not created twice", async () => {
  await using service = await temporaryService();
  let lost = 0;
  const aws = await scriptedAws(service, async ({ operation, members }) => {
    if (operation !== "CreateTrialComponent" || lost++ > 0) return undefined;
    await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": "SageMaker.CreateTrialComponent" },
        body: JSON.stringify(members),
      }),
    );
    return awsRefusal("InternalFailure", "the answer is lost", 500);
  }, { maxAttempts: 3 });
  await using session = aws.session;
  await withRun({ experimentName: "late", session, ...quiet }, () => {});
  const { TrialComponentSummaries = [] } = await session.sagemaker
    .call("ListTrialComponents", {});
  assertEquals(TrialComponentSummaries.length, 1);
  assertEquals(lost, 2);
});

Deno.test("a run of someone else that took the name meanwhile is left alone", async () => {
  await using service = await temporaryService();
  let taken = "";
  const aws = await scriptedAws(service, async ({ operation, members }) => {
    if (operation !== "CreateTrialComponent" || taken !== "") return undefined;
    taken = String(members["TrialComponentName"]);
    await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": "SageMaker.CreateTrialComponent" },
        body: JSON.stringify({ TrialComponentName: taken, StartTime: 1_700_000_000 }),
      }),
    );
    return awsRefusal("InternalFailure", "the answer is lost", 500);
  }, { maxAttempts: 3 });
  await using session = aws.session;
  const own = await withRun(
    { experimentName: "late", session, ...quiet },
    ({ trialComponentName }) => trialComponentName,
  );
  assert(own !== taken);
  const other = await session.sagemaker
    .call("DescribeTrialComponent", { TrialComponentName: taken });
  assertEquals([other.StartTime?.getTime(), other.Status], [1_700_000_000_000, undefined]);
});

Deno.test("a random source that repeats itself for ever is an error, and no endless search", async () => {
  await using session = await serviceSession(await temporaryService());
  using dice = rollDice([7]);
  await withRun({ experimentName: "stuck", session, ...quiet }, () => {});
  const error = await assertRejects(
    () => withRun({ experimentName: "stuck", session, ...quiet }, () => {}),
    Error,
    "already exists",
  );
  assert(error.name === "ValidationException");
  assert(dice.rolled() < 100);
});
