import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "../../support/fast_check.ts";
import {
  ArgumentError,
  getBestRun,
  listRuns,
  type RunFilter,
  type RunProperty,
  searchRuns,
  type Session,
  withRun,
} from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";
import { range } from "../../support/numbers.ts";

interface Sample {
  readonly lr: number | undefined;
  readonly optimizer: string;
  readonly loss: number | undefined;
}

/** Records samples as runs whose names are their places. */
async function record(session: Session, samples: readonly Sample[]): Promise<void> {
  for (const [index, { lr, optimizer, loss }] of samples.entries()) {
    await withRun({ experimentName: "sought", runName: `r${index}`, session }, (run) => {
      run.logParameters({ optimizer, ...(lr === undefined ? {} : { lr }) });
      if (loss !== undefined) run.logMetric("loss", loss, { step: 0 });
    });
  }
}

const SAMPLES: readonly Sample[] = [
  { lr: 0.1, optimizer: "sgd", loss: 0.5 },
  { lr: 0.01, optimizer: "adam", loss: 0.25 },
  { lr: 1e-7, optimizer: "adam, fused", loss: 0.75 },
  { lr: undefined, optimizer: "none", loss: undefined },
];

async function namesOf(session: Session, where: RunFilter): Promise<readonly string[]> {
  const runs = searchRuns({ experimentName: "SOUGHT", where, session });
  return (await Array.fromAsync(runs, ({ runName }) => runName)).sort();
}

Deno.test("searchRuns() finds runs by parameters, metrics, status, and filters within filters", async () => {
  await using session = await serviceSession(await temporaryService());
  await record(session, SAMPLES);
  const cases: readonly (readonly [RunFilter, readonly string[]])[] = [
    [{}, ["r0", "r1", "r2", "r3"]],
    [{ "parameters.lr": 0.01 }, ["r1"]],
    [{ "parameters.lr": { lt: 0.1, gt: 1e-7 } }, ["r1"]],
    [{ "parameters.lr": { exists: false } }, ["r3"]],
    [{ "parameters.optimizer": { contains: "adam" } }, ["r1", "r2"]],
    [{ "parameters.optimizer": { in: ["adam, fused", "sgd"] } }, ["r0", "r2"]],
    [{ "metrics.loss": { gte: 0.5 } }, ["r0", "r2"]],
    [{ "metrics.loss.last": { lte: 0.5 }, "parameters.optimizer": { ne: "sgd" } }, ["r1"]],
    [{ status: "Failed" }, []],
    [{ or: [{ "metrics.loss": 0.75 }, { "parameters.lr": { exists: false } }] }, ["r2", "r3"]],
    [{
      status: "Completed",
      and: [{ or: [{ "parameters.optimizer": "sgd" }, { "parameters.optimizer": "adam" }] }],
      or: [{ "metrics.loss": 0.5 }, { "metrics.loss": 0.75 }],
    }, ["r0"]],
  ];
  for (const [where, expected] of cases) {
    assertEquals(await namesOf(session, where), expected, JSON.stringify(where));
  }
});

Deno.test("searchRuns() finds what the same ranges leave of the runs listed", async () => {
  await using session = await serviceSession(await temporaryService());
  const samples = Array.from({ length: 30 }, (_, index): Sample => ({
    lr: index % 7 === 0 ? undefined : 10 ** -(index % 9) * (index % 2 === 0 ? 1 : -1),
    optimizer: "sgd",
    loss: index % 5 === 0 ? undefined : Math.sin(index),
  }));
  await record(session, samples);
  const bound = fc.constantFrom(...samples.flatMap(({ lr, loss }) => [lr ?? 0, loss ?? 0]));
  await fc.assert(
    fc.asyncProperty(bound, bound, async (least, below) => {
      const where = { "parameters.lr": { gte: least }, "metrics.loss": { lt: below } };
      const expected = samples.flatMap(({ lr, loss }, index) =>
        lr !== undefined && loss !== undefined && lr >= least && loss < below ? [`r${index}`] : []
      );
      assertEquals(await namesOf(session, where), expected.sort());
    }),
    { numRuns: 40 },
  );
});

Deno.test("searchRuns() sorts by a metric, goes on from a page's token, and finds runs of every experiment", async () => {
  await using session = await serviceSession(await temporaryService());
  await record(session, SAMPLES);
  await withRun({ experimentName: "other", runName: "r4", session }, (run) => {
    run.logMetric("loss", 0.6, { step: 0 });
  });
  const options = { sortBy: "metrics.loss.last", sortOrder: "ascending", session } as const;
  const first = await Array.fromAsync(searchRuns({ ...options, maxResults: 2 }).pages());
  assertEquals(first.flatMap(({ items }) => items).map(({ runName }) => runName), ["r1", "r0"]);
  const nextToken = first.at(-1)?.nextToken;
  assert(nextToken !== undefined);
  const rest = await Array.fromAsync(searchRuns({ ...options, nextToken }));
  assertEquals(
    rest.map(({ experimentName, runName }) => `${experimentName}/${runName}`),
    ["other/r4", "sought/r2", "sought/r3"],
  );
});

