import { assert, assertEquals } from "@std/assert";
import { loadRun, startRun } from "../../mod.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const WRITES = /^(Create|Update|Associate)/;

Deno.test("opening and closing a run takes at most four round trips, one after the other", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const names = { experimentName: "trips", runName: "first", session };
  const depths: Record<string, number> = {};
  const measure = async (name: string, open: typeof startRun): Promise<void> => {
    aws.reset();
    await (await open(names)).close();
    depths[name] = aws.depth();
  };
  await measure("new run, new experiment", startRun);
  names.runName = "second";
  await measure("new run, known experiment", startRun);
  await measure("known run, started again", startRun);
  await measure("known run, loaded", loadRun);
  console.log(depths);
  assertEquals(depths, {
    "new run, new experiment": 4,
    "new run, known experiment": 3,
    "known run, started again": 4,
    "known run, loaded": 3,
  });
});

Deno.test("a run that logs nothing sends nothing between its opening and its end", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const run = await startRun({ experimentName: "quiet", session });
  aws.reset();
  await run.close();
  assertEquals(aws.calls.map(({ operation }) => operation), ["UpdateTrialComponent"]);
});

Deno.test("only what has changed is sent", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const run = await startRun({ experimentName: "changes", session, captureEnvironment: false });
  run.logParameter("first", 1);
  await run.flush();
  run.logParameter("second", 2);
  await run.close();
  const updates = aws.calls.filter(({ operation }) => operation === "UpdateTrialComponent");
  assertEquals(updates.map(({ members }) => Object.keys(Object(members["Parameters"]))), [
    ["first"],
    ["second"],
  ]);
});

Deno.test("loading a run that is there creates nothing", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const names = { experimentName: "loads", runName: "there", session };
  await (await startRun(names)).close();
  aws.reset();
  await (await loadRun(names)).close();
  const writes = aws.calls.map(({ operation }) => operation).filter((name) => WRITES.test(name));
  assert(writes.every((name) => name === "UpdateTrialComponent"), writes.join());
});
