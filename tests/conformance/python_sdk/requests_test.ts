/**
 * The requests of the official SageMaker Python SDK and of this library for the same scenario,
 * operation by operation. Every difference is listed here with its reason; any other one fails.
 */
import { assertEquals } from "@std/assert";
import { listRuns, loadRun, type Session, withRun } from "../../../mod.ts";
import { serveLocal } from "../../../src/local.ts";
import { type Exchange, recordExchanges } from "../../support/recording_service.ts";
import { temporaryService } from "../../support/services.ts";
import type { Reachable } from "../../support/reach.ts";
import { recordOurs, sessionTo } from "./our_run.ts";
import { pythonSdk } from "./python_run.ts";
import { DATA, TAGS } from "./scenario.ts";

/** Operations of opening a new run. */
const OPENING: Readonly<Record<string, string>> = {
  "python: Search": "asks whether the run is in its group; ours adds a new run without asking",
  "ours: DescribeTrial": "looks the group up beside the creation of experiment and run",
};

/** Members of opening a new run. */
const OPENING_MEMBERS: Readonly<Record<string, string>> = {
  "ours: CreateTrialComponent.Status": "a new run is InProgress from its creation: one update less",
  "ours: CreateTrialComponent.Status.Message": "as above, in the Python SDK's words",
  "ours: CreateTrialComponent.Status.PrimaryStatus": "as above",
  "ours: CreateTrialComponent.StartTime": "as above",
  "python: UpdateTrialComponent.StartTime": "as above",
};

interface Scenario {
  readonly name: string;
  /** What is there before either starts. */
  prepare?(session: Session): Promise<unknown>;
  readonly python: Readonly<Record<string, unknown>>;
  ours(session: Session): Promise<unknown>;
  /** Operations that only one of the two sends, with the reason. */
  readonly ownOperations: Readonly<Record<string, string>>;
  /** Members that only one of the two sends, of operations that both send. */
  readonly ownMembers: Readonly<Record<string, string>>;
}

const NAMES = { experimentName: "requests", runName: "run" } as const;
const MESSAGE = "loss is not a number";
const prepareRun = (session: Session): Promise<void> =>
  recordOurs(session, NAMES.experimentName, NAMES.runName);

const SCENARIOS: readonly Scenario[] = [
  {
    name: "a run",
    python: { action: "record", tags: TAGS, data: DATA },
    ours: prepareRun,
    ownOperations: {
      ...OPENING,
      "python: GET bucket":
        "lists every bucket to see whether its own is there; ours asks for that one",
      "python: HEAD object": "asks for the ETag that the answer to the upload had already",
    },
    ownMembers: {
      ...OPENING_MEMBERS,
      "python: UpdateTrialComponent.Status.Message": "of the update that ours has no need of",
    },
  },
  {
    name: "a failed run",
    python: { action: "fail", message: MESSAGE },
    async ours(session) {
      await withRun({ ...NAMES, session, captureEnvironment: false }, () => {
        throw new Error(MESSAGE);
      }).catch(() => {});
    },
    ownOperations: OPENING,
    ownMembers: {
      ...OPENING_MEMBERS,
      "python: UpdateTrialComponent.Parameters": "sends all that it holds, empty maps too",
      "python: UpdateTrialComponent.InputArtifacts": "as above",
      "python: UpdateTrialComponent.OutputArtifacts": "as above",
    },
  },
  {
    name: "a run that is loaded",
    prepare: prepareRun,
    python: { action: "load" },
    async ours(session) {
      await using run = await loadRun({ ...NAMES, session });
      run.logParameter("from_typescript", 1);
    },
    ownOperations: {
      "ours: ListTrials": "finds the run's group; Search lags behind in AWS",
      "python: CreateExperiment": "creates first, to be told that it exists; ours looks first",
      "python: CreateTrial": "as above",
      "python: CreateTrialComponent": "as above",
      "python: DescribeExperiment": "after the refused creation; ours needs nothing of it",
      "python: DescribeTrial": "as above",
      "python: Search": "asks whether the run is in its group, as ListTrials does for ours",
    },
    ownMembers: {
      "python: UpdateTrialComponent.DisplayName": "sends all that was read; ours what has changed",
      "python: UpdateTrialComponent.InputArtifacts": "as above",
      "python: UpdateTrialComponent.InputArtifacts.MediaType": "as above",
      "python: UpdateTrialComponent.InputArtifacts.Value": "as above",
      "python: UpdateTrialComponent.OutputArtifacts": "as above",
      "python: UpdateTrialComponent.OutputArtifacts.MediaType": "as above",
      "python: UpdateTrialComponent.OutputArtifacts.Value": "as above",
      "python: UpdateTrialComponent.Parameters.StringValue": "as above",
      "python: UpdateTrialComponent.StartTime": "as above",
    },
  },
  {
    name: "a listing",
    prepare: prepareRun,
    python: { action: "list" },
    ours: (session) => Array.fromAsync(listRuns({ experimentName: NAMES.experimentName, session })),
    ownOperations: {
      "python: CreateExperiment": "opens every run that it lists; ours only reads",
      "python: CreateTrial": "as above",
      "python: CreateTrialComponent": "as above",
      "python: DescribeExperiment": "as above",
      "python: DescribeTrial": "as above",
      "python: DescribeTrialComponent": "as above",
      "python: ListTrialComponents": "lists names, then asks for each; ours searches once",
    },
    ownMembers: {
      "ours: Search.SortBy": "the order of the listing, which the Python SDK asks of the names",
      "ours: Search.SortOrder": "as above",
      "python: Search.SearchExpression.Operator":
        "And, which is what AWS takes where none is given",
    },
  },
];

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

async function record(
  { prepare }: Scenario,
  work: (server: Reachable, session: Session) => Promise<unknown>,
): Promise<readonly Exchange[]> {
  await using temporary = await temporaryService();
  const { service, exchanges } = recordExchanges(temporary);
  await using server = await serveLocal(service);
  await using session = await sessionTo(server);
  await prepare?.(session);
  exchanges.length = 0;
  await work(server, session);
  return exchanges;
}

for (const scenario of SCENARIOS) {
  Deno.test(`the requests of ${scenario.name} are the Python SDK's, but for listed differences`, async () => {
    const python = await record(
      scenario,
      (server) => pythonSdk(server, { ...NAMES, ...scenario.python }),
    );
    const ours = await record(scenario, (_, session) => scenario.ours(session));
    const [their, own] = [trafficOf(python), trafficOf(ours)];
    const isShared = (member: string): boolean => {
      const operation = member.split(".")[0] ?? "";
      return own.operations.has(operation) && their.operations.has(operation);
    };
    const members = differences(
      new Set([...own.members].filter(isShared)),
      new Set([...their.members].filter(isShared)),
    );
    const operations = differences(own.operations, their.operations);
    assertEquals({ operations, members }, {
      operations: Object.keys(scenario.ownOperations).sort(),
      members: Object.keys(scenario.ownMembers).sort(),
    });
    console.log(
      `requests of ${scenario.name}: ours ${ours.length}, the Python SDK's ${python.length}`,
    );
  });
}