Deno.test("getBestRun() is the run with the smallest or largest value, in one request", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  await record(session, SAMPLES);
  reset();
  const options = { experimentName: "sought", metric: "loss", session } as const;
  assertEquals((await getBestRun({ ...options, goal: "minimize" }))?.runName, "r1");
  assertEquals((await getBestRun({ ...options, goal: "maximize" }))?.runName, "r2");
  const where: RunFilter = { "parameters.optimizer": "sgd" };
  assertEquals((await getBestRun({ ...options, goal: "maximize", where }))?.runName, "r0");
  assertEquals(await getBestRun({ ...options, metric: "none", goal: "minimize" }), undefined);
  assertEquals(calls.map(({ operation }) => operation), [
    ...Array(4).fill("Search"),
    // Nothing was found: is there such an experiment?
    "DescribeExperiment",
  ]);
  // A goal from JavaScript, which no type has checked.
  const goal = "best" as "minimize";
  await assertRejects(() => getBestRun({ ...options, goal }), ArgumentError);
  await session[Symbol.asyncDispose]();
});

Deno.test("searchRuns() refuses what AWS Search cannot do, by its name, before anything is sent", () => {
  const many = range(21);
  // Lists whose length no type knows.
  const among = (values: readonly number[]) => values as readonly [number, ...number[]];
  const group: RunFilter = { "parameters.a": { in: among(many.slice(1)) } };
  const cases: readonly (readonly [RunFilter, string])[] = [
    // Text in an order and properties unknown, as JavaScript could give them.
    [{ "parameters.a": { lt: "x" as unknown as number } }, 'where["parameters.a"].lt'],
    [{ loss: 1 } as unknown as RunFilter, 'where["loss"]'],
    [{ "parameters.a": { like: "x" } as unknown as string }, 'where["parameters.a"].like'],
    [{ "parameters.": 1 }, 'where["parameters."]'],
    [{ "parameters.a": { in: among(many) } }, 'where["parameters.a"].in'],
    [{ "parameters.a": { in: among([]) } }, 'where["parameters.a"].in'],
    [{ "parameters.a": "" }, 'where["parameters.a"].eq'],
    [{ "parameters.a": NaN }, 'where["parameters.a"].eq'],
    [{ "parameters.a": {} }, 'where["parameters.a"]'],
    [{ or: [] }, "where.or"],
    [{ or: [{ "parameters.a": 1 }, {}] }, "where.or[1]"],
    [{ and: [group, group, group] }, "where"],
    [{ status: "failed" as "Failed" }, 'where["status"].eq'],
    [{ status: { in: ["Failed", "Done" as "Failed"] } }, 'where["status"].in'],
    [{ runName: "r1" }, 'where["runName"]'],
    [{ "metrics.loss.average": 1 }, 'where["metrics.loss.average"]'],
    [{ "metrics.loss.Min": 1 }, 'where["metrics.loss.Min"]'],
  ];
  for (const [where, argument] of cases) {
    const error = assertThrows(() => searchRuns({ where }), ArgumentError);
    assertEquals(error.argument, argument);
  }
  const mistaken = [
    ["metrics.loss.average", '.avg (or in .average.last, if the metric is named "loss.average")'],
    [
      "metrics.loss.timestamp",
      "one of .last, .min, .max, .avg, .stddev, .count " +
      '(or in .timestamp.last, if the metric is named "loss.timestamp")',
    ],
  ] as const;
  for (const [property, rule] of mistaken) {
    assertEquals(
      assertThrows(() => searchRuns({ sortBy: property }), ArgumentError).message,
      `Cannot search runs: sortBy must end in ${rule}, got "${property}"`,
    );
  }
  const sortBy = "loss" as RunProperty;
  assertEquals(assertThrows(() => searchRuns({ sortBy }), ArgumentError).argument, "sortBy");
  assertThrows(() => searchRuns({ maxResults: 0 }), ArgumentError);
});

Deno.test("1,000 runs of 20 parameters and 5 metrics are listed and searched in at most 11 requests, none a write", async () => {
  const service = await temporaryService();
  // Closes the service with itself.
  await using writer = await serviceSession(service);
  const waiting = range(1_000);
  const work = async (): Promise<void> => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      await recordLarge(writer, index);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  const { session, calls, reset } = await scriptedAws(service);
  for (const find of [listRuns, searchRuns]) {
    reset();
    const runs = await Array.fromAsync(find({ experimentName: "thousand", session }));
    assertEquals(new Set(runs.map(({ runName }) => runName)).size, 1_000);
    for (const { parameters, metrics } of runs) {
      assertEquals(Object.keys(parameters).filter((name) => /^p\d+$/.test(name)).length, 20);
      assertEquals(Object.keys(metrics).length, 5);
    }
    assert(calls.length <= 11, `${calls.length} requests`);
    assert(calls.every(({ operation }) => operation === "Search"));
  }
  await session[Symbol.asyncDispose]();
});

async function recordLarge(session: Session, index: number): Promise<void> {
  await withRun({ experimentName: "thousand", runName: `r${index}`, session }, (run) => {
    const names = Array.from({ length: 20 }, (_, place) => `p${place}`);
    run.logParameters(Object.fromEntries(names.map((name, place) => [name, index + place])));
    for (let metric = 0; metric < 5; metric++) run.logMetric(`m${metric}`, index, { step: 0 });
  });
}
