import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, listRuns, withRun } from "../../../mod.ts";
import { awsRefusal, scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";

Deno.test("listRuns() costs a request for each 100 runs, none of them a write", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service);
  const { sagemaker } = session;
  await sagemaker.call("CreateExperiment", { ExperimentName: "many" });
  for (let group = 0; group < 5; group++) {
    const TrialName = `group-${group}`;
    await sagemaker.call("CreateTrial", { ExperimentName: "many", TrialName });
    await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      const TrialComponentName = `many-run-${group}-${index}`;
      const Tags = [{ Key: "sagemaker:trial-component-source", Value: "run" }];
      await sagemaker.call("CreateTrialComponent", {
        TrialComponentName,
        Parameters: { index: { NumberValue: index } },
        Tags,
      });
      await sagemaker.call("AssociateTrialComponent", { TrialComponentName, TrialName });
    }));
  }
  reset();
  const runs = await Array.fromAsync(listRuns({ experimentName: "many", session }));
  assertEquals(runs.length, 250);
  assert(runs.every(({ parameters }) => typeof parameters["index"] === "number"));
  assertEquals(calls.map(({ operation }) => operation), ["Search", "Search", "Search"]);
  await session[Symbol.asyncDispose]();
});

Deno.test("listRuns() leaves out components that are no runs, and takes any case of the experiment", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const run = await withRun({ experimentName: "cased", session }, (run) => run);
  const TrialComponentName = "made-by-a-job";
  await session.sagemaker.call("CreateTrialComponent", { TrialComponentName });
  const link = { TrialComponentName, TrialName: run.runGroupName };
  await session.sagemaker.call("AssociateTrialComponent", link);
  const runs = await Array.fromAsync(listRuns({ experimentName: "CASED", session }));
  assertEquals(runs.map(({ runName }) => runName), [run.runName]);
  await session[Symbol.asyncDispose]();
});

Deno.test("listRuns() names a token that the service does not know as the argument, and no other failure", async () => {
  await using service = await temporaryService();
  let isBroken = false;
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      isBroken && operation === "Search" ? awsRefusal("ValidationException", "no") : undefined,
    { turns: 0 },
  );
  await withRun({ experimentName: "tokens", session }, () => {});
  const list = (nextToken?: string) =>
    Array.fromAsync(listRuns({ experimentName: "tokens", nextToken, session }));
  const error = await assertRejects(() => list("no-token"), ArgumentError);
  assertEquals([error.argument, error.value], ["nextToken", "no-token"]);
  isBroken = true;
  const other = await assertRejects(() => list(), Error);
  assertEquals(other.name, "ValidationException");
  await session[Symbol.asyncDispose]();
});
