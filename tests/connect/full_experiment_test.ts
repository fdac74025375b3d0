import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { getRun, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { openStore } from "../local/test_service.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** AWS's quotas of a new account. */
const GROUPS = 300;
const RUNS_PER_GROUP = 50;

/** Fills an experiment with as many run groups and runs as AWS allows, straight into the tables. */
async function fill(folder: string, experimentName: string): Promise<void> {
  const store = openStore(folder);
  const entity = (key: string, parent: string | null, body: object) => ({
    ...{ key: key.toLowerCase(), parent, created: 1, modified: 1 },
    body: { ...body },
  });
  await store.write(async ({ entities }) => {
    const body = { ExperimentName: experimentName };
    await entities.put("experiment", entity(experimentName, null, body));
  });
  for (let group = 1; group <= GROUPS; group++) {
    const TrialName = `Default-Run-Group-${experimentName}${group === 1 ? "" : `-${group}`}`;
    await store.write(async ({ entities }) => {
      await entities.put("trial", entity(TrialName, experimentName, { TrialName }));
      for (let index = 0; index < RUNS_PER_GROUP; index++) {
        const TrialComponentName = `${experimentName}-${group}-${index}`;
        await entities.put("component", entity(TrialComponentName, null, { TrialComponentName }));
        await entities.join(TrialName.toLowerCase(), TrialComponentName.toLowerCase());
      }
    });
  }
  await store.close();
}

Deno.test("an experiment takes run 15,001, which AWS's quotas refuse by name", () =>
  inFolder(async (path) => {
    await fill(path, "full");
    const names = { experimentName: "full", runName: "one-more" };
    const options = { ...names, captureEnvironment: false };
    {
      await using session = await localSession({ path, awsQuotas: true });
      const error = await assertRejects(() => startRun({ ...options, session }), Error);
      assertEquals(error.name, "ResourceLimitExceeded");
      const quota = "Total number of trials allowed in a single experiment";
      assertStringIncludes(error.message, `'${quota}' is ${GROUPS}`);
    }
    await using session = await localSession({ path });
    const run = await startRun({ ...options, session });
    run.logMetric("loss", 0.5, { step: 0 });
    await run.close();
    const { status, metrics } = await getRun(names, { session });
    assertEquals([status, metrics["loss"]?.last], ["Completed", 0.5]);
    const store = openStore(path);
    const count = await store.read(({ entities }) => entities.count("component"));
    assertEquals(count, GROUPS * RUNS_PER_GROUP + 1);
    await store.close();
  }));
