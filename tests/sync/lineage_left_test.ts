import { assert, assertEquals } from "@std/assert";
import { awsSession, type Session, syncRuns, type SyncSummary, withRun } from "../../mod.ts";
import { type LocalService, serveLocal, serviceSession } from "../../src/local.ts";
import { keysOf } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";

const PREFIX = "arn:aws:sagemaker:local:000000000000:";
const names = { experimentName: "demo", runName: "one" };
const RUN = `${PREFIX}experiment-trial-component/demo-one`;
const REASON =
  "stays behind: of lineage, a sync copies runs, their artifacts and the links of both";

/** A run with a graph, an action, and links beyond them: what a sync leaves, by name. */
const LEFT = ["action deploy", "artifact data", "context endpoint", "run demo-two"];

/** Calls an operation that sessions do not have. */
async function call(
  service: LocalService,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await service.operations?.call(operation, input);
  assert(answer?.kind === "output", `${operation}: ${JSON.stringify(answer)}`);
  return answer.output;
}

async function record(service: LocalService, session: Session): Promise<void> {
  await withRun({ ...names, session }, (run) => run.logRocCurve([0, 1], [0.1, 0.9]));
  await withRun({ ...names, runName: "two", session }, (run) => run.logMetric("loss", 1));
  const { sagemaker } = session;
  const Source = { SourceUri: "u" };
  await call(service, "CreateAction", { ActionName: "deploy", ActionType: "Deployment", Source });
  await call(service, "CreateContext", {
    ContextName: "endpoint",
    ContextType: "Endpoint",
    Source,
  });
  const { ArtifactArn: data = "" } = await sagemaker.call("CreateArtifact", {
    ...{ ArtifactName: "data", ArtifactType: "DataSet", Source },
  });
  const { AssociationSummaries = [] } = await sagemaker.call("ListAssociations", {
    SourceArn: RUN,
  });
  const graph = AssociationSummaries[0]?.DestinationArn ?? "";
  const links = [
    [RUN, `${PREFIX}action/deploy`],
    [graph, `${PREFIX}context/endpoint`],
    [data, graph],
    [`${PREFIX}experiment-trial-component/demo-two`, RUN],
    // Both ends are copied with the second run.
    [graph, `${PREFIX}experiment-trial-component/demo-two`],
  ];
  for (const [SourceArn, DestinationArn] of links) {
    await sagemaker.call("AddAssociation", { SourceArn, DestinationArn });
  }
}

function leftOf({ runs }: SyncSummary, name: string): readonly string[] {
  const problems = runs.find(({ runName }) => runName === name)?.problems ?? [];
  for (const { kind, count, reason } of problems) {
    assertEquals([kind, count, reason], ["lineage", 1, REASON]);
  }
  return problems.map(({ name }) => name);
}

/** Syncs with a dry run first, then in earnest, and once more. */
async function syncThrice(from: Session, to: Session): Promise<void> {
  for (
    const [dryRun, outcome] of [[true, "created"], [false, "created"], [
      false,
      "unchanged",
    ]] as const
  ) {
    const summary = await syncRuns({ from, to, dryRun });
    assertEquals(summary.outcomes[outcome], 2);
    assertEquals(leftOf(summary, "one"), LEFT);
    // Its graph is linked with all of these, too.
    assertEquals(leftOf(summary, "two"), ["artifact data", "context endpoint", "run demo-one"]);
  }
}

Deno.test("a sync between local stores names the lineage that stays behind, every time", async () => {
  const near = await temporaryService();
  await using session = await serviceSession(near);
  await using to = await serviceSession(await temporaryService());
  await record(near, session);
  await syncThrice(session, to);
});

Deno.test("a sync to a served store, and one from it, name the lineage that stays behind", async () => {
  const near = await temporaryService();
  await using session = await serviceSession(near);
  await using far = await temporaryService();
  await using server = await serveLocal(far);
  await using served = await awsSession({
    ...{ region: "local", endpoint: server.url, credentials: keysOf(server), notices: false },
  });
  await record(near, session);
  await syncThrice(session, served);
  await using other = await temporaryService();
  await using source = await serveLocal(other);
  await using from = await awsSession({
    ...{ region: "local", endpoint: source.url, credentials: keysOf(source), notices: false },
  });
  await using local = await serviceSession(other);
  await record(other, local);
  await using to = await serviceSession(await temporaryService());
  await syncThrice(from, to);
});

Deno.test("a run whose further lineage was deleted is not named any more once it changes", async () => {
  const near = await temporaryService();
  await using session = await serviceSession(near);
  await using to = await serviceSession(await temporaryService());
  await record(near, session);
  await syncRuns({ from: session, to });
  const { sagemaker } = session;
  const ends = { SourceArn: RUN, DestinationArn: `${PREFIX}action/deploy` };
  await sagemaker.call("DeleteAssociation", ends);
  const update = { TrialComponentName: "demo-one", DisplayName: "changed" };
  await sagemaker.call("UpdateTrialComponent", update);
  assertEquals(leftOf(await syncRuns({ from: session, to }), "one"), LEFT.slice(1));
});

Deno.test("an artifact that many runs share is asked once for the lineage around it", async () => {
  await using near = await temporaryService();
  await using server = await serveLocal(near);
  let asked = 0;
  await using from = await awsSession({
    ...{ region: "local", endpoint: server.url, credentials: keysOf(server), notices: false },
    async fetch(request) {
      if (request.headers.get("x-amz-target")?.endsWith("ListAssociations")) {
        asked += Number((await request.clone().text()).includes(":artifact/"));
      }
      return await fetch(request);
    },
  });
  await using to = await serviceSession(await temporaryService());
  const Source = { SourceUri: "u" };
  const data = { ArtifactName: "data", ArtifactType: "DataSet", Source };
  const { ArtifactArn: SourceArn } = await from.sagemaker.call("CreateArtifact", data);
  for (let index = 0; index < 12; index++) {
    const runName = `r${index}`;
    await withRun({ experimentName: "demo", runName, session: from }, (run) => {
      run.logMetric("loss", index);
    });
    const DestinationArn = `${PREFIX}experiment-trial-component/demo-${runName}`;
    await from.sagemaker.call("AddAssociation", { SourceArn, DestinationArn });
  }
  const { outcomes } = await syncRuns({ from, to });
  assertEquals([outcomes.created, asked], [12, 2]);
});
