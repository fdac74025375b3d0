import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getLineage, getRun, type Session, withRun } from "../../mod.ts";
import { show } from "../../src/cli/commands/show.ts";
import { Terminal } from "../../src/cli/terminal.ts";
import { lineageRows, readLineage } from "../../src/cli/commands/show_lineage.ts";
import { lineageRecorder } from "../support/lineage_entities.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const NAMES = { experimentName: "demo", runName: "first" };

/** What `runlog show` writes into a pipe. */
async function shown(session: Session, isJson = false): Promise<string> {
  let text = "";
  const out = new Terminal({ write: (data) => text += data }, { isJson, environment: {} });
  const context = { out, signal: new AbortController().signal } as Parameters<typeof show>[0];
  await show(context, session, NAMES.experimentName, NAMES.runName);
  return text;
}

Deno.test("runlog show prints a run's lineage from the earliest to the latest, and in its JSON", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service, undefined, { turns: 0 });
  await withRun({ ...NAMES, session }, (run) => run.logParameter("lr", 0.1));
  assert(!(await shown(session)).includes("lineage\t"), "a run without lineage has no such table");
  const { arn } = await getRun(NAMES, { session });
  const { link, ...create } = await lineageRecorder(session);
  const raw = await create.artifact("raw", "DataSet");
  const clean = await create.artifact("clean", "DataSet");
  await link(raw, clean, "DerivedFrom");
  await link(clean, arn, "ContributedTo");
  await link(arn, await create.action("deploy", "ModelDeployment", { Status: "Completed" }));
  assertStringIncludes(
    await shown(session),
    [
      "lineage\ttype\tassociation\tname\tstatus",
      "2 before\tartifact DataSet\tDerivedFrom\traw\t",
      "1 before\tartifact DataSet\tContributedTo\tclean\t",
      "1 after\taction ModelDeployment\tassociated\tdeploy\tCompleted",
      "",
    ].join("\n"),
  );
  const { lineage } = JSON.parse(await shown(session, true));
  assertEquals(lineage.ascendants.entities.length, 2);
  assertEquals(lineage.descendants.entities[0].kind, "action");
  await session[Symbol.asyncDispose]();
});

Deno.test("runlog show without permission for lineage shows the run, and why there is no lineage", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "QueryLineage" ? awsRefusal("AccessDeniedException") : undefined,
    { turns: 0 },
  );
  await withRun({ ...NAMES, session }, () => {});
  const run = await getRun(NAMES, { session });
  const { found, remarks } = await readLineage(run, session, new AbortController().signal);
  assertEquals([found, lineageRows(found)], [undefined, []]);
  assertMatch(remarks.join(), /^The lineage could not be read: AccessDeniedException$/);
  await session[Symbol.asyncDispose]();
});

Deno.test("runlog show of a hub says that there is more", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service, undefined, { turns: 0 });
  await withRun({ ...NAMES, session }, () => {});
  const run = await getRun(NAMES, { session });
  const { link, context } = await lineageRecorder(session);
  for (let index = 0; index < 20; index++) {
    await link(run.arn, await context(`c${index}`, "Group"), "Produced");
  }
  const { found, remarks } = await readLineage(run, session, new AbortController().signal);
  assertEquals(lineageRows(found).length, 16);
  assertEquals(remarks, ["More after this run: see runlog ui"]);
  assertEquals((await getLineage(run, { session })).descendants.entities.length, 16);
  await session[Symbol.asyncDispose]();
});
