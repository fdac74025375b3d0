import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ArgumentError,
  type Comparison,
  type RunFilter,
  searchRuns,
  type Session,
  withRun,
} from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { toExpression } from "../../../src/records/runs/where.ts";
import { temporaryService } from "../../support/services.ts";

Deno.test("RunFilter refuses by type what Search refuses", () => {
  const refused: readonly RunFilter[] = [
    // @ts-expect-error a status is one of AWS's five words
    { status: "failed" },
    // @ts-expect-error a status is one of AWS's five words
    { status: { in: ["Failed", "Done"] } },
    // @ts-expect-error a list has an entry at least
    { "parameters.lr": { in: [] } },
    // @ts-expect-error text has no order
    { "parameters.lr": { lt: "1" } },
    // @ts-expect-error a parameter is no time
    { "parameters.lr": new Date(0) },
    // @ts-expect-error text has no order
    { displayName: { gte: "a" } },
    // @ts-expect-error a metric is a number
    { "metrics.loss": "low" },
    // @ts-expect-error a tag is text
    { "tags.team": 1 },
    // @ts-expect-error times are compared with times
    { startTime: { gt: 5 } },
    // @ts-expect-error there is no such property
    { loss: 1 },
  ];
  assertEquals(refused.length, 10);
  // What is left undefined is left out.
  const comparison: Comparison<number> = { lt: undefined, gte: 1, in: undefined };
  const taken: RunFilter = {
    status: { ne: "Failed", in: ["Completed", "Stopped"], contains: undefined },
    runName: undefined,
    "parameters.lr": { in: [1, "1e-3"] },
    "metrics.loss": comparison,
    startTime: { gt: new Date(0) },
    or: undefined,
  };
  searchRuns({ experimentName: "typed", where: taken });
});

async function record(session: Session, ...runs: readonly (readonly [string, string])[]) {
  for (const [experimentName, runName] of runs) {
    await withRun({ experimentName, runName, session }, () => {});
  }
}

Deno.test("searchRuns() takes runName as the run is called, in its experiment", async () => {
  await using session = await serviceSession(await temporaryService());
  await record(session, ["demo", "first"], ["demo", "demo-first"], ["demo", "mode"], [
    "demo-demo",
    "first",
  ]);
  const find = async (where: RunFilter): Promise<readonly string[]> => {
    const runs = searchRuns({ experimentName: "Demo", where, session });
    return (await Array.fromAsync(runs, ({ runName }) => runName)).sort();
  };
  assertEquals(await find({ runName: "first" }), ["first"]);
  assertEquals(await find({ runName: "First" }), ["first"]);
  assertEquals(await find({ runName: "demo-first" }), ["demo-first"]);
  assertEquals(await find({ runName: { ne: "first" } }), ["demo-first", "mode"]);
  assertEquals(await find({ runName: { in: ["first", "mode", "none"] } }), ["first", "mode"]);
  assertEquals(await find({ runName: { exists: true } }), ["demo-first", "first", "mode"]);
  // Search finds the experiment's name in each component's.
  assertEquals(await find({ runName: { contains: "demo" } }), ["demo-first"]);
  assertEquals(await find({ runName: { contains: "mo" } }), ["demo-first", "mode"]);
  assertEquals(
    await find({ or: [{ runName: { contains: "o-m" } }, { runName: { contains: "Fir" } }] }),
    ["demo-first", "first"],
  );
  const one = searchRuns({
    experimentName: "demo",
    where: { runName: { contains: "ode" } },
    maxResults: 1,
    session,
  });
  assertEquals(await Array.fromAsync(one, ({ runName }) => runName), ["mode"]);
});

Deno.test("searchRuns() says that runName needs an experiment", async () => {
  const filter = { where: { runName: "first" } } as const;
  const error = assertThrows(() => searchRuns(filter), ArgumentError, "experimentName");
  assertEquals(error.argument, 'where["runName"]');
  assertThrows(() => searchRuns({ sortBy: "runName" }), ArgumentError, "experimentName");
  await using session = await serviceSession(await temporaryService());
  await assertRejects(() =>
    Array.fromAsync(searchRuns({ ...filter, experimentName: "x", session }))
  );
});

Deno.test("toExpression() takes 50 conditions with those of the request, and refuses one more", () => {
  for (const others of [0, 1, 3]) {
    // A list has at most 20 entries.
    const filter = (count: number): RunFilter => ({
      and: Array.from({ length: Math.ceil(count / 20) }, (_, list) => ({
        and: Array.from({ length: Math.min(20, count - 20 * list) }, (_, index) => ({
          "metrics.loss.last": index,
        })),
      })),
    });
    const scope = { others, experimentName: undefined };
    const each = count(toExpression(filter(1), scope));
    const most = Math.floor((50 - others) / each);
    assertEquals(count(toExpression(filter(most), scope)), most * each);
    const error = assertThrows(() => toExpression(filter(most + 1), scope), ArgumentError);
    assertEquals(error.rule, `have at most ${50 - others} conditions in total`);
  }
});

Deno.test("toExpression() refuses text in a comparison by order, of any property and length", () => {
  const scope = { others: 0, experimentName: undefined };
  for (const property of ["parameters.lr", "displayName", "tags.team", "runName"]) {
    for (const comparison of ["lt", "lte", "gt", "gte"]) {
      for (const text of ["", "1", "a".repeat(2_000)]) {
        // As JavaScript may call it.
        const where = { [property]: { [comparison]: text } } as unknown as RunFilter;
        const error = assertThrows(() => toExpression(where, scope), ArgumentError);
        assertEquals(error.value, text);
      }
    }
  }
});

function count(expression: ReturnType<typeof toExpression>): number {
  const { Filters = [], SubExpressions = [] } = expression ?? {};
  return SubExpressions.reduce((sum, sub) => sum + count(sub), Filters.length);
}
