import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, awsSession, getRun, listRuns, withRun } from "../../../mod.ts";
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

Deno.test("listRuns() gives what a lagging search knows, each run whole, and the others once it knows them", async () => {
  await using service = await temporaryService();
  /** Names of components that the search knows, and what it knew of each at that time. */
  let known: ReadonlySet<string> | undefined;
  const session = await awsSession({
    region: service.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    notices: false,
    async fetch(request) {
      const response = await service.fetch(request);
      if (!known || request.headers.get("x-amz-target") !== "SageMaker.Search") return response;
      const { Results, ...others }: { readonly Results: readonly Result[] } = await response.json();
      const found = Results
        .filter(({ TrialComponent }) => known?.has(TrialComponent.TrialComponentName));
      return Response.json({ ...others, Results: found });
    },
  });
  const names = ["a", "b", "c"];
  for (const runName of names) {
    const run = { experimentName: "lagging", runName, session, tags: { team: runName } };
    await withRun(run, (open) => open.logParameter("name", runName));
  }
  const list = async (): Promise<unknown[]> => {
    const runs = await Array.fromAsync(
      listRuns({ experimentName: "lagging", session, sortBy: "runName", sortOrder: "ascending" }),
    );
    return runs.map(({ runName, parameters, tags }) => [
      runName,
      parameters["name"],
      tags["team"],
    ]);
  };
  const whole = (some: readonly string[]) => some.map((name) => [name, name, name]);
  for (const some of [[], ["b"], ["a", "c"], names]) {
    known = new Set(some.map((name) => `lagging-${name}`));
    assertEquals(await list(), whole(some));
  }
  // A run is found by its name whatever the search knows.
  known = new Set();
  const { tags } = await getRun({ experimentName: "lagging", runName: "c" }, { session });
  assertEquals(tags["team"], "c");
  await session[Symbol.asyncDispose]();
});

/** A result of Search, as far as the test reads it. */
interface Result {
  readonly TrialComponent: { readonly TrialComponentName: string };
}
