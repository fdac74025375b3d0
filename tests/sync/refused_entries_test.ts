import { assert, assertEquals } from "@std/assert";
import { getRun, openArtifact, syncRuns, updateRun, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const ACCOUNT = { region: "eu-west-1", accountId: "123456789012" } as const;
const names = { experimentName: "demo", runName: "one" };

/** A source, and a destination that refuses requests with certain names or values. */
async function sides(isBad: (text: string) => boolean) {
  const near = await temporaryService();
  const far = await temporaryService(ACCOUNT);
  const from = await serviceSession(near);
  const aws = await scriptedAws(far, ({ operation, members }) => {
    if (!/^(?:Create|Update)\w+$|^AddTags$/.test(operation)) return undefined;
    return textsOf(members).some(isBad)
      ? awsRefusal("ValidationException", "1 validation error detected")
      : undefined;
  });
  const writes = () =>
    aws.calls.filter(({ operation }) =>
      /^(?:Create|Update)TrialComponent$|Tags$/.test(operation) && operation !== "ListTags"
    ).length;
  return {
    from,
    to: aws.session,
    writes,
    reset: aws.reset,
    async [Symbol.asyncDispose]() {
      await aws.session[Symbol.asyncDispose]();
      await near.close();
      await far.close();
    },
  };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}

Deno.test("entries that the destination refuses cost neither points nor files, and are named each time", async () => {
  const bad = new Set(["key-7", "secret", "team"]);
  await using at = await sides((text) => bad.has(text));
  const { from, to } = at;
  await withRun({ ...names, session: from, tags: { team: "a", project: "b" } }, async (run) => {
    for (let index = 0; index < 20; index++) run.logParameter(`key-${index}`, index);
    run.logParameter("prompt", "two\nlines");
    run.logMetric("loss", 1, { step: 0 });
    await run.logText("bytes", { name: "notes.txt" });
    run.fail(new Error("secret"));
  });
  const wanted = [
    { kind: "status", name: "message" },
    { kind: "parameter", name: "key-7" },
    { kind: "tag", name: "team" },
  ];
  const [first] = (await syncRuns({ from, to })).runs;
  const told = (run: typeof first) => run?.problems.map(({ kind, name }) => ({ kind, name }));
  assertEquals([first?.outcome, first?.points, first?.files], ["created", 1, 1]);
  assertEquals(told(first), wanted);
  assert(first?.problems[1]?.reason.includes("1 validation error"));
  const there = await getRun(names, { session: to });
  assertEquals([there.status, there.statusMessage], ["Failed", undefined]);
  assertEquals([there.parameters["key-6"], there.parameters["prompt"]], [6, "two\nlines"]);
  assertEquals("key-7" in there.parameters, false);
  assertEquals(there.tags, { project: "b" });
  assertEquals(there.metrics["loss"]?.count, 1);
  assertEquals(await (await openArtifact(names, "notes.txt", { session: to })).text(), "bytes");
  // Told again, without another request.
  at.reset();
  const [again] = (await syncRuns({ from, to })).runs;
  assertEquals([again?.outcome, told(again), at.writes()], ["unchanged", wanted, 0]);
  // A change of something else sends what is admitted in one request.
  await updateRun(names, { parameters: { other: 1 } }, { session: from });
  at.reset();
  const [changed] = (await syncRuns({ from, to })).runs;
  assertEquals([changed?.outcome, told(changed)], ["updated", wanted]);
  assertEquals((await getRun(names, { session: to })).parameters["other"], 1);
  assert(at.writes() <= 1, `${at.writes()} requests`);
  // A new value is tried again.
  bad.clear();
  await updateRun(names, { parameters: { "key-7": 8 } }, { session: from });
  const [mended] = (await syncRuns({ from, to })).runs;
  assertEquals([mended?.outcome, told(mended)?.length], ["updated", 2]);
  assertEquals((await getRun(names, { session: to })).parameters["key-7"], 8);
});

Deno.test("whatever a destination refuses, only that is missing there", async () => {
  const bad = new Set<string>();
  await using at = await sides((text) => bad.has(text));
  const { from, to } = at;
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(59), { maxLength: 4 }),
      async (size, picks) => {
        const runName = `any-${count++}`;
        bad.clear();
        for (const pick of picks) bad.add(`key-${pick % size}`);
        const parameters = Object.fromEntries(
          Array.from({ length: size }, (_, index) => [`key-${index}`, index]),
        );
        await withRun(
          { ...names, runName, session: from, captureEnvironment: false },
          (run) => run.logParameters(parameters),
        );
        const runs = [{ ...names, runName }];
        const [run] = (await syncRuns({ from, to, runs })).runs;
        assertEquals(run?.problems.map(({ name }) => name).toSorted(), [...bad].toSorted());
        const there = await getRun({ ...names, runName }, { session: to });
        assertEquals(Object.keys(there.parameters).length, size - bad.size);
        assertEquals((await syncRuns({ from, to, runs })).outcomes.unchanged, 1);
      },
    ),
    { numRuns: 12 },
  );
});

Deno.test("a sync that ends while it leaves out an entry goes on, and finds no conflict", async () => {
  const bad = new Set(["key-1"]);
  await using at = await sides((text) => bad.has(text));
  const { from, to } = at;
  await withRun({ ...names, session: from, captureEnvironment: false }, (run) => {
    for (let index = 0; index < 4; index++) run.logParameter(`key-${index}`, index);
  });
  let requests = 0;
  const stop = new AbortController();
  const stopped = syncRuns({
    from,
    to: {
      ...to,
      sagemaker: {
        ...to.sagemaker,
        // The call is passed on unchanged.
        call: ((...call: Parameters<typeof to.sagemaker.call>) => {
          if (call[0] === "UpdateTrialComponent" && ++requests === 3) stop.abort();
          return to.sagemaker.call(...call);
        }) as typeof to.sagemaker.call,
      },
    },
    signal: stop.signal,
  });
  await stopped.catch(() => {});
  assert(requests >= 3);
  const [run] = (await syncRuns({ from, to })).runs;
  assertEquals([run?.outcome, run?.problems.map(({ name }) => name)], ["updated", ["key-1"]]);
  const there = await getRun(names, { session: to });
  assertEquals({ ...there.parameters }, { "key-0": 0, "key-2": 2, "key-3": 3 });
});

Deno.test("a commit and a repository that the destination refuses are named, and the run arrives", async () => {
  const bad = new Set(["MetadataProperties"]);
  await using at = await sides((text) => bad.has(text));
  const { from, to } = at;
  await withRun({ ...names, runName: "other", session: from }, () => {});
  await from.sagemaker.call("CreateTrialComponent", {
    TrialComponentName: "demo-one",
    DisplayName: "one",
    Status: { PrimaryStatus: "Completed" },
    MetadataProperties: { CommitId: "0123abcd", Repository: "https://example.com/a.git" },
    Tags: [{ Key: "sagemaker:trial-component-source", Value: "run" }],
  });
  await from.sagemaker.call("AssociateTrialComponent", {
    TrialComponentName: "demo-one",
    TrialName: "Default-Run-Group-demo",
  });
  const { runs } = await syncRuns({ from, to, runs: [names] });
  assertEquals(
    runs.flatMap(({ problems }) => problems.map(({ kind, name }) => [kind, name])),
    [["metadata", "CommitId"], ["metadata", "Repository"]],
  );
  assertEquals((await getRun(names, { session: to })).status, "Completed");
});
