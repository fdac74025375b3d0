import { assertEquals } from "@std/assert";
import { deleteRun, syncRuns, withRun } from "../../../mod.ts";
import { type LocalService, serviceSession } from "../../../src/local.ts";
import { temporaryService } from "../../support/services.ts";

const experimentName = "demo";
const PREFIX = "arn:aws:sagemaker:local:000000000000:";
const [ACTION, CONTEXT] = [`${PREFIX}action/deploy`, `${PREFIX}context/endpoint`];

async function call(
  { operations }: LocalService,
  name: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await operations?.call(name, input);
  if (answer?.kind !== "output") throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.output;
}

/** Two runs with a graph each. The first graph was deployed, and an endpoint groups the first run. */
async function record(service: LocalService): Promise<void> {
  await using session = await serviceSession({ ...service, close: () => Promise.resolve() });
  for (const runName of ["first", "second"]) {
    await withRun(
      { experimentName, runName, session, captureEnvironment: false },
      (run) => run.logRocCurve([0, 1], [0.2, 0.7], { title: "roc" }),
    );
  }
  const Source = { SourceUri: "u" };
  await call(service, "CreateAction", { ActionName: "deploy", ActionType: "t", Source });
  await call(service, "CreateContext", { ContextName: "endpoint", ContextType: "t", Source });
  const run = `${PREFIX}experiment-trial-component/demo-first`;
  const { AssociationSummaries } = await call(service, "ListAssociations", { SourceArn: run });
  // As the answer's shape has it.
  const [{ DestinationArn: graph = "" } = {}] = AssociationSummaries as {
    DestinationArn: string;
  }[];
  await call(service, "AddAssociation", { SourceArn: graph, DestinationArn: ACTION });
  await call(service, "AddAssociation", { SourceArn: CONTEXT, DestinationArn: run });
}

/** Number of artifacts, actions, contexts and associations. */
async function counts(service: LocalService): Promise<readonly number[]> {
  const found: number[] = [];
  for (const word of ["Artifact", "Action", "Context", "Association"]) {
    const { [`${word}Summaries`]: all } = await call(service, `List${word}s`, {});
    found.push((all as readonly unknown[]).length);
  }
  return found;
}

Deno.test("deleteRun() with deleteLineage keeps a graph that an action uses, the action and the context", async () => {
  await using service = await temporaryService();
  await record(service);
  assertEquals(await counts(service), [2, 1, 1, 4]);
  await using session = await serviceSession(service);
  const options = { deleteLineage: true, session };
  const first = await deleteRun({ experimentName, runName: "first" }, options);
  assertEquals(first.lineageArtifacts, []);
  // The second run with its graph, and the graph of the first with its action.
  assertEquals(await counts(service), [2, 1, 1, 2]);
  const second = await deleteRun({ experimentName, runName: "second" }, options);
  assertEquals(second.lineageArtifacts.length, 1);
  assertEquals(await counts(service), [1, 1, 1, 1]);
});

Deno.test("syncRuns() copies runs and graphs that actions and contexts are linked with, and names these", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  await record(near);
  await using from = await serviceSession(near);
  await using to = await serviceSession(far);
  for (const outcome of ["created", "unchanged"] as const) {
    const { outcomes, runs } = await syncRuns({ from, to });
    assertEquals(outcomes[outcome], 2);
    const left = runs.flatMap(({ problems }) => problems.map(({ kind, name }) => [kind, name]));
    assertEquals(left, [["lineage", "action deploy"], ["lineage", "context endpoint"]]);
  }
  assertEquals(await counts(far), [2, 0, 0, 2]);
});
