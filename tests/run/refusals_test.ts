import { assert, assertEquals, assertRejects } from "@std/assert";
import { DeliveryError, getRun, type Run, startRun } from "../../mod.ts";
import fc from "../support/fast_check.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsRefusal, type ScriptedAws, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

type Members = Record<string, unknown>;

/** A service that refuses each request in which a hidden rule finds something. */
async function picky(isBad: (name: string, value: unknown) => boolean) {
  const service = await temporaryService();
  const logger = memoryLogger();
  const aws = await scriptedAws(service, ({ operation, members }) => {
    if (!/^(?:Create|Update|AddTags)/.test(operation)) return undefined;
    return leaves(members).some(([name, value]) => isBad(name, value))
      ? awsRefusal("ValidationException", "1 validation error detected")
      : undefined;
  }, { logger });
  return {
    ...aws,
    logger,
    updates: (from: ScriptedAws["calls"] = aws.calls) =>
      from.filter(({ operation }) => operation === "UpdateTrialComponent").length,
    async [Symbol.asyncDispose]() {
      await aws.session[Symbol.asyncDispose]();
      await service.close();
    },
  };
}

/** Names and values of entries, tags and status of a request. */
function leaves(members: Members): readonly (readonly [string, unknown])[] {
  return Object.entries(members).flatMap(([member, value]) => {
    if (member === "Tags") {
      return (value as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
    }
    return typeof value === "object" ? Object.entries(value ?? {}) : [[member, value]];
  });
}

Deno.test("one refused parameter among twenty is named, and everything else arrives", async () => {
  await using aws = await picky((name) => name === "key-7");
  const names = { experimentName: "picky", runName: "one" };
  const run = await startRun({ ...names, session: aws.session, captureEnvironment: false });
  for (let index = 0; index < 20; index++) run.logParameter(`key-${index}`, index);
  run.logArtifact("data", "s3://bucket/data");
  const error = await assertRejects(() => run.close(), DeliveryError);
  assertEquals(error.undelivered.map(({ name, count }) => [name, count]), [["parameters", 1]]);
  assert(error.message.includes('parameters "key-7": ValidationException'), error.message);
  const record = await getRun(names, { session: aws.session });
  assertEquals(Object.keys(record.parameters).length, 19);
  assertEquals([record.status, record.endTime !== undefined], ["Completed", true]);
  assertEquals(Object.keys(record.outputArtifacts), ["data"]);
  assertEquals(run.problems.map(({ kind, name, effect }) => [kind, name, effect]), [
    ["parameter", "key-7", "left out"],
  ]);
  // All, the end, all without it, and at most two for each halving.
  assert(aws.updates() <= 3 + 2 * Math.ceil(Math.log2(21)), `${aws.updates()} updates`);
});

Deno.test("whatever a hidden rule refuses, only that is missing", async () => {
  const bad = new Set<string>();
  await using aws = await picky((name) => bad.has(name));
  const names = fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), {
    minLength: 1,
    maxLength: 60,
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(names, fc.array(fc.nat(59), { maxLength: 4 }), async (all, picks) => {
      const own = all.map((name) => `p ${name}`);
      const refused = new Set(picks.flatMap((pick) => own[pick] ?? []));
      bad.clear();
      for (const name of refused) bad.add(name);
      const run = await startRun({
        experimentName: "picky",
        runName: `any-${count++}`,
        session: aws.session,
        captureEnvironment: false,
      });
      run.logParameters(Object.fromEntries(own.map((name) => [name, name])));
      const before = aws.updates();
      await closeOf(run);
      const { parameters, status } = await getRun(run, { session: aws.session });
      assertEquals(
        Object.keys(parameters).toSorted(),
        own.filter((name) => !refused.has(name)).toSorted(),
      );
      assertEquals(status, "Completed");
      assertEquals(run.problems.length, refused.size);
      const most = 3 + 2 * refused.size * Math.ceil(Math.log2(Math.max(2, own.length)));
      assert(aws.updates() - before <= most, `${aws.updates() - before} updates`);
    }),
    { numRuns: 15 },
  );
});

Deno.test("a refused status message or end time costs no status", async () => {
  await using aws = await picky((name, value) =>
    name === "Message" && String(value).includes("secret")
  );
  const names = { experimentName: "picky", runName: "message" };
  const run = await startRun({ ...names, session: aws.session, captureEnvironment: false });
  run.logParameter("lr", 1);
  run.fail(new Error("secret"));
  await run.close();
  const { status, statusMessage, endTime, parameters } = await getRun(names, {
    session: aws.session,
  });
  assertEquals([status, statusMessage, parameters["lr"]], ["Failed", undefined, 1]);
  assert(endTime);
  assertEquals(run.problems.map(({ kind, name }) => [kind, name]), [["status", "message"]]);
});

Deno.test("origin and tags that are refused keep no run from being opened", async () => {
  await using aws = await picky((name) =>
    ["env/runtime", "CommitId", "Repository", "team"].includes(name)
  );
  const names = { experimentName: "picky", runName: "origin" };
  const tags = { team: "vision", project: "cats" };
  const run = await startRun({ ...names, session: aws.session, tags });
  run.logParameter("lr", 1);
  await closeOf(run);
  const record = await getRun(names, { session: aws.session });
  assertEquals(record.parameters["lr"], 1);
  assert("env/platform" in record.parameters);
  assertEquals("env/runtime" in record.parameters, false);
  assertEquals(record.tags, { project: "cats" });
  const told = run.problems.map(({ kind, name }) => `${kind} ${name}`);
  assert(told.includes("tag team") && told.includes("parameter env/runtime"), told.join());
});

Deno.test("a background save tells what is refused, and the next flush throws it once", async () => {
  await using aws = await picky((name) => name === "bad");
  const run = await startRun({
    experimentName: "picky",
    session: aws.session,
    captureEnvironment: false,
  });
  run.logParameters({ bad: 1, good: 2 });
  const error = await assertRejects(() => run.flush(), DeliveryError);
  const [first] = error.undelivered;
  assertEquals(first?.kind === "record" && first.entries, ["bad"]);
  await run.flush();
  await run.close();
  const record = await getRun(run, { session: aws.session });
  assertEquals({ ...record.parameters }, { good: 2 });
});

Deno.test("a denied or throttled request is never split", async () => {
  for (const code of ["AccessDeniedException", "ResourceNotFound"]) {
    const service = await temporaryService();
    let updates = 0;
    const { session } = await scriptedAws(service, ({ operation }) => {
      if (operation !== "UpdateTrialComponent") return undefined;
      updates++;
      return awsRefusal(code);
    });
    const run = await startRun({ experimentName: "denied", session, captureEnvironment: false });
    run.logParameters({ a: 1, b: 2, c: 3 });
    await assertRejects(() => run.close(), DeliveryError);
    assert(updates <= 2, `${updates} updates`);
    await session[Symbol.asyncDispose]();
    await service.close();
  }
});

async function closeOf(run: Run): Promise<void> {
  await run.close().catch((error) => {
    if (!(error instanceof DeliveryError)) throw error;
  });
}
