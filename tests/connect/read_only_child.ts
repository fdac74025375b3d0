// Bundled, then run by Deno, Bun and Node: reads a store that it may not write, tries to write, and
// syncs from it into another folder. Prints what it found.
import process from "node:process";
import {
  downloadArtifact,
  getMetricHistory,
  getRun,
  listExperiments,
  listRuns,
  openArtifact,
  searchRuns,
  startRun,
  syncRuns,
  toCsv,
} from "../../mod.ts";
import { checkStore, localSession } from "../../src/local.ts";

const names = { experimentName: "demo", runName: "first" };
const [outside = "", ...paths] = process.argv.slice(2);

/** Gives the name and the message of the error that a call fails with. */
async function refusalOf(call: () => Promise<unknown>): Promise<readonly string[]> {
  return await call().then(() => [], (error: Error) => [error.name, error.message]);
}

async function read(path: string, other: string): Promise<unknown> {
  const session = await localSession({ path });
  const run = await getRun(names, { session });
  const { values } = await getMetricHistory(run, "loss", { session });
  await downloadArtifact(run, "note.txt", `${other}-note.txt`, { session });
  const refusals = [
    await refusalOf(() => startRun({ ...names, runName: "second", session })),
    await refusalOf(async () =>
      await session.sagemaker.call("DeleteTrialComponent", {
        TrialComponentName: run.trialComponentName,
      })
    ),
    await refusalOf(async () =>
      await session.sagemaker.call("CreateExperiment", {
        ExperimentName: "new",
      })
    ),
  ];
  const to = await localSession({ path: other });
  const summary = await syncRuns({ from: session, to });
  const copied = await getMetricHistory(names, "loss", { session: to });
  const facts = {
    experiments: (await Array.fromAsync(listExperiments({ session })))
      .map(({ experimentName }) => experimentName),
    runs: (await Array.fromAsync(listRuns({ experimentName: "demo", session })))
      .map(({ runName, parameters }) => [runName, parameters["lr"]]),
    found: (await Array.fromAsync(
      searchRuns({
        where: { "metrics.loss.last": { gt: 0 } },
        sortBy: "metrics.loss.last",
        session,
      }),
    )).map(({ runName }) => runName),
    points: [...values],
    text: await (await openArtifact(run, "note.txt", { session })).text(),
    table: (await toCsv([run])).split("\n").length,
    damage: (await checkStore(path)).damage,
    refusals,
    copied: [summary.runs.map(({ outcome }) => outcome), [...copied.values]],
  };
  for (const one of [session, to]) await one[Symbol.asyncDispose]();
  return facts;
}

const found: unknown[] = [];
for (const [at, path] of paths.entries()) found.push(await read(path, `${outside}/${at}`));
console.log(JSON.stringify(found));
