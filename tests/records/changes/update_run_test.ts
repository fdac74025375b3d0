import { assertEquals, assertRejects } from "@std/assert";
import {
  archiveRun,
  ArgumentError,
  getRun,
  listRuns,
  restoreRun,
  type RunChanges,
  RunNotFoundError,
  searchRuns,
  updateRun,
  withRun,
} from "../../../mod.ts";
import fc from "../../support/fast_check.ts";
import { scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";
import { namesOf } from "../../support/names_of.ts";

async function scripted() {
  const service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  return {
    session,
    calls,
    reset,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await service.close();
    },
  };
}

Deno.test("updateRun() changes what it is given, and leaves the rest as it is", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const run = { experimentName: "demo", runName: "r" };
  await withRun({ ...run, session, tags: { team: "a", old: "x" } }, (run) => {
    run.logParameters({ lr: 0.1, wrong: 1 });
  });
  const before = await getRun(namesOf(run), { session });
  await updateRun(run, {
    displayName: "Best-so-far",
    description: "the baseline",
    notes: 'two\nlines, a \\n that is none, "quotes"\r\n',
    tags: { team: "b", old: null, absent: null },
    parameters: { lr: 0.2, added: true, wrong: null },
  }, { session });
  const after = await getRun(namesOf(run), { session });
  assertEquals(after, {
    ...before,
    displayName: "Best-so-far",
    description: "the baseline",
    notes: 'two\nlines, a \\n that is none, "quotes"\r\n',
    tags: { team: "b" },
    parameters: { ...withoutKey(before.parameters, "wrong"), lr: 0.2, added: "true" },
    lastModifiedTime: after.lastModifiedTime,
  });
  await updateRun(before, { description: null, notes: null }, { session });
  const { description, notes } = await getRun(namesOf(run), { session });
  assertEquals([description, notes], [undefined, undefined]);
});

Deno.test("updateRun() sends one request for each kind of change, and none for no change", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const names = { experimentName: "demo", runName: "r", session };
  await withRun(names, () => {});
  const run = await getRun(namesOf(names), { session });
  const sent: [RunChanges, string[]][] = [
    [{}, []],
    [{ displayName: undefined, tags: {}, parameters: {} }, []],
    [{ notes: "a", parameters: { b: 1 } }, ["UpdateTrialComponent"]],
    [{ tags: { a: "1", b: null } }, ["AddTags", "DeleteTags"]],
  ];
  for (const [changes, operations] of sent) {
    aws.reset();
    await updateRun(run, changes, { session });
    assertEquals(aws.calls.map(({ operation }) => operation), operations);
  }
});

Deno.test("updateRun() refuses what AWS would refuse, before anything is sent", async () => {
  const session = new Promise<never>(() => {});
  const run = { experimentName: "demo", runName: "r" };
  const refused: [RunChanges, string][] = [
    [{ displayName: "no spaces" }, "changes.displayName"],
    [{ notes: "\n".repeat(1_251) }, "notes"],
    [{ description: "\ud800" }, "description"],
    [{ tags: { "sagemaker:trial-component-source": "x" } }, "tags"],
    [{ tags: { "a!": "x" } }, "tags"],
    [{ tags: { "": null } }, "tags"],
    [{ parameters: { lr: NaN } }, "value"],
  ];
  for (const [changes, argument] of refused) {
    const error = await assertRejects(() => updateRun(run, changes, { session }), ArgumentError);
    assertEquals(error.argument, argument);
  }
});

Deno.test("updateRun() and archiveRun() say so when there is no such run", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const run = { experimentName: "demo", runName: "none" };
  await assertRejects(() => updateRun(run, {}, { session }), RunNotFoundError);
  await assertRejects(() => archiveRun(run, { session }), RunNotFoundError);
});

Deno.test("parameters of any text come back, and are removed by name", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const run = { experimentName: "demo", runName: "text" };
  await withRun({ ...run, session, captureEnvironment: false }, () => {});
  const parameters = { prompt: "two\nlines", "a\u2028name": 1, kept: true };
  await updateRun(run, { parameters }, { session });
  assertEquals({ ...(await getRun(run, { session })).parameters }, { ...parameters, kept: "true" });
  await updateRun(run, { parameters: { prompt: null, "a\u2028name": null } }, { session });
  assertEquals({ ...(await getRun(run, { session })).parameters }, { kept: "true" });
});

Deno.test("notes come back as they were written", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const run = { experimentName: "demo", runName: "r" };
  await withRun({ ...run, session }, () => {});
  const text = fc.string({
    unit: fc.constantFrom("\\", "n", "r", "\n", "\r", "é", "😀", '"', "\u2028"),
  });
  await fc.assert(
    fc.asyncProperty(text, async (notes) => {
      await updateRun(run, { notes }, { session });
      assertEquals((await getRun(namesOf(run), { session })).notes, notes);
    }),
    { numRuns: 50 },
  );
});

Deno.test("an archived run is left out of listings unless they are asked for it, until it is restored", async () => {
  await using aws = await scripted();
  const { session } = aws;
  const names = { experimentName: "demo", session };
  for (const runName of ["a", "b"]) await withRun({ ...names, runName }, () => {});
  const b = { experimentName: "demo", runName: "b" };
  const listed = async (includeArchived?: boolean): Promise<readonly string[][]> => {
    const found: string[][] = [];
    for (const find of [listRuns, searchRuns]) {
      const runs = await Array.fromAsync(find({ ...names, includeArchived }));
      found.push(runs.map(({ runName }) => runName).sort());
    }
    return found;
  };
  await archiveRun(b, { session });
  assertEquals(await listed(), [["a"], ["a"]]);
  assertEquals(await listed(true), [["a", "b"], ["a", "b"]]);
  const { isArchived, tags, status } = await getRun(b, { session });
  assertEquals([isArchived, tags, status], [true, {}, "Completed"]);
  await restoreRun(b, { session });
  await restoreRun(b, { session });
  assertEquals(await listed(), [["a", "b"], ["a", "b"]]);
});

function withoutKey<Value>(
  map: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}
