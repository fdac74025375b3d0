import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ArgumentError,
  createExperiment,
  createRunGroup,
  deleteExperiment,
  deleteRun,
  deleteRunGroup,
  ExperimentNotFoundError,
  getExperiment,
  getRun,
  listExperiments,
  listRunGroups,
  listRuns,
  openArtifact,
  RunGroupError,
  RunNotFoundError,
  withRun,
} from "../../mod.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";
import { namesOf } from "../support/names_of.ts";

/** Experiments and run groups as data, and deletion, in any runtime over any session. */
export function experimentsSuite({ test, session: open }: SuiteContext): void {
  test("createExperiment() creates once, and then gives what is there", async () => {
    const session = await open();
    const experimentName = uniqueName("Mixed");
    const created = await createExperiment({
      experimentName,
      displayName: "Shown-As",
      description: "Trying things out",
      session,
    });
    assertEquals(created.experimentName, experimentName.toLowerCase());
    assertEquals([created.displayName, created.description], ["Shown-As", "Trying things out"]);
    const again = await createExperiment({ experimentName, displayName: "Other", session });
    assertEquals(again, created);
    const found: string[] = [];
    for await (const { experimentName } of listExperiments({ session })) found.push(experimentName);
    assert(found.includes(created.experimentName));
  });

  test("display names of experiment and run are kept from their first start", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const names = { experimentDisplayName: "My-Experiment", runDisplayName: "My-Run" };
    const options = { experimentName, runName: "r", session };
    await withRun({ ...options, ...names }, () => {});
    await withRun({ ...options, experimentDisplayName: "X", runDisplayName: "Y" }, () => {});
    assertEquals((await getExperiment({ experimentName, session })).displayName, "My-Experiment");
    assertEquals((await getRun(namesOf(options), { session })).displayName, "My-Run");
  });

  test("reading an experiment that is not there says which, and bad names are refused", async () => {
    const session = await open();
    const experimentName = uniqueName();
    await assertRejects(() => getExperiment({ experimentName, session }), ExperimentNotFoundError);
    await assertRejects(
      () => Array.fromAsync(listRunGroups({ experimentName, session })),
      ExperimentNotFoundError,
    );
    await assertRejects(() => getExperiment({ experimentName: "a b", session }), ArgumentError);
    const description = "d".repeat(3_073);
    await assertRejects(
      () => createExperiment({ experimentName, description, session }),
      ArgumentError,
    );
  });

  test("createRunGroup() creates once, and refuses another experiment's; deleteRunGroup() takes its runs", async () => {
    const session = await open();
    const [experimentName, runGroupName] = [uniqueName(), uniqueName("group")];
    await assertRejects(
      () => createRunGroup({ experimentName, runGroupName, session }),
      ExperimentNotFoundError,
    );
    await createExperiment({ experimentName, session });
    const created = await createRunGroup({ experimentName, runGroupName, session });
    assertEquals(await createRunGroup({ experimentName, runGroupName, session }), created);
    const groups = await Array.fromAsync(listRunGroups({ experimentName, session }));
    assertEquals(groups.map((group) => group.runGroupName), [runGroupName]);
    const other =
      (await createExperiment({ experimentName: uniqueName(), session })).experimentName;
    await assertRejects(
      () => createRunGroup({ experimentName: other, runGroupName, session }),
      RunGroupError,
    );
    await withRun({ experimentName, runGroupName, session }, () => {});
    const { runs, runGroups, experiments } = await deleteRunGroup({
      experimentName,
      runGroupName,
      session,
    });
    assertEquals([runs.length, runGroups, experiments], [1, [runGroupName], []]);
    assertEquals(await Array.fromAsync(listRunGroups({ experimentName, session })), []);
  });

  test("deleteRun() takes a run away and leaves its experiment; twice is once", async () => {
    const session = await open();
    const options = { experimentName: uniqueName(), runName: "gone", session };
    await withRun(options, (run) => run.logMetric("loss", 1));
    assertEquals((await deleteRun(namesOf(options), { dryRun: true, session })).runs.length, 1);
    assertEquals((await getRun(namesOf(options), { session })).status, "Completed");
    const { runs, runGroups } = await deleteRun(namesOf(options), { session });
    assertEquals([runs, runGroups], [["gone"], []]);
    await assertRejects(() => getRun(namesOf(options), { session }), RunNotFoundError);
    assertEquals((await deleteRun(namesOf(options), { session })).runs, []);
    const { experimentName } = options;
    await getExperiment({ experimentName, session });
  });

  test("deleteRun() takes the run's own files along when asked, and no other's", async () => {
    const session = await open();
    const experimentName = uniqueName();
    const name = (runName: string) => ({ experimentName, runName, session });
    // A name that begins as the other's does.
    for (const runName of ["r1", "r10"]) {
      await withRun(name(runName), async (run) => {
        await run.logText("a", { name: "notes/a.txt" });
        await run.logText("b", { name: "b.txt", isOutput: false });
        await run.logRocCurve([0, 1], [0.1, 0.9]);
      });
    }
    const { outputArtifacts } = await getRun(namesOf(name("r10")), { session });
    const foreign = outputArtifacts["notes/a.txt"]?.value ?? "";
    await withRun(name("r1"), (run) => run.logArtifact("shared", foreign));
    assertEquals((await deleteRun(namesOf(name("r1")), { dryRun: true, session })).files, []);
    const plan = await deleteRun(namesOf(name("r1")), { deleteFiles: true, dryRun: true, session });
    assertEquals(plan.files.length, 3);
    assert(plan.files.every((uri) => uri.includes(`/${experimentName}-r1/`)), plan.files.join());
    assertEquals(await (await openArtifact(namesOf(name("r1")), "b.txt", { session })).text(), "b");
    const done = await deleteRun(namesOf(name("r1")), { deleteFiles: true, session });
    assertEquals(done.files.toSorted(), plan.files.toSorted());
    assertEquals((await deleteRun(namesOf(name("r1")), { deleteFiles: true, session })).files, []);
    assertEquals(
      await (await openArtifact(namesOf(name("r10")), "b.txt", { session })).text(),
      "b",
    );
    assertEquals(
      await (await openArtifact(namesOf(name("r10")), "notes/a.txt", { session })).text(),
      "a",
    );
  });

  test("deleteExperiment() takes groups and runs along, and says so", async () => {
    const session = await open();
    const experimentName = uniqueName();
    for (let index = 0; index < 12; index++) await withRun({ experimentName, session }, () => {});
    const plan = await deleteExperiment({ experimentName, session, dryRun: true });
    const done = await deleteExperiment({ experimentName, session });
    assertEquals(done.runs.toSorted(), plan.runs.toSorted());
    assertEquals([done.runs.length, done.runGroups.length], [12, 1]);
    assertEquals(done.experiments, [experimentName]);
    await assertRejects(
      () => Array.fromAsync(listRuns({ experimentName, session })),
      ExperimentNotFoundError,
    );
    await assertRejects(() => getExperiment({ experimentName, session }), ExperimentNotFoundError);
    await assertRejects(
      () => deleteExperiment({ experimentName, session }),
      ExperimentNotFoundError,
    );
  });
}
