import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";

interface Printed {
  readonly count: number;
  readonly points: readonly { readonly step?: number; readonly value: number | string }[];
}

async function inHistory(
  action: (history: (...args: readonly string[]) => ReturnType<typeof runlogInProcess>) => Promise<
    void
  >,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ experimentName: "e", runName: "r", session }, (run) => {
      for (let step = 0; step < 10_000; step++) {
        const value = step === 5_000 ? 99 : step === 6_000 ? NaN : Math.sin(step / 500);
        run.logMetric("loss", value, { step });
      }
      run.logMetric("few", 1, { step: 3 });
      run.logMetric("few", Infinity, { step: 4 });
    });
    await action((...args) =>
      runlogInProcess(["history", "e", "r", ...args, "--session", `local:${path}`])
    );
  });
}

Deno.test("runlog history prints at most so many points, with the extremes", () =>
  inHistory(async (history) => {
    for (const most of [10, 100, 1_000]) {
      const { stdout } = await history("loss", "--points", String(most), "--json");
      const { count, points } = JSON.parse(stdout) as Printed;
      assertEquals(count, 10_000);
      assert(points.length <= most && points.length > most / 4, `${points.length} of ${most}`);
      assert(points.some(({ value }) => value === 99), String(most));
      const steps = points.map(({ step = NaN }) => step);
      assertEquals(steps, steps.toSorted((a, b) => a - b));
    }
    const all = JSON.parse((await history("loss", "--json")).stdout) as Printed;
    assertEquals(all.points.length, 10_000);
    assertEquals(all.points[6_000], { ...all.points[6_000], step: 6_000, value: "NaN" });
  }));

Deno.test("runlog history shows a line of bars and the values for people", () =>
  inHistory(async (history) => {
    const few = await history("few");
    assertEquals(few.stdout.split("\n")[0], "▁×");
    assertStringIncludes(few.stdout, "3\t");
    const many = await history("loss");
    assertStringIncludes(many.stdout, "of 10,000 points; --points shows more");
    assert(many.stdout.split("\n").length < 26);
  }));

Deno.test("a metric, run or experiment that does not exist is an error", () =>
  inHistory(async (history) => {
    const missing = await history("nothing");
    assertEquals(missing.code, 1);
    assertStringIncludes(missing.stderr, "Its metrics: loss, few");
    assertEquals((await history("loss", "--points", "0")).code, 2);
  }));
