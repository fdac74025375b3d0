/**
 * AWS's own service models as the judge of every request that this library sends and of every answer
 * that the local service gives, while the behavior suites run.
 */
import { assert, assertEquals } from "@std/assert";
import { awsSession } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { collect } from "../../runtimes/collected.ts";
import { allSuites } from "../../suites/all.ts";
import { motoPython } from "../../support/moto.ts";
import { runPython } from "../../support/python.ts";
import { type Exchange, recordExchanges } from "../../support/recording_service.ts";
import { temporaryService } from "../../support/services.ts";

interface Judgement {
  readonly judged: number;
  readonly findings: readonly string[];
}

const JUDGE = new URL("./judge.py", import.meta.url);

async function judge(exchanges: readonly Exchange[]): Promise<Judgement> {
  const ours = exchanges.filter(({ service }) => service !== "s3");
  return await runPython<Judgement>(await motoPython(), JUDGE, ours);
}

Deno.test("every request and every answer of the suites is what AWS's service models say", async () => {
  await using temporary = await temporaryService({ awsQuotas: true });
  await using stores = new AsyncDisposableStack();
  const { service, exchanges } = recordExchanges(temporary);
  await using session = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    fetch: (request) => service.fetch(request),
  });
  const { test, run } = collect();
  allSuites({
    runtime: "deno",
    test,
    session: () => Promise.resolve(session),
    // A suite may close the store that it was given.
    store: async () =>
      await serviceSession(stores.use(await temporaryService({ awsQuotas: true }))),
  });
  const { passed, failures } = await run();
  assertEquals(failures, []);
  assert(passed >= 49);
  const { judged, findings } = await judge(exchanges);
  const operations = new Set(
    exchanges.filter(({ service }) => service !== "s3").map(({ operation }) => operation),
  );
  console.log(`judged ${judged} exchanges of ${operations.size} operations`);
  assertEquals(findings, []);
  assert(judged > 1_000);
});

Deno.test("the judge finds what is wrong", async () => {
  const exchange = { service: "sagemaker", status: 200 } as const;
  const { findings } = await judge([
    {
      ...exchange,
      operation: "CreateExperiment",
      input: { ExperimentName: "a b", X: 1 },
      output: {},
    },
    { ...exchange, operation: "DescribeTrial", input: {}, output: { CreationTime: "now" } },
    {
      ...exchange,
      operation: "UpdateTrialComponent",
      input: { TrialComponentName: "a", Status: { PrimaryStatus: "Done" } },
      output: {},
    },
  ]);
  assertEquals(findings.map((line) => line.split(": ")[0]), [
    "CreateExperiment request.ExperimentName",
    "CreateExperiment request.X",
    "DescribeTrial answer.CreationTime",
    "DescribeTrial request.TrialName",
    "UpdateTrialComponent request.Status.PrimaryStatus",
  ]);
});
