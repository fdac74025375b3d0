import { assertEquals } from "@std/assert";
import { loadRun, type Session, syncRuns, updateRun, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { compareStores } from "../support/compare_stores.ts";
import fc from "../support/fast_check.ts";
import { temporaryService } from "../support/services.ts";
import { mortal } from "../support/sync_sides.ts";

const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 15);

/** What can happen to a run, or between two sides of a sync. */
type Step =
  | {
    readonly kind: "points";
    readonly run: number;
    readonly metric: string;
    readonly count: number;
  }
  | { readonly kind: "parameter"; readonly run: number; readonly value: number | null }
  | { readonly kind: "tag"; readonly run: number; readonly value: string | null }
  | { readonly kind: "file"; readonly run: number; readonly text: string }
  | { readonly kind: "graph"; readonly run: number; readonly title: string }
  | { readonly kind: "sync" }
  | { readonly kind: "interrupted sync"; readonly at: number; readonly moment: "before" | "after" };

const run = fc.nat(2);
const as = <Kind extends Step["kind"]>(kind: Kind) => fc.constant(kind);
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      kind: as("points"),
      run,
      metric: fc.constantFrom("loss", "accuracy"),
      count: fc.nat(30),
    }),
    fc.record({ kind: as("parameter"), run, value: fc.option(fc.nat(5), { nil: null }) }),
    fc.record({ kind: as("tag"), run, value: fc.option(fc.constantFrom("a", "b"), { nil: null }) }),
    fc.record({ kind: as("file"), run, text: fc.constantFrom("one", "two") }),
    fc.record({ kind: as("graph"), run, title: fc.constantFrom("a", "b") }),
    fc.record({ kind: as("sync") }),
    fc.record({
      kind: as("interrupted sync"),
      at: fc.nat(12),
      moment: fc.constantFrom("before" as const, "after" as const),
    }),
  ),
  { minLength: 4, maxLength: 14 },
);

Deno.test("whatever happens to runs between syncs that end anywhere, the last sync leaves no difference", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      await using near = await temporaryService();
      await using far = await temporaryService();
      const from = await serviceSession(near);
      const watched = mortal(far);
      const to = await serviceSession(watched.service);
      for (let index = 0; index < 3; index++) {
        await withRun({ ...namesOf(index), session: from }, () => {});
      }
      for (const step of steps) {
        if (step.kind === "interrupted sync") {
          const killed = new AbortController();
          watched.dieAt(step.at + 1, step.moment, () => killed.abort(new Error("killed")));
          await syncRuns({ from, to, signal: killed.signal }).catch(() => {});
          watched.dieAt(undefined);
        } else if (step.kind === "sync") await syncRuns({ from, to });
        else await change(from, step);
      }
      const { outcomes } = await syncRuns({ from, to });
      assertEquals([outcomes.conflict, outcomes.failed], [0, 0]);
      await compareStores(from, to);
      assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 3);
    }),
    { numRuns: TRIALS },
  );
});

function namesOf(index: number) {
  return { experimentName: "demo", runName: `r${index}` };
}

async function change(
  session: Session,
  step: Exclude<Step, { readonly kind: "sync" | "interrupted sync" }>,
): Promise<void> {
  const names = namesOf(step.run);
  switch (step.kind) {
    case "parameter":
      return await updateRun(names, { parameters: { rate: step.value } }, { session });
    case "tag":
      return await updateRun(names, { tags: { team: step.value } }, { session });
  }
  await using run = await loadRun({ ...names, session });
  switch (step.kind) {
    case "points":
      for (let index = 0; index < step.count; index++) {
        run.logMetric(step.metric, index, index % 3 === 0 ? {} : { step: index });
      }
      break;
    case "file":
      await run.logFile(new Blob([step.text]), { name: "file.txt", overwrite: true });
      break;
    case "graph":
      await run.logRocCurve([0, 1], [0.2, 0.8], { title: step.title });
  }
}
