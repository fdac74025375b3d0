import { assert, assertEquals } from "@std/assert";
import { getMetricHistory, getRun, type RunProblem, startRun } from "../../mod.ts";
import { hostileValues } from "../support/hostile_values.ts";
import { recordedRun } from "./recorded.ts";
import { VALUES } from "./try_subject.ts";

function toldOf(problems: readonly RunProblem[], name: string): boolean {
  return problems.some((one) => one.name === name || one.name.startsWith(`${name}.`));
}

Deno.test("each parameter that is taken is read back equal, or told in run.problems", async () => {
  await using recorded = await recordedRun();
  const { session } = recorded;
  const names = { experimentName: "e", runName: "parameters" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  const values = hostileValues(VALUES, 0);
  for (const [index, { value }] of values.entries()) run.logParameter(`p${index}`, value);
  await run.close();
  const { parameters } = await getRun(names, { session });
  for (const [index, { shown, value }] of values.entries()) {
    const name = `p${index}`;
    const kept = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const isPlain = ["string", "boolean", "bigint"].includes(typeof value) || value === null ||
      (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0));
    if (isPlain) {
      assertEquals(kept, typeof value === "number" ? value : String(value), `${name}: ${shown}`);
    } else {
      const parts = Object.keys(parameters).filter((one) => one.startsWith(`${name}.`));
      assert(
        kept !== undefined || parts.length > 0 || toldOf(run.problems, name) ||
          run.problems.length >= 1_000,
        `${name} = ${shown} is neither kept nor told`,
      );
    }
  }
});

Deno.test("each parameter's name that is taken is read back equal, or told in run.problems", async () => {
  await using recorded = await recordedRun();
  const { session } = recorded;
  const names = { experimentName: "e", runName: "names" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  const texts = new Set(
    hostileValues(VALUES, 1).flatMap(({ value }) => typeof value === "string" ? [value] : []),
  );
  for (const name of texts) run.logParameter(name, "kept");
  await run.close();
  const { parameters } = await getRun(names, { session });
  for (const name of texts) {
    const isKept = Object.hasOwn(parameters, name) && parameters[name] === "kept";
    const told = run.problems.some((one) =>
      one.name === name ||
      (name.length > 80 && one.name.startsWith(name.slice(0, 79).toWellFormed()))
    );
    assert(isKept || told, `${JSON.stringify(name).slice(0, 100)} is neither kept nor told`);
  }
});

Deno.test("each point that is taken is read back equal, in order, or counted as left out", async () => {
  await using recorded = await recordedRun();
  const { session } = recorded;
  const names = { experimentName: "e", runName: "points" };
  const run = await startRun({ ...names, session });
  const numbers = hostileValues(VALUES, 2).map(({ value }) => value)
    .filter((value) => typeof value === "number" || value === undefined || value === null);
  for (const value of numbers) run.logMetric("loss", value);
  const taken = numbers.filter((value) => typeof value === "number");
  await run.close();
  const history = await getMetricHistory(names, "loss", { session });
  assertEquals([...history.values], taken);
  assertEquals(run.stats.leftOut, numbers.length - taken.length);
  assertEquals(run.stats.acknowledged, taken.length);
});

Deno.test("each metric's name that is taken finds its point, or run.problems lists it", async () => {
  await using recorded = await recordedRun();
  const { session } = recorded;
  const names = { experimentName: "e", runName: "metrics" };
  const run = await startRun({ ...names, session });
  const texts = [
    ...new Set(
      hostileValues(VALUES, 3).flatMap(({ value }) => typeof value === "string" ? [value] : []),
    ),
  ];
  texts.forEach((name, index) => run.logMetric(name, index));
  await run.close();
  for (const [index, name] of texts.entries()) {
    if (name === "") continue;
    const { values } = await getMetricHistory(names, name, { session });
    assertEquals([...values], [index], JSON.stringify(name).slice(0, 100));
  }
  assertEquals(run.stats.leftOut, texts.includes("") ? 1 : 0);
});
