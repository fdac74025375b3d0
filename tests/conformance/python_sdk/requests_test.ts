/**
 * The requests of the official SageMaker Python SDK and of this library for the same scenario,
 * operation by operation. Every difference is listed here with its reason; any other one fails.
 */
import { assertEquals } from "@std/assert";
import { serveLocal } from "../../../src/local/mod.ts";
import { type Exchange, recordExchanges } from "../../support/recording_service.ts";
import { temporaryService } from "../../support/services.ts";
import { recordOurs, sessionTo } from "./our_run.ts";
import { pythonSdk } from "./python_run.ts";
import { DATA, TAGS } from "./scenario.ts";

/** Operations that only one of the two sends. */
const OWN_OPERATIONS: Readonly<Record<string, string>> = {
  "python: Search": "asks whether the run is in its group; ours adds a new run without asking",
  "ours: DescribeTrial": "looks the group up beside the creation of experiment and run",
  "python: GET bucket":
    "lists every bucket to see whether its own is there; ours asks for that one",
  "python: HEAD object": "asks for the ETag that the answer to the upload had already",
};

/** Members that only one of the two sends, by operation. */
const OWN_MEMBERS: Readonly<Record<string, string>> = {
  "ours: CreateTrialComponent.Status": "a new run is InProgress from its creation: one update less",
  "ours: CreateTrialComponent.Status.Message": "as above, in the Python SDK's words",
  "ours: CreateTrialComponent.Status.PrimaryStatus": "as above",
  "ours: CreateTrialComponent.StartTime": "as above",
  "python: UpdateTrialComponent.StartTime": "as above",
  "python: UpdateTrialComponent.Status.Message": "as above",
};

interface Traffic {
  readonly operations: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

/** Maps whose keys are the caller's own names. */
const MAPS = new Set(["Parameters", "InputArtifacts", "OutputArtifacts"]);

function trafficOf(exchanges: readonly Exchange[]): Traffic {
  const operations = new Set<string>();
  const members = new Set<string>();
  for (const { service, operation, input } of exchanges) {
    if (service !== "s3") {
      operations.add(operation);
      for (const path of pathsOf(input)) members.add(`${operation}.${path}`);
      continue;
    }
    const [method = "", path = ""] = operation.split(" ");
    operations.add(`${method} ${/^\/[^/]+\/./.test(path) ? "object" : "bucket"}`);
  }
  return { operations, members };
}

function pathsOf(value: unknown, before = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, before));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = before === "" ? name : `${before}.${name}`;
    const inner = MAPS.has(name) ? Object.values(Object(member)) : member;
    return [path, ...pathsOf(inner, path)];
  });
}

/** What is in one set only, marked by whose it is. */
function differences(ours: ReadonlySet<string>, python: ReadonlySet<string>): readonly string[] {
  return [
    ...[...ours].filter((name) => !python.has(name)).map((name) => `ours: ${name}`),
    ...[...python].filter((name) => !ours.has(name)).map((name) => `python: ${name}`),
  ].sort();
}

async function record(work: (endpoint: string) => Promise<void>): Promise<readonly Exchange[]> {
  await using temporary = await temporaryService();
  const { service, exchanges } = recordExchanges(temporary);
  await using server = await serveLocal(service);
  await work(server.url);
  return exchanges;
}

Deno.test("the requests of a run are the Python SDK's, but for listed differences", async () => {
  const experimentName = "requests";
  const python = await record(async (endpoint) => {
    const request = { action: "record", experimentName, runName: "run", tags: TAGS, data: DATA };
    await pythonSdk(endpoint, request);
  });
  const ours = await record(async (endpoint) => {
    await using session = await sessionTo(endpoint);
    await recordOurs(session, experimentName, "run");
  });
  const [their, own] = [trafficOf(python), trafficOf(ours)];

  const operations = differences(own.operations, their.operations);
  assertEquals(operations, Object.keys(OWN_OPERATIONS).sort());
  const shared = (member: string): boolean => {
    const operation = member.split(".")[0] ?? "";
    return own.operations.has(operation) && their.operations.has(operation);
  };
  const members = differences(
    new Set([...own.members].filter(shared)),
    new Set([...their.members].filter(shared)),
  );
  assertEquals(members, Object.keys(OWN_MEMBERS).sort());

  const count = (exchanges: readonly Exchange[]): number => exchanges.length;
  console.log(`requests of one run: ours ${count(ours)}, the Python SDK's ${count(python)}`);
});
