import { assert, assertEquals, assertRejects } from "@std/assert";
import { currentRun, startRun, UnsupportedRegionError } from "../../mod.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

Deno.test("a failed opening takes back the trial component it made, and no run is current", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "AssociateTrialComponent" ? awsRefusal("AccessDeniedException") : undefined,
  );
  await using session = aws.session;
  const opening = startRun({ experimentName: "orphans", runName: "none", session });
  const error = await assertRejects(() => opening, Error);
  assertEquals(error.name, "AccessDeniedException");
  assertEquals(aws.calls.at(-1), {
    operation: "DeleteTrialComponent",
    members: { TrialComponentName: "orphans-none" },
  });
  assertEquals(currentRun(), undefined);
});

Deno.test("a trial component that was there stays when an opening fails", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await (await startRun({ experimentName: "kept", runName: "there", session })).close();
  const failing = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "UpdateTrialComponent" ? awsRefusal("AccessDeniedException") : undefined,
  );
  await using other = failing.session;
  await assertRejects(() => startRun({ experimentName: "kept", runName: "there", session: other }));
  assert(failing.calls.every(({ operation }) => operation !== "DeleteTrialComponent"));
});

Deno.test("a region without Experiments has an error of its own", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service, () => awsRefusal("UnknownOperationException"));
  await using session = aws.session;
  await assertRejects(
    () => startRun({ experimentName: "nowhere", session }),
    UnsupportedRegionError,
  );
});

Deno.test("the experiment's own quota of run groups is an error, and no endless search", async () => {
  await using service = await temporaryService({
    quotas: { trialsPerExperiment: 2, componentsPerTrial: 1 },
  });
  const { session } = await scriptedAws(service);
  const open = async (): Promise<void> =>
    await (await startRun({ experimentName: "full", session })).close();
  await open();
  await open();
  const error = await assertRejects(open, Error);
  assertEquals(error.name, "ResourceLimitExceeded");
  await session[Symbol.asyncDispose]();
});

Deno.test("tags go on every resource that is created, and the run's marker on the run", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await (await startRun({ experimentName: "tagged", tags: { team: "vision" }, session })).close();
  const tags = Object.fromEntries(
    aws.calls.filter(({ operation }) => operation.startsWith("Create"))
      .map(({ operation, members }) => [operation, members["Tags"]]),
  );
  const own = { Key: "team", Value: "vision" };
  assertEquals(tags, {
    CreateExperiment: [own],
    CreateTrial: [own],
    CreateTrialComponent: [own, { Key: "sagemaker:trial-component-source", Value: "run" }],
  });
});
